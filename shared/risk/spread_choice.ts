import { comparePaired, type OriginScore } from '../evaluation/predictive_accuracy';

/** Shares of an incident's recent term that may be spread by the kernel; the rest stays in its own cell. The first is what is done without evidence (METHODS 2). */
export const SPREAD_FRACTIONS = [1, 1 / 2, 1 / 4, 1 / 8] as const;

/** A choice is judged on this many fortnights: a year. */
const JUDGED_FORTNIGHTS = 26;
export const FORTNIGHT_MS = 14 * 86_400_000;
/** A choice at some instant rests on what was judged from this long before on: one fortnight to be over, and one for where they begin. */
export const JUDGED_MS = (JUDGED_FORTNIGHTS + 2) * FORTNIGHT_MS;

/** With fewer fortnights a standard error says little. Chosen. */
const FEWEST_FORTNIGHTS = 8;
/** With fewer incidents no fraction could be told from another. Chosen, so that rare groups cost nothing. */
const FEWEST_INCIDENTS = 200;
/** What is flagged when fractions are compared: what red squares are (METHODS 2). */
const FLAGGED_FRACTION = 0.01;

/**
 * Chooses how far an area's incidents tell of the cells round them, by a back-test that runs along with the fit: every fortnight the cells each fraction would flag are noted, and a
 * fortnight later what happened in them is counted. As METHODS 2 asks of every change of the model, another fraction is taken only when it was better by more than one
 * standard error of the paired difference over the last year.
 */
export interface SpreadChoice {
  /** Notes what each fraction flags as of a fortnight's end, and judges what was noted before. O(cells), and little more than reading them. */
  judge(incidentsSoFar: number, terms: ScoreTerms): void;
  /** Counts one incident against what was noted. */
  count(cell: number): void;
  /** The fraction in force, after the fortnights judged so far. */
  fraction(): number;
}

/** What S(c) is made of: with a fraction f it is countDecay·counts + f·recentDecay·kernel + (1 − f)·recentDecay·recent. */
export interface ScoreTerms {
  readonly counts: Float64Array;
  /** The recent term spread by the kernel. */
  readonly kernel: Float64Array;
  /** The recent term of each cell's own incidents. */
  readonly recent: Float64Array;
  readonly countDecay: number;
  readonly recentDecay: number;
}

/** `areaCells` of the `cells` belong to the area; the others have a score of 0. */
export function createSpreadChoice(cells: number, areaCells: number): SpreadChoice {
  const flaggedCount = Math.max(1, Math.floor(FLAGGED_FRACTION * areaCells));
  /** Bit k: flagged with SPREAD_FRACTIONS[k]. */
  let flagged: Uint8Array | undefined;
  const top = SPREAD_FRACTIONS.map(() => createTopCells(cells, flaggedCount));
  let hits = SPREAD_FRACTIONS.map(() => 0);
  let events = 0;
  let judged: (readonly OriginScore[])[] = [];
  let chosen: number | undefined;

  return {
    judge(incidentsSoFar, terms) {
      if (flagged !== undefined && events > 0) {
        const total = events;
        judged = [...judged, hits.map((hit) => ({ hits: hit, events: total, mostPossible: total }))].slice(-JUDGED_FORTNIGHTS);
        chosen = undefined;
      }
      hits = SPREAD_FRACTIONS.map(() => 0);
      events = 0;
      if (incidentsSoFar < FEWEST_INCIDENTS) return;
      flagged ??= new Uint8Array(cells);
      flagged.fill(0);
      for (const [k, fraction] of SPREAD_FRACTIONS.entries()) top[k].mark(terms, fraction, flagged, 1 << k);
    },
    count(cell) {
      if (flagged === undefined) return;
      events++;
      for (let k = 0; k < hits.length; k++) if ((flagged[cell] & (1 << k)) !== 0) hits[k]++;
    },
    fraction() {
      chosen ??= choose(judged);
      return chosen;
    },
  };
}

/** Writes S(c) with a share of the recent term spread over `score`. O(cells). */
export function writeScore({ counts, kernel, recent, countDecay, recentDecay }: ScoreTerms, fraction: number, score: Float64Array): void {
  const spread = fraction * recentDecay;
  const kept = (1 - fraction) * recentDecay;
  for (let cell = 0; cell < score.length; cell++) score[cell] = countDecay * counts[cell] + spread * kernel[cell] + kept * recent[cell];
}

/** What the last fortnight's flags began at, times this, begins this fortnight's candidates: scores halve in months. Chosen; a bad guess costs time, never a flag. */
const CANDIDATE_MARGIN = 0.8;

/**
 * Marks the `n` cells of largest score, of equals the first, fortnight after fortnight. Only cells not far below what was flagged last are ranked, which is a hundredth
 * of them and not all; should they be fewer than `n`, all are.
 */
export function createTopCells(
  cells: number,
  n: number,
): { mark(terms: ScoreTerms, fraction: number, flagged: Uint8Array, bit: number): void } {
  let least: number | undefined;
  let candidateCell = new Int32Array(4 * n);
  let candidateScore = new Float64Array(4 * n);

  /** Cells of at least this score, in order; undefined when they are more than there is room for. */
  function candidates({ counts, kernel, recent, countDecay, recentDecay }: ScoreTerms, fraction: number, from: number): number | undefined {
    const spread = fraction * recentDecay;
    const kept = (1 - fraction) * recentDecay;
    const room = candidateCell.length;
    let found = 0;
    for (let cell = 0; cell < cells; cell++) {
      const score = countDecay * counts[cell] + spread * kernel[cell] + kept * recent[cell];
      if (score < from) continue;
      if (found === room) return undefined;
      candidateCell[found] = cell;
      candidateScore[found++] = score;
    }
    return found;
  }

  return {
    mark(terms, fraction, flagged, bit) {
      let found = least === undefined || least === 0 ? undefined : candidates(terms, fraction, CANDIDATE_MARGIN * least);
      if (found === undefined || found < n) {
        if (candidateCell.length < cells) {
          candidateCell = new Int32Array(cells);
          candidateScore = new Float64Array(cells);
        }
        found = candidates(terms, fraction, 0) ?? 0;
      }
      const border = nthLargest(candidateScore.slice(0, found), n);
      let ofBorder = n;
      for (let i = 0; i < found; i++) if (candidateScore[i] > border) ofBorder--;
      for (let i = 0; i < found; i++) {
        if (candidateScore[i] < border || (candidateScore[i] === border && ofBorder-- <= 0)) continue;
        flagged[candidateCell[i]] |= bit;
      }
      least = border;
    },
  };
}

function choose(judged: readonly (readonly OriginScore[])[]): number {
  if (judged.length < FEWEST_FORTNIGHTS) return SPREAD_FRACTIONS[0];
  const total = SPREAD_FRACTIONS.map((_, k) => judged.reduce((sum, scores) => sum + scores[k].hits, 0));
  const best = total.indexOf(Math.max(...total));
  if (best === 0) return SPREAD_FRACTIONS[0];
  const paired = comparePaired(
    judged.map((scores) => scores[best]),
    judged.map(([first]) => first),
    1,
  );
  const isBetter = paired !== undefined && paired.meanDifference > paired.standardError;
  return isBetter ? SPREAD_FRACTIONS[best] : SPREAD_FRACTIONS[0];
}

/** The value that n − 1 others are not below; reorders `values`. O(values) on average (Hoare's select). */
export function nthLargest(values: Float64Array, n: number): number {
  const target = values.length - n;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else break;
  }
  return values[target];
}
