import { FORCE_KINDS, presenceWeight } from '../model/force_kind';
import { PATROL_MODES } from '../model/patrol_mode';
import type { Standard, StandardByTier } from '../model/standard';
import { TIERS } from '../model/tier';
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

function weightTables(standards: StandardByTier): readonly Float64Array[] {
  const tables: Float64Array[] = [];
  for (const tier of TIERS) {
    const weights = weightsOfStandard(standards[tier]);
    const same = tables.find((table) => table.every((weight, i) => weight === weights[i]));
    tables.push(same ?? weights);
  }
  return tables;
}

/** Covered time of one square as disjoint intervals, ascending; only the first `count` entries are meant. */
export interface CoverSet {
  count: number;
  startMs: Float64Array;
  endMs: Float64Array;
}

/** Covered sets of the square in hand under each tier's standard, worked out when first asked for; buffers are reused from square to square. */
export class CoverSets {
  readonly #intervals: PresenceIntervals;
  readonly #weights: readonly Float64Array[];
  readonly #standards: readonly Standard[];
  readonly #untilMs: number;
  readonly #sweep = new VisitSweep();
  readonly #sets: CoverSet[] = TIERS.map(() => ({ count: -1, startMs: new Float64Array(16), endMs: new Float64Array(16) }));
  #sweptWeights: Float64Array | undefined;
  #rows: Int32Array = new Int32Array(0);
  #first = 0;
  #end = 0;

  /** Presence after `untilMs` is not looked at. */
  constructor(intervals: PresenceIntervals, standards: StandardByTier, untilMs: number) {
    this.#intervals = intervals;
    this.#weights = weightTables(standards);
    this.#standards = TIERS.map((tier) => standards[tier]);
    this.#untilMs = untilMs;
  }

  /** Takes up the square whose rows are `rows[first .. end)`, by start. */
  open(rows: Int32Array, first: number, end: number): void {
    this.#rows = rows;
    this.#first = first;
    this.#end = end;
    this.#sweptWeights = undefined;
    for (const set of this.#sets) set.count = -1;
  }

  /** The covered set if the standard of this tier were in force at all times. */
  ofTier(tier: number): CoverSet {
    const set = this.#sets[tier];
    if (set === undefined) throw new RangeError(`no tier has the code ${tier}`);
    if (set.count < 0) this.#fill(set, tier);
    return set;
  }

  #fill(set: CoverSet, tier: number): void {
    const sweep = this.#sweepFor(this.#weights[tier]);
    const standard = this.#standards[tier];
    if (set.startMs.length < sweep.visitCount) {
      set.startMs = new Float64Array(sweep.visitCount * 2);
      set.endMs = new Float64Array(sweep.visitCount * 2);
    }
    set.count = 0;
    for (let v = 0; v < sweep.visitCount; v++) {
      const startMs = sweep.visitStartMs[v];
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

  #sweepFor(weights: Float64Array): VisitSweep {
    if (this.#sweptWeights === weights) return this.#sweep;
    const { startMs, endMs, mode, kind } = this.#intervals;
    this.#sweep.clear();
    for (let k = this.#first; k < this.#end; k++) {
      const row = this.#rows[k];
      this.#sweep.add(startMs[row], Math.min(endMs[row], this.#untilMs), weights[modeKindCode(mode[row], kind[row])]);
    }
    this.#sweep.run();
    this.#sweptWeights = weights;
    return this.#sweep;
  }
}
