import { newestRecords } from '@beatline/db/queries/deployment';
import { backtestEnds, replaceBacktest } from '@beatline/db/queries/forecasts';
import { rollingOrigins } from '@beatline/shared/evaluation/rolling_origins';
import { CATEGORY_GROUPS } from '@beatline/shared/model/category';
import { Refusal } from '@beatline/shared/model/refusal';
import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type { ReplayProgress } from '@beatline/shared/model/views/scorecard_view';
import { DEFAULT_RISK_PARAMETERS } from '@beatline/shared/risk/risk_model';
import type { App } from '../../app';
import { readDemand } from './demand';
import { FEWEST_YEARLY_INCIDENTS, flaggedCountFor, groupsToForecast } from './forecast_issue';

const DAY_MS = 86_400_000;
const ALL_DAYS = 36_500;
/** What is replayed: half a year of weeks, and two months of single days for all incidents together. Chosen: enough origins for a standard error, over in seconds. */
const REPLAYS = [
  { horizonDays: 7, origins: 26, byGroup: true },
  { horizonDays: 1, origins: 60, byGroup: false },
] as const;
/** Records before the first origin without which a forecast would have had nothing to go by. Chosen. */
const FEWEST_DAYS_BEFORE = 90;
/** A back-test is run again when a new week is in the records. */
const REPLAY_EVERY_MS = 7 * DAY_MS;

/**
 * Back-tests the models on the last half year and keeps the scores for the scorecard, marked as a back-test: they are never frozen forecasts. The same squares, share of
 * area, groups and models as the forecasts that are issued. With `onlyDue` those that know the newest week already are left as they are. Throws a Refusal when there is no
 * risk, or too little to test on.
 */
export async function replayForecasts(
  app: App,
  options: { readonly onProgress?: (fractionDone: number) => void; readonly stopFlag?: Int32Array; readonly onlyDue?: boolean } = {},
): Promise<{ readonly backtests: number }> {
  const { risk, clock, deployment, projection } = await app.ground.current();
  if (risk === undefined || risk.squareId.length === 0)
    throw new Refusal('no_risk', 'no risk was fitted yet', 'import incidents and fit the risk first');
  const { incidents, newestMs, ends } = await app.query(async (scoped) => {
    const found = Math.min((await newestRecords(scoped)).incidents ?? -Infinity, app.nowMs());
    return {
      newestMs: found,
      ends: await backtestEnds(scoped),
      incidents: (await readDemand(scoped, { untilMs: Math.max(0, found) + 1, historyDays: ALL_DAYS, projection })).incidents,
    };
  });
  const groups = groupsToForecast(incidents, newestMs);
  if (groups.length === 0)
    throw new Refusal(
      'too_few_incidents',
      `a back-test needs ${FEWEST_YEARLY_INCIDENTS} street incidents within a year`,
      'import more incidents first',
    );
  const earliestMs = incidents.instantMs[0] + FEWEST_DAYS_BEFORE * DAY_MS;
  const runs = REPLAYS.flatMap(({ horizonDays, origins, byGroup }) =>
    (byGroup ? groups : [undefined]).map((group) => ({
      horizonDays,
      group,
      origins: lastOrigins(clock, newestMs, horizonDays, origins, earliestMs),
    })),
  ).filter((run) => run.origins.length > 0);
  if (runs.length === 0)
    throw new Refusal(
      'short_history',
      `the records reach back ${Math.floor((newestMs - incidents.instantMs[0]) / DAY_MS)} days, ${FEWEST_DAYS_BEFORE + 1} are needed to test a forecast`,
      'import older incidents',
    );

  const due = options.onlyDue === true ? runs.filter(isDue) : runs;
  const flaggedCount = flaggedCountFor(risk.squareId.length);
  for (const [done, { horizonDays, group, origins }] of due.entries()) {
    const scores = await app.compute.run(
      'replay',
      {
        squareId: risk.squareId,
        cellMeters: deployment.cellMeters,
        incidents,
        group,
        origins,
        flaggedCount,
        parameters: DEFAULT_RISK_PARAMETERS,
      },
      {
        onProgress: (fraction) => options.onProgress?.((done + fraction) / due.length),
        ...(options.stopFlag === undefined ? {} : { stopFlag: options.stopFlag }),
      },
    );
    if (options.stopFlag !== undefined && Atomics.load(options.stopFlag, 0) === 1)
      throw new Refusal('cancelled', 'the back-test was stopped');
    await app.query((scoped) =>
      replaceBacktest(scoped, {
        ranAtMs: app.nowMs(),
        group: group === undefined ? undefined : CATEGORY_GROUPS[group],
        horizonDays,
        cellMeters: deployment.cellMeters,
        squares: risk.squareId.length,
        flaggedCount,
        parameters: { ...DEFAULT_RISK_PARAMETERS },
        windows: origins.map(({ window }) => window),
        scores,
      }),
    );
  }
  return { backtests: due.length };

  function isDue({ horizonDays, group }: (typeof runs)[number]): boolean {
    const name = group === undefined ? undefined : CATEGORY_GROUPS[group];
    const kept = ends.find((end) => end.horizonDays === horizonDays && end.group === name);
    return kept === undefined || newestMs >= kept.toMs + REPLAY_EVERY_MS;
  }
}

/** Whether a back-test of the newest week is missing: the single days are run last, so where they are kept everything is. Two small queries. */
export async function replayIsDue(app: App): Promise<boolean> {
  return app.query(async (scoped) => {
    const newestMs = Math.min((await newestRecords(scoped)).incidents ?? -Infinity, app.nowMs());
    const last = REPLAYS[REPLAYS.length - 1];
    const kept = (await backtestEnds(scoped)).find(({ horizonDays, group }) => horizonDays === last.horizonDays && group === undefined);
    return kept === undefined || newestMs >= kept.toMs + REPLAY_EVERY_MS;
  });
}

/** Origins whose windows meet and end with the last whole day of the records, none before an instant. */
function lastOrigins(clock: SlotClock, newestMs: number, windowDays: number, count: number, earliestMs: number) {
  const endLocalMs = Math.floor(clock.localMs(newestMs) / DAY_MS) * DAY_MS;
  const day = (localMs: number) => new Date(localMs).toISOString().slice(0, 10);
  return rollingOrigins({
    fromDay: day(endLocalMs - count * windowDays * DAY_MS),
    toDay: day(endLocalMs),
    step: { days: windowDays },
    windowDays,
    instantOfLocalMs: (localMs) => clock.instantOfLocalMs(localMs),
  }).filter(({ originMs }) => originMs >= earliestMs);
}

/** Starts a back-test for the scorecard in a worker thread; follow it by its job id. */
export async function startReplay(app: App): Promise<{ jobId: string }> {
  const job = app.replays.open((jobId) => ({ jobId, state: 'queued', fractionDone: 0, error: undefined }));
  const tell = (change: Partial<ReplayProgress>) => job.progress.set({ ...job.progress.get(), ...change });
  replayForecasts(app, { onProgress: (fractionDone) => tell({ state: 'running', fractionDone }), stopFlag: job.stopFlag }).then(
    () => tell({ state: 'done', fractionDone: 1 }),
    (error: unknown) => {
      if (error instanceof Refusal && error.code === 'cancelled') return tell({ state: 'cancelled' });
      if (!(error instanceof Refusal)) app.reportBug(error);
      return tell({ state: 'failed', error: error instanceof Error ? error.message : String(error) });
    },
  );
  return { jobId: job.id };
}
