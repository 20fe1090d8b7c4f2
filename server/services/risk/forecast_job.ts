import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../../app';
import { issueDueForecasts } from './forecast_issue';
import { replayForecasts, replayIsDue } from './forecast_replay';
import { scoreDueForecasts } from './forecast_score';
import { refitWhenDue } from './nightly_fit';

/** How often it is looked whether something is due: a score when records have come in, forecasts after midnight. Looking costs two small queries. */
const LOOK_EVERY_MS = 10 * 60_000;

/**
 * What is due of the track record now: scores of forecasts whose window has passed, then the day's fit of the risk, then the forecasts from the next midnight on by that
 * fit, then a back-test of the newest week. Each is done once, whoever asks.
 */
export async function keepTrackRecord(
  app: App,
  options: { readonly stopFlag?: Int32Array } = {},
): Promise<{ readonly scored: number; readonly issued: number; readonly backtests: number }> {
  const { scored } = await scoreDueForecasts(app);
  await refitWhenDue(app, options.stopFlag);
  const { issued } = await issueDueForecasts(app, options.stopFlag);
  const { risk } = await app.ground.current();
  if (risk === undefined || !(await replayIsDue(app))) return { scored, issued, backtests: 0 };
  try {
    return { scored, issued, ...(await replayForecasts(app, { ...options, onlyDue: true })) };
  } catch (error) {
    // a deployment may have too few records for years: nothing to be told every ten minutes
    if (error instanceof Refusal) return { scored, issued, backtests: 0 };
    throw error;
  }
}

/** Keeps the track record for as long as the server runs: at once, for what was missed while it did not, and then as days pass. */
export function startTrackRecord(app: App): { stop(): void } {
  const stopFlag = new Int32Array(new SharedArrayBuffer(4));
  let busy = false;
  const look = () => {
    if (busy) return;
    busy = true;
    keepTrackRecord(app, { stopFlag })
      .catch((error: unknown) => {
        // without a deployment there is nothing to forecast; a database that is stopping is no bug
        if (!(error instanceof Refusal)) app.reportBug(error);
      })
      .finally(() => (busy = false));
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  look();
  return {
    stop() {
      clearInterval(timer);
      Atomics.store(stopFlag, 0, 1);
    },
  };
}
