import type { CreditedRun } from '@beatline/db/queries/credited_runs';
import type { DroppedFix } from '@beatline/shared/coverage/clean_fixes';
import type { StepTimes } from '@beatline/shared/coverage/credit_presence';

/** What is to be told of a stretch of a unit's track that was credited. */
export interface CreditedStretch {
  readonly unitId: number;
  /** Instants of all fixes stored in it, ascending, dropped ones included. */
  readonly storedMs: Float64Array;
  /** Longest step within a run. */
  readonly maxGapMs: number;
  /** Its steps between cleaned fixes, ascending. */
  readonly steps: StepTimes;
  /** Fixes stored in it that were dropped, ascending. */
  readonly dropped: readonly DroppedFix[];
  /** Digest of the streets it was matched with. */
  readonly streets: string | undefined;
}

/** The runs of a stretch with what they were credited with and what was dropped in each. A function of the stored fixes and the streets. Linear. */
export function creditedRunsOf({ unitId, storedMs, maxGapMs, steps, dropped, streets }: CreditedStretch): CreditedRun[] {
  const runs: CreditedRun[] = [];
  let nextStep = 0;
  let nextDropped = 0;
  let first = 0;
  for (let i = 1; i <= storedMs.length; i++) {
    if (i < storedMs.length && storedMs[i] - storedMs[i - 1] <= maxGapMs) continue;
    const untilMs = storedMs[i - 1];
    const counts: Record<string, number> = {};
    for (; nextDropped < dropped.length && dropped[nextDropped].instantMs <= untilMs; nextDropped++) {
      const { reason } = dropped[nextDropped];
      counts[reason] = (counts[reason] ?? 0) + 1;
    }
    let observedMs = 0;
    let matchedMs = 0;
    let inferredMs = 0;
    for (; nextStep < steps.length && steps.startMs[nextStep] < untilMs; nextStep++) {
      observedMs += steps.observedMs[nextStep];
      matchedMs += steps.matchedMs[nextStep];
      inferredMs += steps.inferredMs[nextStep];
    }
    runs.push({
      unitId,
      fromMs: storedMs[first],
      toMs: untilMs,
      fixes: i - first,
      streets,
      observedSeconds: observedMs / 1000,
      matchedSeconds: matchedMs / 1000,
      inferredSeconds: inferredMs / 1000,
      dropped: counts,
    });
    first = i;
  }
  return runs;
}
