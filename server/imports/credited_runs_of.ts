import type { CreditedRun } from '@beatline/db/queries/credited_runs';
import type { DroppedFix } from '@beatline/shared/coverage/clean_fixes';
import type { StepTimes } from '@beatline/shared/coverage/credit_presence';
import type { InstantRange } from '@beatline/shared/model/time_window';

/** What is to be told of a stretch of a unit's track that was credited. */
export interface CreditedStretch {
  readonly unitId: number;
  /** Its runs and how many fixes each has. */
  readonly runs: readonly StoredRun[];
  /** Its steps between cleaned fixes, ascending. */
  readonly steps: StepTimes;
  /** Fixes stored in it that were dropped, ascending. */
  readonly dropped: readonly DroppedFix[];
  /** Digest of the streets a run was matched with. */
  readonly streetsOf: (run: InstantRange) => string | undefined;
}

/** A run of stored fixes, dropped ones included. */
export interface StoredRun extends InstantRange {
  readonly fixes: number;
}

/** Cuts instants, ascending, at steps longer than `maxGapMs`. */
export function storedRuns(instantMs: Float64Array, maxGapMs: number): StoredRun[] {
  const runs: StoredRun[] = [];
  let first = 0;
  for (let i = 1; i <= instantMs.length; i++) {
    if (i < instantMs.length && instantMs[i] - instantMs[i - 1] <= maxGapMs) continue;
    runs.push({ fromMs: instantMs[first], toMs: instantMs[i - 1], fixes: i - first });
    first = i;
  }
  return runs;
}

/** The runs of a stretch with what they were credited with and what was dropped in each. A function of the stored fixes and the streets. Linear. */
export function creditedRunsOf({ unitId, runs, steps, dropped, streetsOf }: CreditedStretch): CreditedRun[] {
  let nextStep = 0;
  let nextDropped = 0;
  return runs.map((run) => {
    const counts: Record<string, number> = {};
    for (; nextDropped < dropped.length && dropped[nextDropped].instantMs <= run.toMs; nextDropped++) {
      const { reason } = dropped[nextDropped];
      counts[reason] = (counts[reason] ?? 0) + 1;
    }
    let observedMs = 0;
    let matchedMs = 0;
    let inferredMs = 0;
    for (; nextStep < steps.length && steps.startMs[nextStep] < run.toMs; nextStep++) {
      observedMs += steps.observedMs[nextStep];
      matchedMs += steps.matchedMs[nextStep];
      inferredMs += steps.inferredMs[nextStep];
    }
    return {
      unitId,
      ...run,
      streets: streetsOf(run),
      observedSeconds: observedMs / 1000,
      matchedSeconds: matchedMs / 1000,
      inferredSeconds: inferredMs / 1000,
      dropped: counts,
    };
  });
}
