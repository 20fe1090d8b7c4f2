import { newestRecords } from '@beatline/db/queries/deployment';
import { Refusal } from '@beatline/shared/model/refusal';
import type { NearRepeatProgress, NearRepeatView } from '@beatline/shared/model/views/spots_view';
import type { App } from '../../app';
import type { NearRepeatInput } from '../../routers/risk_inputs';
import { isoInZone } from '../iso_in_zone';
import { readDemand } from './demand';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 365;
/** The smallest probability they can tell is 1 in 1,000. */
const PERMUTATIONS = 999;
const SIGNIFICANCE = 0.05;
/** With fewer there are no pairs to speak of. Chosen. */
const FEWEST_INCIDENTS = 50;
/** Beyond it a test takes minutes: ask for fewer days or one group. Chosen. */
const MOST_INCIDENTS = 60_000;
/** The reach that is said in a sentence: one to two blocks and a week, as in the literature on near repeats (Bowers & Johnson 2003). */
const HEADLINE = [200, 7] as const;
const REACHES = [100, 200, 400].flatMap((meters) => [3, 7, 14].map((days) => [meters, days] as const));

/** Tests in a worker thread whether incidents repeat near by and soon; follow it by its job id. Throws a Refusal when there are too few or too many. */
export async function startNearRepeat(app: App, input: NearRepeatInput): Promise<{ jobId: string }> {
  const { clock, projection } = await app.ground.current();
  const { incidents, range } = await app.query(async (scoped) => {
    const newestMs = Math.min((await newestRecords(scoped)).incidents ?? -Infinity, app.nowMs());
    const toMs = Number.isFinite(newestMs) ? newestMs + 1 : app.nowMs();
    const historyDays = input.days ?? DEFAULT_DAYS;
    const demand = await readDemand(scoped, { untilMs: toMs, historyDays, projection, group: input.group });
    return { incidents: demand.incidents, range: { fromMs: toMs - historyDays * DAY_MS, toMs } };
  });
  if (incidents.length < FEWEST_INCIDENTS)
    throw new Refusal(
      'too_few_incidents',
      `there are ${incidents.length} incidents, ${FEWEST_INCIDENTS} are needed to test for near repeats`,
      'choose a longer time or all groups together',
    );
  if (incidents.length > MOST_INCIDENTS)
    throw new Refusal(
      'too_many_incidents',
      `there are ${incidents.length} incidents, at most ${MOST_INCIDENTS} can be tested at once`,
      'choose fewer days or one group',
    );
  const job = app.nearRepeats.open((jobId) => ({ jobId, state: 'queued', fractionDone: 0, result: undefined, error: undefined }));
  const tell = (change: Partial<NearRepeatProgress>) => job.progress.set({ ...job.progress.get(), ...change });
  const { x, y, instantMs } = incidents;
  app.compute
    .run(
      'nearRepeat',
      { x, y, instantMs, reaches: REACHES, permutations: PERMUTATIONS, significance: SIGNIFICANCE },
      { onProgress: (fractionDone) => tell({ state: 'running', fractionDone }), stopFlag: job.stopFlag },
    )
    .then((rows) => {
      const headline = rows.find((row) => row.withinMeters === HEADLINE[0] && row.withinDays === HEADLINE[1]);
      if (headline === undefined) throw new Error('the headline is not among the tests');
      const result: NearRepeatView = {
        group: input.group,
        window: { from: isoInZone(clock, range.fromMs), to: isoInZone(clock, range.toMs) },
        incidents: incidents.length,
        permutations: PERMUTATIONS,
        significance: SIGNIFICANCE,
        headline,
        rows,
      };
      tell({ state: 'done', fractionDone: 1, result });
    })
    .catch((error: unknown) => {
      if (error instanceof Refusal && error.code === 'cancelled') return tell({ state: 'cancelled' });
      if (!(error instanceof Refusal)) app.reportBug(error);
      const told =
        error instanceof Refusal
          ? { code: error.code, message: error.message, hint: error.hint }
          : { code: 'failed', message: 'the test failed; the server log says more', hint: undefined };
      return tell({ state: 'failed', error: told });
    });
  return { jobId: job.id };
}

/** Asks a test to stop. */
export function cancelNearRepeat(app: App, input: { readonly jobId: string }): void {
  Atomics.store(app.nearRepeats.find(input.jobId).stopFlag, 0, 1);
}
