import { DUTIES, EVIDENCE_CLASSES, type Evidence } from '../model/evidence';
import { PATROL_MODES, type PatrolMode } from '../model/patrol_mode';
import { SHIFT_BAND_COUNT } from '../model/shift_band';
import type { SlotClock } from '../model/slot_clock';
import { SHIFT_BAND_SECONDS, type StandardByTier } from '../model/standard';
import { TIERS } from '../model/tier';
import type { InstantRange } from '../model/time_window';
import { CoverSets } from './cover_sets';
import { groupBySquare, requireAscending } from './group_by_square';
import type { PresenceIntervals } from './presence_intervals';
import { VISIT_INTERRUPTION_MS } from './visits';
import { bandRuns, cutWindow, type WindowPieces } from './window_hours';

const HOUR_MS = 3_600_000;

/** The ground the figures are about: which squares, what is asked of each in each shift band, and what is expected there. */
export interface SquareField {
  /** Ascending. */
  readonly squareId: Float64Array;
  /** Tier code of square i in shift band b at 6·i + b. */
  readonly tierByBand: Uint8Array;
  /** Incidents expected per hour, ρ(c, h). */
  readonly expectedPerHour: (squareIndex: number, slot: number) => number;
}

export interface CoverageInput {
  readonly squares: SquareField;
  readonly standards: StandardByTier;
  /** Everything from {@link presenceLookBackMs} before the window on, in any order; rows after `nowMs` are plans and count as if driven. */
  readonly intervals: PresenceIntervals;
  readonly window: InstantRange;
  /** Splits the gap of a window that reaches into the future; what has been done so far goes on holding there. */
  readonly nowMs: number;
  readonly clock: SlotClock;
  /** Restricts what counts further than the standards do. */
  readonly acceptedModes?: readonly PatrolMode[];
  /** Observed and inferred unless given; [`observed`] gives the low end of a coverage interval. */
  readonly acceptedEvidence?: readonly Evidence[];
  /** Cuts the window into bins of this length from its start; none unless given. */
  readonly binMs?: number;
}

export interface CoverageMeasure {
  readonly window: InstantRange;
  /** In the order of the squares given. */
  readonly perSquare: {
    /** ∫ρ over the window. */
    readonly expectedIncidents: Float64Array;
    /** G(c, W): incidents expected while out of standard. */
    readonly gapIncidents: Float64Array;
    /** Time in standard within the window. */
    readonly coveredMs: Float64Array;
    /** Union of patrol presence within the window, whatever the standard accepts. */
    readonly patrolMs: Float64Array;
    /** When the standard of `tier` runs or ran out after the last visit up to the window's end; NaN: no visit known. */
    readonly coveredUntilMs: Float64Array;
    /** Tier code in force when the window ends. */
    readonly tier: Uint8Array;
  };
  readonly bins: readonly { readonly fromMs: number; readonly expected: number; readonly gap: number }[];
  readonly totals: {
    readonly expectedIncidents: number;
    readonly gapIncidents: number;
    /** The part of the gap that lies after `nowMs`: what happens when nobody patrols any more. */
    readonly gapIncidentsAhead: number;
    /** Sum over squares of the union of presence: patrol-seconds. */
    readonly patrolMs: number;
    /** Sum over units of presence in these squares: unit-seconds. Never less than patrolMs. */
    readonly unitMs: number;
    /** By tier code: square-time at that tier, and the part of it in standard. */
    readonly tierMs: Float64Array;
    readonly tierCoveredMs: Float64Array;
  };
}

/** How long before a window presence still matters: the longest revisit time, and a shift band for the visit itself. */
export function presenceLookBackMs(standards: StandardByTier): number {
  return 1000 * (Math.max(...TIERS.map((tier) => standards[tier].revisitSeconds)) + SHIFT_BAND_SECONDS) + VISIT_INTERRUPTION_MS;
}

/**
 * Coverage and gap of every square over a window (METHODS 4). Covered(c, t): some visit starts no later than t and its end plus its hold lies after t, with the
 * revisit time, dwell and accepted modes of the standard in force at t; the gap is ∫ρ over the rest. Only patrol duty counts. Presence after the window's end is
 * not looked at. A function of the set of intervals: their order changes no bit. O(squares · hours + rows · log squares + visits · bins).
 */
export function measureCoverage(input: CoverageInput): CoverageMeasure {
  const { squares, standards, intervals, window } = input;
  requireAscending(squares.squareId);
  const squareCount = squares.squareId.length;
  const pieces = cutWindow(window, input.clock, [...binEdges(window, input.binMs), input.nowMs]);
  const runs = bandRuns(pieces);
  const groups = groupBySquare(intervals, squares.squareId, rowFilter(input));
  const cover = new CoverSets(intervals, standards, window.toMs);

  const perSquare = {
    expectedIncidents: new Float64Array(squareCount),
    gapIncidents: new Float64Array(squareCount),
    coveredMs: new Float64Array(squareCount),
    patrolMs: new Float64Array(squareCount),
    coveredUntilMs: new Float64Array(squareCount).fill(Number.NaN),
    tier: new Uint8Array(squareCount),
  };
  const expectedOfPiece = new Float64Array(pieces.count);
  const gapOfPiece = new Float64Array(pieces.count);
  const tierMs = new Float64Array(TIERS.length);
  const tierCoveredMs = new Float64Array(TIERS.length);
  const bandMs = durationByBand(pieces);
  const endBand = pieces.band[pieces.count - 1];
  const ratePerMs = new Float64Array(pieces.count);
  let unitMs = 0;

  for (let square = 0; square < squareCount; square++) {
    // what is expected here, piece by piece
    let expected = 0;
    let slot = -1;
    let rate = 0;
    for (let k = 0; k < pieces.count; k++) {
      if (pieces.slot[k] !== slot) {
        slot = pieces.slot[k];
        rate = squares.expectedPerHour(square, slot) / HOUR_MS;
      }
      ratePerMs[k] = rate;
      const amount = rate * (pieces.edgeMs[k + 1] - pieces.edgeMs[k]);
      expectedOfPiece[k] += amount;
      expected += amount;
    }
    perSquare.expectedIncidents[square] = expected;
    for (let band = 0; band < SHIFT_BAND_COUNT; band++) tierMs[squares.tierByBand[square * SHIFT_BAND_COUNT + band]] += bandMs[band];
    const endTier = squares.tierByBand[square * SHIFT_BAND_COUNT + endBand];
    perSquare.tier[square] = endTier;

    const first = groups.firstRow[square];
    const end = groups.firstRow[square + 1];
    if (first === end) {
      perSquare.gapIncidents[square] = expected;
      for (let k = 0; k < pieces.count; k++) gapOfPiece[k] += ratePerMs[k] * (pieces.edgeMs[k + 1] - pieces.edgeMs[k]);
      continue;
    }

    const presence = presenceMs(intervals, groups.rows, first, end, window);
    perSquare.patrolMs[square] = presence.unionMs;
    unitMs += presence.sumMs;
    cover.open(groups.rows, first, end);

    // the uncovered parts of each band under the standard in force in it
    let gap = 0;
    let coveredMs = 0;
    for (let run = 0; run < runs.count; run++) {
      const tier = squares.tierByBand[square * SHIFT_BAND_COUNT + runs.band[run]];
      const set = cover.ofTier(tier);
      const runEndMs = pieces.edgeMs[runs.firstPiece[run + 1]];
      let piece = runs.firstPiece[run];
      let atMs = pieces.edgeMs[piece];
      let runCoveredMs = runEndMs - atMs;
      for (let i = 0; i <= set.count && atMs < runEndMs; i++) {
        const openUntilMs = i < set.count ? Math.min(set.startMs[i], runEndMs) : runEndMs;
        while (atMs < openUntilMs) {
          while (pieces.edgeMs[piece + 1] <= atMs) piece++;
          const untilMs = Math.min(openUntilMs, pieces.edgeMs[piece + 1]);
          const amount = ratePerMs[piece] * (untilMs - atMs);
          gap += amount;
          gapOfPiece[piece] += amount;
          runCoveredMs -= untilMs - atMs;
          atMs = untilMs;
        }
        if (i < set.count) atMs = Math.max(atMs, set.endMs[i]);
      }
      coveredMs += runCoveredMs;
      tierCoveredMs[tier] += runCoveredMs;
    }
    perSquare.gapIncidents[square] = gap;
    perSquare.coveredMs[square] = coveredMs;
    const endSet = cover.ofTier(endTier);
    if (endSet.count > 0) perSquare.coveredUntilMs[square] = endSet.endMs[endSet.count - 1];
  }

  return {
    window,
    perSquare,
    bins: sumBins(pieces, expectedOfPiece, gapOfPiece, window, input.binMs),
    totals: {
      expectedIncidents: sum(perSquare.expectedIncidents),
      gapIncidents: sum(perSquare.gapIncidents),
      gapIncidentsAhead: gapOfPiece.reduce((total, gap, k) => (pieces.edgeMs[k] >= input.nowMs ? total + gap : total), 0),
      patrolMs: sum(perSquare.patrolMs),
      unitMs,
      tierMs,
      tierCoveredMs,
    },
  };
}

/** Which rows of the ledger count as patrol here at all: patrol duty, accepted mode and evidence, not video, begun before the window ends. */
export function rowFilter(
  input: Pick<CoverageInput, 'intervals' | 'window' | 'acceptedModes' | 'acceptedEvidence'>,
): (row: number) => boolean {
  const { intervals } = input;
  const patrol = DUTIES.indexOf('patrol');
  const modes = Uint8Array.from(PATROL_MODES, (mode) => (mode !== 'video' && (input.acceptedModes?.includes(mode) ?? true) ? 1 : 0));
  const evidence = Uint8Array.from(EVIDENCE_CLASSES, (kind) =>
    (input.acceptedEvidence ?? ['observed', 'inferred']).includes(kind) ? 1 : 0,
  );
  return (row) =>
    intervals.duty[row] === patrol &&
    modes[intervals.mode[row]] === 1 &&
    evidence[intervals.evidence[row]] === 1 &&
    intervals.startMs[row] < input.window.toMs &&
    intervals.startMs[row] < intervals.endMs[row];
}

/** Union and sum of presence, sight left out, within the window. Rows by start. */
function presenceMs(
  intervals: PresenceIntervals,
  rows: Int32Array,
  first: number,
  end: number,
  window: InstantRange,
): { unionMs: number; sumMs: number } {
  let unionMs = 0;
  let sumMs = 0;
  let reachedMs = window.fromMs;
  for (let k = first; k < end; k++) {
    const row = rows[k];
    if (intervals.seenOnly[row] === 1) continue;
    const startMs = Math.max(intervals.startMs[row], window.fromMs);
    const endMs = Math.min(intervals.endMs[row], window.toMs);
    if (endMs <= startMs) continue;
    sumMs += endMs - startMs;
    if (endMs > reachedMs) {
      unionMs += endMs - Math.max(startMs, reachedMs);
      reachedMs = endMs;
    }
  }
  return { unionMs, sumMs };
}

function durationByBand(pieces: WindowPieces): Float64Array {
  const bandMs = new Float64Array(SHIFT_BAND_COUNT);
  for (let k = 0; k < pieces.count; k++) bandMs[pieces.band[k]] += pieces.edgeMs[k + 1] - pieces.edgeMs[k];
  return bandMs;
}

function binEdges(window: InstantRange, binMs: number | undefined): number[] {
  if (binMs === undefined) return [];
  if (!(binMs > 0)) throw new RangeError(`bins must be longer than nothing, not ${binMs} ms`);
  return Array.from({ length: Math.ceil((window.toMs - window.fromMs) / binMs) }, (_, i) => window.fromMs + i * binMs);
}

function sumBins(
  pieces: WindowPieces,
  expected: Float64Array,
  gap: Float64Array,
  window: InstantRange,
  binMs: number | undefined,
): CoverageMeasure['bins'] {
  const bins = binEdges(window, binMs).map((fromMs) => ({ fromMs, expected: 0, gap: 0 }));
  let bin = 0;
  for (let k = 0; k < pieces.count && bins.length > 0; k++) {
    while (bin + 1 < bins.length && bins[bin + 1].fromMs <= pieces.edgeMs[k]) bin++;
    bins[bin].expected += expected[k];
    bins[bin].gap += gap[k];
  }
  return bins;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
