import { presenceLookBackMs } from '@beatline/shared/coverage/measure_coverage';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { Compute } from '../compute/compute';
import type { CoverageBounds } from '../compute/measure_task';
import type { GroundStore } from '../ground/ground_store';
import type { PresenceLedger } from '../ledger/presence_ledger';
import type { UnknownColumns } from '../ledger/unknown_columns';

export interface CoverageQuestion {
  readonly window: InstantRange;
  readonly modes: readonly PatrolMode[] | undefined;
  readonly binMs?: number;
}

/** Coverage and gap of every square by window and modes, computed once per state of the ledger and shared by every view of it. */
export interface CoverageStore {
  measure(question: CoverageQuestion): Promise<CoverageBounds>;
  /** Time without data in a window, by where units were last heard. */
  readUnknown(window: InstantRange): Promise<UnknownColumns>;
}

const KEPT_ANSWERS = 60;
/**
 * An answer about a long window is still good while its ledger grows: for a 2000th of the window, 14 s of a shift, and never more than a minute.
 * Chosen, because live fixes change the ledger every few seconds and a four-week window by far less than its figures show.
 */
const STALE_FRACTION = 1 / 2000;
const STALE_MOST_MS = 60_000;

interface Kept {
  readonly answer: Promise<CoverageBounds>;
  readonly ledgerVersion: number;
  readonly computedAtMs: number;
}

export function createCoverageStore(parts: {
  readonly ground: GroundStore;
  readonly ledger: PresenceLedger;
  readonly compute: Compute;
  readonly readUnknown: (window: InstantRange) => Promise<UnknownColumns>;
  readonly nowMs: () => number;
}): CoverageStore {
  const { ground, ledger, compute, readUnknown, nowMs } = parts;
  const answers = new Map<string, Kept>();

  return {
    readUnknown,
    async measure({ window, modes, binMs }) {
      const { data } = await ground.current();
      const key = [data.version, window.fromMs, window.toMs, modes === undefined ? 'all' : [...modes].sort().join('+'), binMs ?? ''].join(
        ' ',
      );
      const kept = answers.get(key);
      const toleranceMs = Math.min(STALE_MOST_MS, (window.toMs - window.fromMs) * STALE_FRACTION);
      if (kept !== undefined && (kept.ledgerVersion === ledger.version() || nowMs() - kept.computedAtMs < toleranceMs)) return kept.answer;

      const ledgerVersion = ledger.version();
      const answer = (async () => {
        const rows = await ledger.rows({ fromMs: window.fromMs - presenceLookBackMs(data.standards), toMs: window.toMs });
        const unknown = await readUnknown(window);
        return compute.run('measure', { ground: data, parts: rows, unknown, window, nowMs: nowMs(), acceptedModes: modes, binMs });
      })();
      answers.delete(key);
      answers.set(key, { answer, ledgerVersion, computedAtMs: nowMs() });
      answer.catch(() => answers.delete(key));
      for (const oldest of answers.keys()) {
        if (answers.size <= KEPT_ANSWERS) break;
        answers.delete(oldest);
      }
      return answer;
    },
  };
}
