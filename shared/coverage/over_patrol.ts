import { SHIFT_BAND_COUNT } from '../model/shift_band';
import { TIERS } from '../model/tier';
import { groupBySquare } from './group_by_square';
import { weightsOfStandard } from './cover_sets';
import { rowFilter, type CoverageInput } from './measure_coverage';
import { modeKindCode } from './presence_intervals';
import { VisitSweep } from './visits';
import { bandRuns, cutWindow } from './window_hours';

/**
 * Over-patrol (METHODS 4): for every square Σ max(0, dwell − K) over the shift bands of the window, seconds, with dwell and cap K of the standard in force in the band. Dwell is weighted as in a
 * visit; of a band the window cuts, only what lies inside counts. In the order of the squares. O(rows · bands + squares).
 */
export function overPatrolSeconds(
  input: Pick<CoverageInput, 'standards' | 'intervals' | 'window' | 'clock' | 'acceptedModes' | 'acceptedEvidence'> & {
    readonly squares: Pick<CoverageInput['squares'], 'squareId' | 'tierByBand'>;
  },
): Float64Array {
  const { squares, intervals, window } = input;
  const pieces = cutWindow(window, input.clock);
  const runs = bandRuns(pieces);
  const groups = groupBySquare(intervals, squares.squareId, rowFilter(input));
  const standards = TIERS.map((tier) => input.standards[tier]);
  const weights = standards.map(weightsOfStandard);
  const sweep = new VisitSweep();
  const over = new Float64Array(squares.squareId.length);

  for (let square = 0; square < over.length; square++) {
    const first = groups.firstRow[square];
    const end = groups.firstRow[square + 1];
    if (first === end) continue;
    for (let run = 0; run < runs.count; run++) {
      const fromMs = pieces.edgeMs[runs.firstPiece[run]];
      const toMs = pieces.edgeMs[runs.firstPiece[run + 1]];
      const tier = squares.tierByBand[square * SHIFT_BAND_COUNT + runs.band[run]];
      sweep.clear();
      for (let k = first; k < end; k++) {
        const row = groups.rows[k];
        const weight = weights[tier][modeKindCode(intervals.mode[row], intervals.kind[row])];
        sweep.add(Math.max(intervals.startMs[row], fromMs), Math.min(intervals.endMs[row], toMs), weight);
      }
      sweep.run();
      let dwellMs = 0;
      for (let visit = 0; visit < sweep.visitCount; visit++) dwellMs += sweep.visitDwellMs[visit];
      over[square] += Math.max(0, dwellMs / 1000 - standards[tier].capSecondsPerBand);
    }
  }
  return over;
}
