import { DUTIES, EVIDENCE_CLASSES, type Evidence } from '../model/evidence';
import { PATROL_MODES, type PatrolMode } from '../model/patrol_mode';
import { SHIFT_BAND_COUNT } from '../model/shift_band';
import type { SlotClock } from '../model/slot_clock';
import { SHIFT_BAND_SECONDS, type Standard } from '../model/standard';
import { TIERS } from '../model/tier';
import type { InstantRange } from '../model/time_window';
import { CoverSets } from './cover_sets';
import { groupBySquare, requireAscending } from './group_by_square';
import type { PresenceIntervals } from './presence_intervals';
import { longestRevisitSeconds, StandardsInForce, standardTimeline } from './standard_in_force';
import { standardsOfRules, type StandardRules } from './standard_rules';
import { VISIT_INTERRUPTION_MS } from './visits';
import type { WindowPieces } from './window_hours';

const HOUR_MS = 3_600_000;

/** The ground the figures are about: which squares, what is asked of each in each shift band, and what is expected there. */
export interface SquareField {
  /** Ascending. */
  readonly squareId: Float64Array;
  /** Tier code of square i in shift band b at 6·i + b. */
  readonly tierByBand: Uint8Array;
  /** Area code of each square in the rules' `operationAreas`: which operations it lies in. All 0 unless given. */
  readonly operationArea?: Uint16Array;
  /** Incidents expected per hour, ρ(c, h). */
  readonly expectedPerHour: (squareIndex: number, slot: number) => number;
}

export interface CoverageInput {
  readonly squares: SquareField;
  readonly standards: StandardRules;
  /** Everything from {@link presenceLookBackMs} before the window on, in any order; rows after `nowMs` are plans and count as if driven. */
  readonly intervals: PresenceIntervals;
  readonly window: InstantRange;
  /** Splits the gap of a window that reaches into the future; what has been done so far goes on holding there. */
  readonly nowMs: number;
  readonly clock: SlotClock;
  /** Restricts what counts further than the standards do. */
  readonly acceptedModes?: readonly PatrolMode[];
  /** Observed and inferred unless given; [`observed`] gives the low end of a coverage interval. Declared posts come on top where a standard counts them. */
  readonly acceptedEvidence?: readonly Evidence[];
  /** Cuts the window into bins of this length from its start; none unless given. */
  readonly binMs?: number;
  /** The instant `tier`, `standard` and the due times are told for; the window's end unless given. */
  readonly stateAtMs?: number;
}

export interface CoverageMeasure {
  readonly window: InstantRange;
  /** What `perSquare.standard` points into. */
  readonly standards: readonly Standard[];
  /** In the order of the squares given. */
  readonly perSquare: {
    /** ∫ρ over the window, hours in which no standard holds left out. */
    readonly expectedIncidents: Float64Array;
    /** G(c, W): incidents expected while out of standard. */
    readonly gapIncidents: Float64Array;
    /** Time in standard within the window. */
    readonly coveredMs: Float64Array;
    /** Time in which a standard holds: covered and gap together. */
    readonly dueMs: Float64Array;
    /** Union of patrol presence within the window, whatever the standard accepts. */
    readonly patrolMs: Float64Array;
    /** When `standard` runs or ran out after the last visit up to the window's end; NaN: no visit known. */
    readonly coveredUntilMs: Float64Array;
    /** Tier code in force at the instant of the state. */
    readonly tier: Uint8Array;
    /** Position in `standards` of the one in force at the instant of the state, or of the next where none is; -1 when none is near. */
    readonly standard: Int16Array;
    /** Since when it has been in force without a break, or when it will be; -Infinity when longer than anything is looked back for. */
    readonly inForceSinceMs: Float64Array;
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
    /** By tier code: square-time at that tier with a standard in force, and the part of it in standard. */
    readonly tierMs: Float64Array;
    readonly tierCoveredMs: Float64Array;
  };
}

/** How long before a window presence still matters: the longest revisit time, and a shift band for the visit itself. */
export function presenceLookBackMs(standards: StandardRules): number {
  return 1000 * (longestRevisitSeconds(standards) + SHIFT_BAND_SECONDS) + VISIT_INTERRUPTION_MS;
}

/**
 * Coverage and gap of every square over a window (METHODS 4). Covered(c, t): some visit starts no later than t and its end plus its hold lies after t, with the
 * revisit time, dwell and accepted modes of the standard in force at t; the gap is ∫ρ over the rest of the time in which a standard is in force. Only patrol duty
 * counts. Presence after the window's end is not looked at. A function of the set of intervals: their order changes no bit.
 * O(squares · hours + rows · log squares + visits · bins).
 */
export function measureCoverage(input: CoverageInput): CoverageMeasure {
  const { squares, intervals, window } = input;
  requireAscending(squares.squareId);
  const squareCount = squares.squareId.length;
  const book = new StandardsInForce(input.standards, input.clock);
  const runs = standardTimeline(book, input.standards, window, input.clock, [...binEdges(window, input.binMs), input.nowMs]);
  const { pieces } = runs;
  const state = new StateAtInstant(input, book);
  const groups = groupBySquare(intervals, squares.squareId, rowFilter(input, standardsOfRules(input.standards)));
  const cover = new CoverSets(intervals, book.standards, window.toMs);

  const perSquare = {
    expectedIncidents: new Float64Array(squareCount),
    gapIncidents: new Float64Array(squareCount),
    coveredMs: new Float64Array(squareCount),
    dueMs: new Float64Array(squareCount),
    patrolMs: new Float64Array(squareCount),
    coveredUntilMs: new Float64Array(squareCount).fill(Number.NaN),
    tier: new Uint8Array(squareCount),
    standard: new Int16Array(squareCount),
    inForceSinceMs: new Float64Array(squareCount),
  };
  const expectedOfPiece = new Float64Array(pieces.count);
  const coveredOfPiece = new Float64Array(pieces.count);
  const tierMs = new Float64Array(TIERS.length);
  const tierCoveredMs = new Float64Array(TIERS.length);
  const ratePerMs = new Float64Array(pieces.count);
  const lengthMs = Float64Array.from({ length: pieces.count }, (_, k) => pieces.edgeMs[k + 1] - pieces.edgeMs[k]);
  /** Expected in the square in hand from the window's start to each edge, hours without a standard left out. */
  const upTo = new Float64Array(pieces.count + 1);
  const codeOfRun = new Int16Array(runs.count);
  let unitMs = 0;

  const { tierByBand, operationArea, expectedPerHour } = squares;
  const { edgeMs, slot: slotOfPiece } = pieces;
  const { count: runCount, firstPiece, code: codes, band: bandOfRun, areaCount } = runs;
  for (let square = 0; square < squareCount; square++) {
    // what is asked for and expected here, run by run and piece by piece
    const area = operationArea === undefined ? 0 : operationArea[square];
    const first = groups.firstRow[square];
    const end = groups.firstRow[square + 1];
    let expected = 0;
    let dueMs = 0;
    let slot = -1;
    let rate = 0;
    for (let run = 0; run < runCount; run++) {
      const tier = tierByBand[square * SHIFT_BAND_COUNT + bandOfRun[run]];
      const code = codes[(run * areaCount + area) * TIERS.length + tier];
      codeOfRun[run] = code;
      if (code < 0) continue;
      const endPiece = firstPiece[run + 1];
      const runMs = edgeMs[endPiece] - edgeMs[firstPiece[run]];
      dueMs += runMs;
      tierMs[tier] += runMs;
      for (let k = firstPiece[run]; k < endPiece; k++) {
        if (slotOfPiece[k] !== slot) {
          slot = slotOfPiece[k];
          rate = expectedPerHour(square, slot) / HOUR_MS;
        }
        ratePerMs[k] = rate;
        upTo[k] = expected;
        const amount = rate * lengthMs[k];
        expectedOfPiece[k] += amount;
        expected += amount;
      }
      upTo[endPiece] = expected;
    }
    perSquare.expectedIncidents[square] = expected;
    perSquare.dueMs[square] = dueMs;
    const held = state.of(square, area);
    perSquare.tier[square] = held.tier;
    perSquare.standard[square] = held.code;
    perSquare.inForceSinceMs[square] = held.sinceMs;

    if (first === end) {
      perSquare.gapIncidents[square] = expected;
      continue;
    }

    const presence = presenceMs(intervals, groups.rows, first, end, window);
    perSquare.patrolMs[square] = presence.unionMs;
    unitMs += presence.sumMs;
    cover.open(groups.rows, first, end);

    // what was expected between the covered parts of each run under the standard in force in it
    let gap = 0;
    let coveredMs = 0;
    for (let run = 0; run < runCount; run++) {
      if (codeOfRun[run] < 0) continue;
      const set = cover.of(codeOfRun[run]);
      const endPiece = firstPiece[run + 1];
      const runEndMs = edgeMs[endPiece];
      let piece = firstPiece[run];
      let atMs = edgeMs[piece];
      let upToAt = upTo[piece];
      let runCoveredMs = 0;
      for (let i = 0; i < set.count && set.startMs[i] < runEndMs; i++) {
        const untilMs = Math.min(set.endMs[i], runEndMs);
        if (untilMs <= atMs) continue;
        if (set.startMs[i] > atMs) {
          atMs = set.startMs[i];
          while (edgeMs[piece + 1] <= atMs) piece++;
          gap += Math.max(0, upTo[piece] + ratePerMs[piece] * (atMs - edgeMs[piece]) - upToAt);
        }
        runCoveredMs += untilMs - atMs;
        while (atMs < untilMs) {
          while (edgeMs[piece + 1] <= atMs) piece++;
          const pieceUntilMs = Math.min(untilMs, edgeMs[piece + 1]);
          coveredOfPiece[piece] += ratePerMs[piece] * (pieceUntilMs - atMs);
          atMs = pieceUntilMs;
        }
        const isAtEdge = atMs === edgeMs[piece + 1];
        upToAt = isAtEdge ? upTo[piece + 1] : upTo[piece] + ratePerMs[piece] * (atMs - edgeMs[piece]);
      }
      if (atMs < runEndMs) gap += Math.max(0, upTo[endPiece] - upToAt);
      coveredMs += runCoveredMs;
      tierCoveredMs[tierByBand[square * SHIFT_BAND_COUNT + bandOfRun[run]]] += runCoveredMs;
    }
    perSquare.gapIncidents[square] = Math.min(gap, expected);
    perSquare.coveredMs[square] = coveredMs;
    if (held.code >= 0) {
      const set = cover.of(held.code);
      if (set.count > 0) perSquare.coveredUntilMs[square] = set.endMs[set.count - 1];
    }
  }

  const gapOfPiece = expectedOfPiece.map((expected, k) => Math.max(0, expected - coveredOfPiece[k]));
  return {
    window,
    standards: book.standards,
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

/**
 * Which rows of the ledger can count as patrol under these standards: patrol duty, accepted mode and evidence (declared posts where one of the standards counts them),
 * begun before the window ends.
 */
export function rowFilter(
  input: Pick<CoverageInput, 'intervals' | 'window' | 'acceptedModes' | 'acceptedEvidence'>,
  standards: readonly Standard[],
): (row: number) => boolean {
  const { intervals } = input;
  const patrol = DUTIES.indexOf('patrol');
  const video = standards.some((standard) => standard.acceptedModes.includes('video'));
  const modes = Uint8Array.from(PATROL_MODES, (mode) =>
    (mode !== 'video' || video) && (input.acceptedModes?.includes(mode) ?? true) ? 1 : 0,
  );
  const declared = standards.some((standard) => standard.countsDeclared);
  const accepted = input.acceptedEvidence ?? ['observed', 'inferred'];
  const evidence = Uint8Array.from(EVIDENCE_CLASSES, (kind) => (accepted.includes(kind) || (kind === 'declared' && declared) ? 1 : 0));
  return (row) =>
    intervals.duty[row] === patrol &&
    modes[intervals.mode[row]] === 1 &&
    evidence[intervals.evidence[row]] === 1 &&
    intervals.startMs[row] < input.window.toMs &&
    intervals.startMs[row] < intervals.endMs[row];
}

/** Tier and standard of a square at the instant of the state; squares alike in tiers and area are worked out once. */
class StateAtInstant {
  readonly #input: CoverageInput;
  readonly #book: StandardsInForce;
  readonly #atMs: number;
  readonly #band: number;
  readonly #lookBackMs: number;
  readonly #known = new Map<number, { readonly tier: number; readonly code: number; readonly sinceMs: number }>();

  constructor(input: CoverageInput, book: StandardsInForce) {
    const { window } = input;
    this.#input = input;
    this.#book = book;
    this.#atMs = Math.max(window.fromMs, Math.min(input.stateAtMs ?? window.toMs, window.toMs - 1));
    this.#band = input.clock.shiftBandAt(this.#atMs);
    this.#lookBackMs = presenceLookBackMs(input.standards);
  }

  of(square: number, area: number): { readonly tier: number; readonly code: number; readonly sinceMs: number } {
    const { tierByBand } = this.#input.squares;
    let key = area;
    for (let band = 0; band < SHIFT_BAND_COUNT; band++) key = key * TIERS.length + tierByBand[square * SHIFT_BAND_COUNT + band];
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const tierOfBand = (band: number) => tierByBand[square * SHIFT_BAND_COUNT + band];
    const tier = tierOfBand(this.#band);
    const nearest = this.#book.isUnbroken
      ? { code: this.#book.codeAt(tier, area, this.#atMs), sinceMs: -Infinity }
      : this.#book.nearest(tierOfBand, area, this.#atMs, this.#lookBackMs);
    const found = { tier, ...(nearest ?? { code: -1, sinceMs: Number.NaN }) };
    this.#known.set(key, found);
    return found;
  }
}

const VIDEO = PATROL_MODES.indexOf('video');
const DECLARED = EVIDENCE_CLASSES.indexOf('declared');

/** Union and sum of presence within the window; sight, video and what was only declared left out. Rows by start. */
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
    if (intervals.seenOnly[row] === 1 || intervals.mode[row] === VIDEO || intervals.evidence[row] === DECLARED) continue;
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
