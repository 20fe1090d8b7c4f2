import { DUTIES, EVIDENCE_CLASSES } from '../model/evidence';
import { PATROL_MODES } from '../model/patrol_mode';
import type { Standard } from '../model/standard';
import type { InstantRange } from '../model/time_window';
import { weightsOfStandard } from './cover_sets';
import { modeKindCode, type PresenceIntervals } from './presence_intervals';
import { VISIT_INTERRUPTION_MS } from './visits';

/** One visit of a place: sight of any of its squares, merged over interruptions of up to 120 s. */
export interface PlaceVisit {
  readonly startMs: number;
  readonly endMs: number;
  /** ∫ of the largest weight in sight of any of its squares, seconds. */
  readonly dwellSeconds: number;
  /** Share of its squares that were in sight at some time. */
  readonly seenFraction: number;
  /** It meets the place's own standard: long enough, and the whole footprint was seen. */
  readonly counts: boolean;
}

/**
 * The visits of a place that carries its own standard 必巡点 (METHODS 4: n times a day over the whole footprint), by start, within a range: presence outside it is cut off. Modes and
 * kinds count as in `standard`; `dwellSeconds` is how long a visit has to last. O(rows log rows).
 */
export function placeVisits(
  place: { readonly squares: ReadonlySet<number>; readonly dwellSeconds: number },
  standard: Standard,
  intervals: PresenceIntervals,
  range: InstantRange,
): PlaceVisit[] {
  const weights = weightsOfStandard(standard);
  const patrol = DUTIES.indexOf('patrol');
  const video = PATROL_MODES.indexOf('video');
  const evidence = new Set(['observed', 'inferred', ...(standard.countsDeclared ? ['declared'] : [])]);
  const rows: { startMs: number; endMs: number; weight: number; squareId: number }[] = [];
  for (let row = 0; row < intervals.length; row++) {
    const startMs = Math.max(intervals.startMs[row], range.fromMs);
    const endMs = Math.min(intervals.endMs[row], range.toMs);
    const weight = weights[modeKindCode(intervals.mode[row], intervals.kind[row])];
    if (endMs <= startMs || weight === 0 || intervals.duty[row] !== patrol || intervals.mode[row] === video) continue;
    if (!place.squares.has(intervals.squareId[row]) || !evidence.has(EVIDENCE_CLASSES[intervals.evidence[row]])) continue;
    rows.push({ startMs, endMs, weight, squareId: intervals.squareId[row] });
  }
  rows.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);

  const visits: PlaceVisit[] = [];
  for (let first = 0; first < rows.length;) {
    let end = first;
    let endMs = -Infinity;
    for (; end < rows.length && (end === first || rows[end].startMs - endMs <= VISIT_INTERRUPTION_MS); end++) {
      endMs = Math.max(endMs, rows[end].endMs);
    }
    const own = rows.slice(first, end);
    const dwellSeconds = weightedSeconds(own);
    const seenFraction = new Set(own.map((row) => row.squareId)).size / place.squares.size;
    visits.push({
      startMs: own[0].startMs,
      endMs,
      dwellSeconds,
      seenFraction,
      counts: dwellSeconds >= place.dwellSeconds && seenFraction === 1,
    });
    first = end;
  }
  return visits;
}

/** ∫ of the largest weight present, seconds. */
function weightedSeconds(rows: readonly { readonly startMs: number; readonly endMs: number; readonly weight: number }[]): number {
  const edges = [...new Set(rows.flatMap(({ startMs, endMs }) => [startMs, endMs]))].sort((a, b) => a - b);
  let sum = 0;
  for (let i = 0; i + 1 < edges.length; i++) {
    const [fromMs, toMs] = [edges[i], edges[i + 1]];
    let largest = 0;
    for (const row of rows) if (row.startMs <= fromMs && row.endMs >= toMs) largest = Math.max(largest, row.weight);
    sum += (largest * (toMs - fromMs)) / 1000;
  }
  return sum;
}
