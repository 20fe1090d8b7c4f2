import { PATROL_MODES, type PatrolMode } from '../model/patrol_mode';
import type { Standard } from '../model/standard';
import { weightsOfStandard } from './cover_sets';
import { groupBySquare } from './group_by_square';
import { holdSeconds } from './hold';
import { rowFilter, type CoverageInput } from './measure_coverage';
import { modeKindCode } from './presence_intervals';
import { VisitSweep } from './visits';

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
  const groups = groupBySquare(intervals, squareId, rowFilter(input));
  const sweep = new VisitSweep();
  return Array.from(squareId, (_, square) => {
    const standard = input.standardOf(square);
    const weights = weightsOfStandard(standard);
    const rows = groups.rows
      .subarray(groups.firstRow[square], groups.firstRow[square + 1])
      .filter((row) => weights[modeKindCode(intervals.mode[row], intervals.kind[row])] > 0);
    sweep.clear();
    for (const row of rows) {
      sweep.add(
        intervals.startMs[row],
        Math.min(intervals.endMs[row], window.toMs),
        weights[modeKindCode(intervals.mode[row], intervals.kind[row])],
      );
    }
    sweep.run();
    return Array.from({ length: sweep.visitCount }, (_, visit): HeldVisit => {
      const startMs = sweep.visitStartMs[visit];
      const endMs = sweep.visitEndMs[visit];
      const dwellSeconds = sweep.visitDwellMs[visit] / 1000;
      const present = rows.filter((row) => intervals.startMs[row] >= startMs && intervals.startMs[row] <= endMs);
      const modes = new Set(Array.from(present, (row) => PATROL_MODES[intervals.mode[row]]));
      const unitIds = [...new Set(Array.from(present, (row) => intervals.unitId[row]))].sort((a, b) => a - b);
      return { startMs, endMs, dwellSeconds, holdSeconds: holdSeconds(dwellSeconds, standard), unitIds, modes: [...modes] };
    });
  });
}
