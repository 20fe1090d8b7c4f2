import { CoverSets } from '../coverage/cover_sets';
import { groupBySquare } from '../coverage/group_by_square';
import { rowFilter } from '../coverage/measure_coverage';
import { StandardsInForce, standardTimeline } from '../coverage/standard_in_force';
import { standardsOfRules } from '../coverage/standard_rules';
import { SHIFT_BAND_COUNT } from '../model/shift_band';
import { TIERS } from '../model/tier';
import type { GapModelInput } from './gap_model';

/** Time some units can spend looking, and what they can see at once. */
export interface SightBudget {
  /** Sum over units of seconds on shift, times the largest weight any standard gives them. */
  readonly weightedSeconds: number;
  /** Sets of squares (indexes into the field) that can be seen from one position, squares whose standard does not accept these units left out. */
  readonly sights: readonly (readonly number[])[];
}

/**
 * A gap no plan of stops can get below, even without any travel (the zero-travel bound of METHODS 5), unweighted.
 *
 * Every weighted second of looking at a square brings at most 1/w + T/D seconds of cover (the hold is superadditive below D; w is the least weight of a
 * unit; 2·T/D where a visit already known may be prolonged), and cover is worth most where the expected rate is highest. With a price μ per second of sight of each square, such that no position costs more
 * than λ per second altogether, weak duality gives Σ g_c(x_c) ≤ λ·budget + Σ_c max_x [g_c(x) − μ_c x]; the least over λ is taken. What is seen in passing,
 * for seconds, is not counted: the hold makes it next to nothing. Not tight where units see several squares at once. O(squares · hours · 60).
 */
export function zeroTravelGapBound(input: GapModelInput, budgets: readonly SightBudget[], leastWeight: number): number {
  const squareCount = input.squares.squareId.length;

  // Share of a position's price each square bears: no street position, and no square alone, bears more than one
  const share = new Float64Array(squareCount).fill(1);
  for (const { sights } of budgets) {
    for (const squares of sights) for (const square of squares) share[square] = Math.min(share[square], 1 / squares.length);
  }
  const pricedSeconds = budgets.reduce((total, { weightedSeconds, sights }) => {
    const dearest = sights.reduce(
      (most, squares) =>
        Math.max(
          most,
          squares.reduce((sum, square) => sum + share[square], 0),
        ),
      0,
    );
    return total + weightedSeconds * dearest;
  }, 0);

  const seen = new Uint8Array(squareCount);
  for (const { sights } of budgets) for (const squares of sights) for (const square of squares) seen[square] = 1;
  const open = openStretches(input, leastWeight, share, seen);
  const boundAt = (price: number) => {
    let closed = price * pricedSeconds;
    for (let k = 0; k < open.seconds.length; k++) closed += open.seconds[k] * Math.max(0, open.perSecond[k] - price * open.priceFactor[k]);
    return closed;
  };

  // Convex in the price: ternary search over its logarithm, any price giving a valid bound
  let low = 1e-12;
  let high = 1;
  for (let k = 0; k < open.seconds.length; k++) if (open.priceFactor[k] > 0) high = Math.max(high, open.perSecond[k] / open.priceFactor[k]);
  for (let round = 0; round < 100; round++) {
    const lowThird = low * (high / low) ** (1 / 3);
    const highThird = low * (high / low) ** (2 / 3);
    if (boundAt(lowThird) <= boundAt(highThird)) high = highThird;
    else low = lowThird;
  }
  return Math.max(0, open.totalIncidents - Math.min(boundAt(low), boundAt(high), open.seenIncidents));
}

interface OpenStretches {
  /** Uncovered stretches of constant rate in squares that can be seen: length, incidents per second, and μ/λ over the seconds of cover a second of sight brings. */
  readonly seconds: Float64Array;
  readonly perSecond: Float64Array;
  readonly priceFactor: Float64Array;
  readonly totalIncidents: number;
  readonly seenIncidents: number;
}

function openStretches(input: GapModelInput, leastWeight: number, share: Float64Array, seen: Uint8Array): OpenStretches {
  const { window, squares, intervals } = input;
  const book = new StandardsInForce(input.standards, input.clock);
  const runs = standardTimeline(book, input.standards, window, input.clock);
  const { pieces } = runs;
  const groups = groupBySquare(intervals, squares.squareId, rowFilter(input, standardsOfRules(input.standards)));
  const cover = new CoverSets(intervals, book.standards, window.toMs);
  const seconds: number[] = [];
  const perSecond: number[] = [];
  const priceFactor: number[] = [];
  let totalIncidents = 0;
  let seenIncidents = 0;

  for (let square = 0; square < squares.squareId.length; square++) {
    const first = groups.firstRow[square];
    const end = groups.firstRow[square + 1];
    cover.open(groups.rows, first, end);
    const area = squares.operationArea === undefined ? 0 : squares.operationArea[square];
    const codeOf = (run: number) =>
      runs.code[(run * runs.areaCount + area) * TIERS.length + squares.tierByBand[square * SHIFT_BAND_COUNT + runs.band[run]]];
    const prolongs = groups.rows.subarray(first, end).some((row) => intervals.endMs[row] >= window.fromMs - 120_000);

    // A visit can hold under the standards of two runs: the better bargain of them all
    let coverPerSecond = 0;
    for (let run = 0; run < runs.count; run++) {
      if (codeOf(run) < 0) continue;
      const standard = book.standards[codeOf(run)];
      coverPerSecond = Math.max(coverPerSecond, 1 / leastWeight + ((prolongs ? 2 : 1) * standard.revisitSeconds) / standard.dwellSeconds);
    }
    for (let run = 0; run < runs.count; run++) {
      if (codeOf(run) < 0) continue;
      const covered = cover.of(codeOf(run));
      for (let piece = runs.firstPiece[run]; piece < runs.firstPiece[run + 1]; piece++) {
        let openMs = pieces.edgeMs[piece + 1] - pieces.edgeMs[piece];
        for (let k = 0; k < covered.count; k++) {
          openMs -= Math.max(0, Math.min(covered.endMs[k], pieces.edgeMs[piece + 1]) - Math.max(covered.startMs[k], pieces.edgeMs[piece]));
        }
        const rate = squares.expectedPerHour(square, pieces.slot[piece]) / 3600;
        totalIncidents += (rate * openMs) / 1000;
        if (seen[square] === 0 || openMs <= 0) continue;
        seenIncidents += (rate * openMs) / 1000;
        seconds.push(openMs / 1000);
        perSecond.push(rate);
        priceFactor.push(share[square] / coverPerSecond);
      }
    }
  }
  return {
    seconds: Float64Array.from(seconds),
    perSecond: Float64Array.from(perSecond),
    priceFactor: Float64Array.from(priceFactor),
    totalIncidents,
    seenIncidents,
  };
}
