/** What one forecast caught in its window. */
export interface OriginScore {
  readonly hits: number;
  readonly events: number;
  /** Most hits any choice of as many squares could have had. */
  readonly mostPossible: number;
}

/** Accuracy pooled over the origins of a back-test (METHODS 6). Rates are undefined when there was no event at all. */
export interface PooledAccuracy {
  readonly origins: number;
  readonly hits: number;
  readonly events: number;
  /** n/N. */
  readonly hitRate: number | undefined;
  /** PAI = (n/N)/(a/A). */
  readonly predictiveAccuracyIndex: number | undefined;
  /** PEI = n / most possible n at that area. */
  readonly predictiveEfficiencyIndex: number | undefined;
  /** Standard deviation of the PAI of single origins over √origins; origins without events are left out; undefined below two. */
  readonly standardError: number | undefined;
}

/**
 * The `flaggedCount` squares a forecast flags: highest score first, ties by `tieBreak` (METHODS 6: all history smoothed by a 2,000 ft kernel), then by position. O(n log n).
 */
export function flagSquares(score: ArrayLike<number>, flaggedCount: number, tieBreak?: ArrayLike<number>): Int32Array {
  if (flaggedCount <= 0) return new Int32Array(0);
  // Only what reaches the score of the last flagged one is put in order: a few hundred of some ten thousands.
  const sorted = Float64Array.from(score).sort();
  const least = sorted[Math.max(0, sorted.length - flaggedCount)];
  const candidates: number[] = [];
  for (let i = 0; i < score.length; i++) if (score[i] >= least) candidates.push(i);
  return Int32Array.from(candidates)
    .sort((a, b) => score[b] - score[a] || (tieBreak === undefined ? 0 : tieBreak[b] - tieBreak[a]) || a - b)
    .slice(0, flaggedCount);
}

/** Squares that an area of this size allows, k = ⌊a/s²⌋. */
export function flaggedCountOf(flaggedSquareMeters: number, cellMeters: number): number {
  return Math.floor(flaggedSquareMeters / cellMeters ** 2);
}

/** Scores flagged squares against the events of the window by square; `eventsBySquare` counts all squares, so events outside every square belong in `eventsElsewhere`. */
export function scoreOrigin(flagged: Int32Array, eventsBySquare: ArrayLike<number>, eventsElsewhere = 0): OriginScore {
  let hits = 0;
  for (const square of flagged) hits += eventsBySquare[square];
  let events = eventsElsewhere;
  for (let square = 0; square < eventsBySquare.length; square++) events += eventsBySquare[square];
  const mostPossible = Float64Array.from(eventsBySquare)
    .sort()
    .reverse()
    .slice(0, flagged.length)
    .reduce((sum, count) => sum + count, 0);
  return { hits, events, mostPossible };
}

/** Pools the origins of a back-test: sums of hits over sums of events, never a mean of ratios. */
export function poolOrigins(scores: readonly OriginScore[], flaggedSquareMeters: number, areaSquareMeters: number): PooledAccuracy {
  if (!(flaggedSquareMeters > 0) || !(areaSquareMeters >= flaggedSquareMeters)) {
    throw new RangeError(`${flaggedSquareMeters} m² cannot be flagged of ${areaSquareMeters} m²`);
  }
  const areaFraction = flaggedSquareMeters / areaSquareMeters;
  let hits = 0;
  let events = 0;
  let mostPossible = 0;
  for (const score of scores) {
    hits += score.hits;
    events += score.events;
    mostPossible += score.mostPossible;
  }
  const indices = scores.filter((score) => score.events > 0).map((score) => score.hits / score.events / areaFraction);
  return {
    origins: scores.length,
    hits,
    events,
    hitRate: events === 0 ? undefined : hits / events,
    predictiveAccuracyIndex: events === 0 ? undefined : hits / events / areaFraction,
    predictiveEfficiencyIndex: mostPossible === 0 ? undefined : hits / mostPossible,
    standardError: standardErrorOf(indices),
  };
}

/** How two models compare on the same origins: mean of the per-origin differences of their PAI, and its standard error. */
export interface PairedComparison {
  readonly meanDifference: number;
  readonly standardError: number;
}

/** Two models on the same origins and area, compared by the spread of their differences alone (METHODS 6). Undefined below two origins with events. */
export function comparePaired(
  scores: readonly OriginScore[],
  baseline: readonly OriginScore[],
  areaFraction: number,
): PairedComparison | undefined {
  if (scores.length !== baseline.length) throw new RangeError(`${scores.length} origins against ${baseline.length} cannot be paired`);
  const differences = scores.flatMap((score, i) =>
    score.events > 0 ? [(score.hits - baseline[i].hits) / score.events / areaFraction] : [],
  );
  const standardError = standardErrorOf(differences);
  if (standardError === undefined) return undefined;
  return { meanDifference: mean(differences), standardError };
}

/** A challenger may replace the default only where it beats it by more than one standard error of the paired difference (METHODS 2). */
export function isChallengerOffered(againstDefault: PairedComparison | undefined): boolean {
  return againstDefault !== undefined && againstDefault.meanDifference > againstDefault.standardError;
}

/** Standard deviation (n − 1) over √n. */
function standardErrorOf(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
