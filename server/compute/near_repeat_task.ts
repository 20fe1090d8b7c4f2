import { falseDiscoveryControl } from '@beatline/shared/evaluation/false_discovery';
import { knoxTest } from '@beatline/shared/evaluation/knox';
import { Refusal } from '@beatline/shared/model/refusal';
import type { NearRepeatRow } from '@beatline/shared/model/views/spots_view';
import { seededRandom } from '@beatline/shared/planning/seeded_random';
import type { RunControls } from './run_controls';

const DAY_MS = 86_400_000;
/** Any number: the same incidents give the same probabilities. */
const SEED = 1;

export interface NearRepeatInput {
  /** Metres. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly instantMs: Float64Array;
  /** Reaches tested, each as [metres, days]. */
  readonly reaches: readonly (readonly [withinMeters: number, withinDays: number])[];
  readonly permutations: number;
  readonly significance: number;
}

/** Knox tests of every reach; significant are those that stand with the false discovery rate kept over all. Throws a Refusal when it was stopped. */
export function nearRepeatTask(input: NearRepeatInput, controls: RunControls<number>): readonly NearRepeatRow[] {
  const tests = input.reaches.map(([withinMeters, withinDays], done) => {
    if (controls.shouldStop()) throw new Refusal('cancelled', 'the test was stopped');
    const test = knoxTest({
      x: input.x,
      y: input.y,
      time: input.instantMs,
      nearMeters: withinMeters,
      nearTime: withinDays * DAY_MS,
      permutations: input.permutations,
      random: seededRandom(SEED),
    });
    controls.onProgress?.((done + 1) / input.reaches.length);
    return { withinMeters, withinDays, ...test };
  });
  const stands = falseDiscoveryControl(
    tests.map(({ probability }) => probability),
    input.significance,
  );
  return tests.map((test, i) => ({ ...test, isSignificant: stands[i] === 1 }));
}
