import { FORCE_KINDS } from '../model/force_kind';
import { DUTIES, EVIDENCE_CLASSES } from '../model/evidence';
import { PATROL_MODES } from '../model/patrol_mode';

/**
 * The ledger of record (METHODS 3) as flat columns, one row per (square, unit, [startMs, endMs)). Codes are positions in the lists of shared/model.
 * Presence rows (`seenOnly` 0) of one unit never overlap and are what is conserved; rows with `seenOnly` 1 say that the unit saw the square without being in it.
 * Sight of a square is both kinds together.
 */
export interface PresenceIntervals {
  readonly length: number;
  readonly squareId: Float64Array;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly unitId: Int32Array;
  /** Code in PATROL_MODES. */
  readonly mode: Uint8Array;
  /** Code in FORCE_KINDS. */
  readonly kind: Uint8Array;
  /** Code in EVIDENCE_CLASSES. */
  readonly evidence: Uint8Array;
  /** Code in DUTIES. */
  readonly duty: Uint8Array;
  readonly seenOnly: Uint8Array;
}

/** Empty rows of a given length for a caller to fill: all zero. */
export function allocateIntervals(length: number): PresenceIntervals {
  return {
    length,
    squareId: new Float64Array(length),
    startMs: new Float64Array(length),
    endMs: new Float64Array(length),
    unitId: new Int32Array(length),
    mode: new Uint8Array(length),
    kind: new Uint8Array(length),
    evidence: new Uint8Array(length),
    duty: new Uint8Array(length),
    seenOnly: new Uint8Array(length),
  };
}

/** All rows of the parts, in their order. */
export function concatIntervals(parts: readonly PresenceIntervals[]): PresenceIntervals {
  const all = allocateIntervals(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.squareId.set(part.squareId.subarray(0, part.length), offset);
    all.startMs.set(part.startMs.subarray(0, part.length), offset);
    all.endMs.set(part.endMs.subarray(0, part.length), offset);
    all.unitId.set(part.unitId.subarray(0, part.length), offset);
    all.mode.set(part.mode.subarray(0, part.length), offset);
    all.kind.set(part.kind.subarray(0, part.length), offset);
    all.evidence.set(part.evidence.subarray(0, part.length), offset);
    all.duty.set(part.duty.subarray(0, part.length), offset);
    all.seenOnly.set(part.seenOnly.subarray(0, part.length), offset);
    offset += part.length;
  }
  return all;
}

/** The rows at these indexes, in the order of the indexes. */
export function takeIntervals(intervals: PresenceIntervals, rows: ArrayLike<number>): PresenceIntervals {
  const taken = allocateIntervals(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    taken.squareId[i] = intervals.squareId[row];
    taken.startMs[i] = intervals.startMs[row];
    taken.endMs[i] = intervals.endMs[row];
    taken.unitId[i] = intervals.unitId[row];
    taken.mode[i] = intervals.mode[row];
    taken.kind[i] = intervals.kind[row];
    taken.evidence[i] = intervals.evidence[row];
    taken.duty[i] = intervals.duty[row];
    taken.seenOnly[i] = intervals.seenOnly[row];
  }
  return taken;
}

/**
 * The one normal form of a ledger: rows sorted by unit, square, what they are and start, with touching or overlapping rows of the same unit, square and
 * description joined. Batches and replays of the same segments have the same normal form, bit for bit. O(n log n).
 */
export function normalizeIntervals(intervals: PresenceIntervals): PresenceIntervals {
  const { squareId, startMs, endMs, unitId } = intervals;
  const description = describe(intervals);
  const order = Uint32Array.from({ length: intervals.length }, (_, i) => i).sort(
    (a, b) =>
      unitId[a] - unitId[b] ||
      squareId[a] - squareId[b] ||
      description[a] - description[b] ||
      startMs[a] - startMs[b] ||
      endMs[a] - endMs[b],
  );

  const kept: number[] = [];
  const keptEndMs: number[] = [];
  for (const row of order) {
    const last = kept.length - 1;
    const before = kept[last];
    const joins =
      before !== undefined &&
      unitId[before] === unitId[row] &&
      squareId[before] === squareId[row] &&
      description[before] === description[row] &&
      startMs[row] <= keptEndMs[last];
    if (joins) keptEndMs[last] = Math.max(keptEndMs[last], endMs[row]);
    else {
      kept.push(row);
      keptEndMs.push(endMs[row]);
    }
  }
  const normal = takeIntervals(intervals, kept);
  normal.endMs.set(keptEndMs);
  return normal;
}

/** Mode, kind, evidence, duty and sight of each row as one number. */
function describe(intervals: PresenceIntervals): Uint32Array {
  const descriptions = new Uint32Array(intervals.length);
  for (let i = 0; i < intervals.length; i++) {
    let code = intervals.mode[i];
    code = code * FORCE_KINDS.length + intervals.kind[i];
    code = code * EVIDENCE_CLASSES.length + intervals.evidence[i];
    code = code * DUTIES.length + intervals.duty[i];
    descriptions[i] = code * 2 + intervals.seenOnly[i];
  }
  return descriptions;
}

/** Number of distinct (mode, kind) pairs; {@link modeKindCode} is below it. */
export const MODE_KIND_COUNT = PATROL_MODES.length * FORCE_KINDS.length;

/** Mode and kind as one index, for tables of weights. */
export function modeKindCode(mode: number, kind: number): number {
  return mode * FORCE_KINDS.length + kind;
}
