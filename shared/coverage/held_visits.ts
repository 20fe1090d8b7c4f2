import { EVIDENCE_CLASSES } from '../model/evidence';
import { PATROL_MODES, type PatrolMode } from '../model/patrol_mode';
import type { Standard } from '../model/standard';
import { countsFromMs, StandardSweeps } from './cover_sets';
import { groupBySquare } from './group_by_square';
import { holdSeconds } from './hold';
import { rowFilter, type CoverageInput } from './measure_coverage';
import { modeKindCode } from './presence_intervals';

const DECLARED = EVIDENCE_CLASSES.indexOf('declared');

/** One visit as a person checks it: who, when, how long, and how long it holds. */
export interface HeldVisit {
  readonly startMs: number;
  readonly endMs: number;
  readonly dwellSeconds: number;
  readonly holdSeconds: number;
  /** Ascending. */
  readonly unitIds: readonly number[];
  readonly modes: readonly PatrolMode[];
}

/**
 * The visits behind the coverage of a few squares (ascending ids), each under one standard, by start: the same visits and holds that
 * {@link import('./measure_coverage').measureCoverage} works with. Presence after the window's end is not looked at. O(rows · log squares).
 */
export function heldVisits(
  input: Pick<CoverageInput, 'intervals' | 'window' | 'acceptedModes' | 'acceptedEvidence'> & {
    readonly squareId: Float64Array;
    readonly standardOf: (squareIndex: number) => Standard;
  },
): readonly (readonly HeldVisit[])[] {
  const { intervals, squareId, window } = input;
  const standards = Array.from(squareId, (_, square) => input.standardOf(square));
  const groups = groupBySquare(intervals, squareId, rowFilter(input, standards));
  return standards.map((standard, square) => {
    const sweeps = new StandardSweeps(intervals, [standard], window.toMs);
    const weights = sweeps.weightsOf(0);
    const rows = groups.rows.subarray(groups.firstRow[square], groups.firstRow[square + 1]);
    sweeps.open(rows, 0, rows.length);
    const sweep = sweeps.of(0);
    return Array.from({ length: sweep.visitCount }, (_, visit) => visit)
      .filter((visit) => countsFromMs(sweep, visit, standard) < Infinity)
      .map((visit): HeldVisit => {
        const startMs = sweep.visitStartMs[visit];
        const endMs = sweep.visitEndMs[visit];
        const dwellSeconds = sweep.visitDwellMs[visit] / 1000;
        const present = rows.filter(
          (row) =>
            weights[modeKindCode(intervals.mode[row], intervals.kind[row])] > 0 &&
            (standard.countsDeclared || intervals.evidence[row] !== DECLARED) &&
            intervals.startMs[row] >= startMs &&
            intervals.startMs[row] <= endMs,
        );
        const modes = new Set(Array.from(present, (row) => PATROL_MODES[intervals.mode[row]]));
        const unitIds = [...new Set(Array.from(present, (row) => intervals.unitId[row]))].sort((a, b) => a - b);
        return { startMs, endMs, dwellSeconds, holdSeconds: holdSeconds(dwellSeconds, standard), unitIds, modes: [...modes] };
      });
  });
}
