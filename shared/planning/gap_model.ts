import { CoverSets } from '../coverage/cover_sets';
import { groupBySquare } from '../coverage/group_by_square';
import { rowFilter, type SquareField } from '../coverage/measure_coverage';
import type { PresenceIntervals } from '../coverage/presence_intervals';
import { StandardsInForce, standardTimeline } from '../coverage/standard_in_force';
import { standardsOfRules, type StandardRules } from '../coverage/standard_rules';
import { EVIDENCE_CLASSES } from '../model/evidence';
import { PATROL_MODES } from '../model/patrol_mode';
import { SHIFT_BAND_COUNT } from '../model/shift_band';
import type { SlotClock } from '../model/slot_clock';
import type { Standard } from '../model/standard';
import { TIER_PLANNING_WEIGHT, TIERS } from '../model/tier';
import type { InstantRange } from '../model/time_window';

const QUARTER_MS = 900_000;

/**
 * What a planner needs to know of the squares its stops see: the demand still open after everything already driven, as cumulative
 * functions of time that are linear between breakpoints. Seconds count from the window's start.
 */
export interface GapModel {
  readonly horizonSeconds: number;
  /** Squares modelled, as indexes into the field, ascending. */
  readonly fieldIndex: Int32Array;
  /** What `standard` points into. */
  readonly standards: readonly Standard[];
  /** Stretches of one shift band and one standard: run r is [runEdgeSeconds[r], runEdgeSeconds[r + 1]). */
  readonly runEdgeSeconds: Float64Array;
  /** Tier code of square i in run r at i · runs + r. */
  readonly tier: Uint8Array;
  /** The standard in force there, likewise; -1 outside the hours of any: then nothing is open and nothing is closed. */
  readonly standard: Int16Array;
  /** Seconds of presence the cap K still allows there; negative where it is already passed. */
  readonly capLeftSeconds: Float64Array;
  /** Breakpoints of square i are firstBreak[i] .. firstBreak[i + 1] − 1. */
  readonly firstBreak: Int32Array;
  readonly breakSeconds: Float64Array;
  /** Tier-weighted and plain incidents expected while out of standard, from the window's start to the breakpoint. */
  readonly openWeighted: Float64Array;
  readonly openIncidents: Float64Array;
}

export interface GapModelInput {
  readonly window: InstantRange;
  readonly clock: SlotClock;
  readonly squares: SquareField;
  readonly standards: StandardRules;
  readonly intervals: PresenceIntervals;
}

/** Works out the open demand of the given squares of the field (ascending indexes). O(rows + squares · (hours + visits)). */
export function buildGapModel(input: GapModelInput, fieldIndex: Int32Array): GapModel {
  const { window, squares, intervals } = input;
  const book = new StandardsInForce(input.standards, input.clock);
  const runs = standardTimeline(book, input.standards, window, input.clock);
  const { pieces } = runs;
  const secondsOf = (instantMs: number) => (instantMs - window.fromMs) / 1000;
  const runEdgeSeconds = Float64Array.from(runs.firstPiece, (piece) => secondsOf(pieces.edgeMs[piece]));
  const squareId = Float64Array.from(fieldIndex, (index) => squares.squareId[index]);
  const groups = groupBySquare(intervals, squareId, rowFilter(input, standardsOfRules(input.standards)));
  const cover = new CoverSets(intervals, book.standards, window.toMs);
  const bandStartMs = startOfBand(window.fromMs, input.clock);

  const tier = new Uint8Array(fieldIndex.length * runs.count);
  const standardOfRun = new Int16Array(fieldIndex.length * runs.count);
  const capLeftSeconds = new Float64Array(fieldIndex.length * runs.count).fill(Infinity);
  const firstBreak = new Int32Array(fieldIndex.length + 1);
  const breakSeconds: number[] = [];
  const openWeighted: number[] = [];
  const openIncidents: number[] = [];

  for (let i = 0; i < fieldIndex.length; i++) {
    const first = groups.firstRow[i];
    const end = groups.firstRow[i + 1];
    const area = squares.operationArea === undefined ? 0 : squares.operationArea[fieldIndex[i]];
    let bandFromMs = bandStartMs;
    cover.open(groups.rows, first, end);
    let weighted = 0;
    let incidents = 0;
    const addBreak = (instantMs: number) => {
      breakSeconds.push(secondsOf(instantMs));
      openWeighted.push(weighted);
      openIncidents.push(incidents);
    };
    addBreak(window.fromMs);
    for (let run = 0; run < runs.count; run++) {
      const code = squares.tierByBand[fieldIndex[i] * SHIFT_BAND_COUNT + runs.band[run]];
      const inForce = runs.code[(run * runs.areaCount + area) * TIERS.length + code];
      tier[i * runs.count + run] = code;
      standardOfRun[i * runs.count + run] = inForce;
      if (run > 0 && runs.band[run] !== runs.band[run - 1]) bandFromMs = pieces.edgeMs[runs.firstPiece[run]];
      const untilMs = pieces.edgeMs[runs.firstPiece[run + 1]];
      if (inForce < 0) {
        addBreak(untilMs);
        continue;
      }
      capLeftSeconds[i * runs.count + run] =
        book.standards[inForce].capSecondsPerBand - presenceSeconds(intervals, groups.rows.subarray(first, end), bandFromMs, untilMs);

      // Demand grows over the pieces of the run except while covered
      const covered = cover.of(inForce);
      const weightOfTier = TIER_PLANNING_WEIGHT[TIERS[code]];
      let next = 0;
      for (let piece = runs.firstPiece[run]; piece < runs.firstPiece[run + 1]; piece++) {
        const ratePerMs = squares.expectedPerHour(fieldIndex[i], pieces.slot[piece]) / 3_600_000;
        let atMs = pieces.edgeMs[piece];
        const pieceEndMs = pieces.edgeMs[piece + 1];
        while (atMs < pieceEndMs) {
          while (next < covered.count && covered.endMs[next] <= atMs) next++;
          const isCovered = next < covered.count && covered.startMs[next] <= atMs;
          const edgeMs = next >= covered.count ? pieceEndMs : isCovered ? covered.endMs[next] : covered.startMs[next];
          const stepEndMs = Math.min(edgeMs, pieceEndMs);
          if (!isCovered) {
            incidents += ratePerMs * (stepEndMs - atMs);
            weighted += weightOfTier * ratePerMs * (stepEndMs - atMs);
          }
          atMs = stepEndMs;
          addBreak(atMs);
        }
      }
    }
    firstBreak[i + 1] = breakSeconds.length;
  }
  return {
    horizonSeconds: secondsOf(window.toMs),
    fieldIndex,
    runEdgeSeconds,
    tier,
    standards: book.standards,
    standard: standardOfRun,
    capLeftSeconds,
    firstBreak,
    breakSeconds: Float64Array.from(breakSeconds),
    openWeighted: Float64Array.from(openWeighted),
    openIncidents: Float64Array.from(openIncidents),
  };
}

/** Open demand of a modelled square from the window's start to an instant, read off one of the two cumulative columns. O(log breakpoints). */
export function openUntil(model: GapModel, column: Float64Array, square: number, seconds: number): number {
  const { breakSeconds, firstBreak } = model;
  let low = firstBreak[square];
  let high = firstBreak[square + 1] - 1;
  if (seconds <= breakSeconds[low]) return 0;
  if (seconds >= breakSeconds[high]) return column[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (breakSeconds[middle] <= seconds) low = middle;
    else high = middle;
  }
  const fraction = (seconds - breakSeconds[low]) / (breakSeconds[high] - breakSeconds[low]);
  return column[low] + (column[high] - column[low]) * fraction;
}

/** The run an instant lies in; the last one from the horizon on. */
export function runAt(model: GapModel, seconds: number): number {
  let run = model.runEdgeSeconds.length - 2;
  while (run > 0 && model.runEdgeSeconds[run] > seconds) run--;
  return run;
}

/** When the shift band an instant lies in began. */
function startOfBand(instantMs: number, clock: SlotClock): number {
  const band = clock.shiftBandAt(instantMs);
  let startMs = instantMs;
  for (;;) {
    const before = Math.ceil(startMs / QUARTER_MS) * QUARTER_MS - QUARTER_MS;
    if (clock.shiftBandAt(before) !== band || instantMs - before > 24 * 3_600_000) return startMs;
    startMs = before;
  }
}

const VIDEO = PATROL_MODES.indexOf('video');
const DECLARED = EVIDENCE_CLASSES.indexOf('declared');

/** Union of presence in the square itself over [fromMs, untilMs), seconds; video and what was only declared left out. Rows by start. */
function presenceSeconds(intervals: PresenceIntervals, rows: Int32Array, fromMs: number, untilMs: number): number {
  let total = 0;
  let reachedMs = fromMs;
  for (const row of rows) {
    if (intervals.seenOnly[row] === 1 || intervals.mode[row] === VIDEO || intervals.evidence[row] === DECLARED) continue;
    const startMs = Math.max(intervals.startMs[row], reachedMs);
    const endMs = Math.min(intervals.endMs[row], untilMs);
    if (endMs <= startMs) continue;
    total += endMs - startMs;
    reachedMs = endMs;
  }
  return total / 1000;
}
