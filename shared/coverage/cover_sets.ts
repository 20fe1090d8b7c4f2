import { EVIDENCE_CLASSES } from '../model/evidence';
import { FORCE_KINDS, presenceWeight } from '../model/force_kind';
import { PATROL_MODES } from '../model/patrol_mode';
import type { Standard } from '../model/standard';
import { holdSeconds } from './hold';
import { MODE_KIND_COUNT, modeKindCode, type PresenceIntervals } from './presence_intervals';
import { VisitSweep } from './visits';

/** Weight of a second of each mode and kind under one standard, 0 where it does not count; indexed by {@link modeKindCode}. */
export function weightsOfStandard(standard: Standard): Float64Array {
  const weights = new Float64Array(MODE_KIND_COUNT);
  for (const mode of standard.acceptedModes) {
    for (const kind of standard.acceptedKinds)
      weights[modeKindCode(PATROL_MODES.indexOf(mode), FORCE_KINDS.indexOf(kind))] = presenceWeight(mode, kind);
  }
  return weights;
}

const DECLARED = EVIDENCE_CLASSES.indexOf('declared');
const SWORN = FORCE_KINDS.indexOf('sworn');

/** Covered time of one square as disjoint intervals, ascending; only the first `count` entries are meant. */
export interface CoverSet {
  count: number;
  startMs: Float64Array;
  endMs: Float64Array;
}

/**
 * Visits of one square's rows that count under a standard, one square after the other: which rows, how much a second of each weighs, and whether the visit counts at
 * all. Standards that accept the same rows with the same weights share a sweep.
 */
export class StandardSweeps {
  readonly #intervals: PresenceIntervals;
  readonly #standards: readonly Standard[];
  readonly #weights: Float64Array[] = [];
  readonly #sweep = new VisitSweep();
  readonly #fromMs: number;
  readonly #untilMs: number;
  #rows: Int32Array = new Int32Array(0);
  #first = 0;
  #end = 0;
  #sweptWeights: Float64Array | undefined;
  #sweptDeclared = false;

  /** Presence outside [fromMs, untilMs) is not looked at. The list of standards may grow. */
  constructor(intervals: PresenceIntervals, standards: readonly Standard[], untilMs: number, fromMs = -Infinity) {
    this.#intervals = intervals;
    this.#standards = standards;
    this.#fromMs = fromMs;
    this.#untilMs = untilMs;
  }

  /** Takes up the square whose rows are `rows[first .. end)`, by start. */
  open(rows: Int32Array, first: number, end: number): void {
    this.#rows = rows;
    this.#first = first;
    this.#end = end;
    this.#sweptWeights = undefined;
  }

  weightsOf(code: number): Float64Array {
    for (let next = this.#weights.length; next < this.#standards.length; next++) {
      const weights = weightsOfStandard(this.#standards[next]);
      this.#weights.push(this.#weights.find((table) => table.every((weight, i) => weight === weights[i])) ?? weights);
    }
    return this.#weights[code];
  }

  /** The visits of the square in hand under the standard of this code; good until the next call. */
  of(code: number): VisitSweep {
    const weights = this.weightsOf(code);
    const { countsDeclared } = this.#standards[code];
    if (this.#sweptWeights === weights && this.#sweptDeclared === countsDeclared) return this.#sweep;
    const { startMs, endMs, mode, kind, evidence } = this.#intervals;
    this.#sweep.clear();
    for (let k = this.#first; k < this.#end; k++) {
      const row = this.#rows[k];
      if (evidence[row] === DECLARED && !countsDeclared) continue;
      this.#sweep.add(
        Math.max(startMs[row], this.#fromMs),
        Math.min(endMs[row], this.#untilMs),
        weights[modeKindCode(mode[row], kind[row])],
        kind[row] === SWORN,
      );
    }
    this.#sweep.run();
    this.#sweptWeights = weights;
    this.#sweptDeclared = countsDeclared;
    return this.#sweep;
  }
}

/** From when a visit of a sweep counts under a standard: where it requires a sworn unit, from when the first one came; Infinity where none did. */
export function countsFromMs(sweep: VisitSweep, visit: number, standard: Standard): number {
  return standard.requiresSworn ? sweep.visitSwornFromMs[visit] : sweep.visitStartMs[visit];
}

/** Covered sets of the square in hand under each standard, worked out when first asked for; buffers are reused from square to square. */
export class CoverSets {
  readonly #sweeps: StandardSweeps;
  readonly #standards: readonly Standard[];
  readonly #sets: CoverSet[] = [];

  /** Presence after `untilMs` is not looked at. The list of standards may grow. */
  constructor(intervals: PresenceIntervals, standards: readonly Standard[], untilMs: number) {
    this.#sweeps = new StandardSweeps(intervals, standards, untilMs);
    this.#standards = standards;
  }

  /** Takes up the square whose rows are `rows[first .. end)`, by start. */
  open(rows: Int32Array, first: number, end: number): void {
    this.#sweeps.open(rows, first, end);
    for (const set of this.#sets) set.count = -1;
  }

  /** The covered set if the standard of this code were in force at all times. */
  of(code: number): CoverSet {
    if (this.#standards[code] === undefined) throw new RangeError(`no standard has the code ${code}`);
    while (this.#sets.length <= code) this.#sets.push({ count: -1, startMs: new Float64Array(16), endMs: new Float64Array(16) });
    const set = this.#sets[code];
    if (set.count < 0) this.#fill(set, code);
    return set;
  }

  #fill(set: CoverSet, code: number): void {
    const sweep = this.#sweeps.of(code);
    const standard = this.#standards[code];
    if (set.startMs.length < sweep.visitCount) {
      set.startMs = new Float64Array(sweep.visitCount * 2);
      set.endMs = new Float64Array(sweep.visitCount * 2);
    }
    set.count = 0;
    for (let v = 0; v < sweep.visitCount; v++) {
      const startMs = countsFromMs(sweep, v, standard);
      if (startMs === Infinity) continue;
      const heldUntilMs = sweep.visitEndMs[v] + 1000 * holdSeconds(sweep.visitDwellMs[v] / 1000, standard);
      const last = set.count - 1;
      if (last >= 0 && startMs <= set.endMs[last]) set.endMs[last] = Math.max(set.endMs[last], heldUntilMs);
      else {
        set.startMs[set.count] = startMs;
        set.endMs[set.count] = heldUntilMs;
        set.count++;
      }
    }
  }
}
