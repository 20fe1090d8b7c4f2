import { SHIFT_BAND_COUNT } from '../model/shift_band';
import { TIERS } from '../model/tier';
import { countsFromMs, StandardSweeps } from './cover_sets';
import { groupBySquare } from './group_by_square';
import { rowFilter, type CoverageInput } from './measure_coverage';
import { StandardsInForce, standardTimeline } from './standard_in_force';
import { standardsOfRules } from './standard_rules';

/**
 * Over-patrol (METHODS 4): for every square Σ max(0, dwell − K) over the shift bands of the window, seconds. Dwell is weighted as in a visit, under the standard in force when it
 * happened; where the standard changes within a band, the largest cap of the band counts. Outside the hours of a standard nothing is too much. Of a band the
 * window cuts, only what lies inside counts. In the order of the squares. O(rows · bands + squares).
 */
export function overPatrolSeconds(
  input: Pick<CoverageInput, 'standards' | 'intervals' | 'window' | 'clock' | 'acceptedModes' | 'acceptedEvidence'> & {
    readonly squares: Pick<CoverageInput['squares'], 'squareId' | 'tierByBand' | 'operationArea'>;
  },
): Float64Array {
  const { squares, intervals, window } = input;
  const book = new StandardsInForce(input.standards, input.clock);
  const runs = standardTimeline(book, input.standards, window, input.clock);
  const { edgeMs } = runs.pieces;
  const groups = groupBySquare(intervals, squares.squareId, rowFilter(input, standardsOfRules(input.standards)));
  const sweepsOfRun = Array.from(
    { length: runs.count },
    (_, run) => new StandardSweeps(intervals, book.standards, edgeMs[runs.firstPiece[run + 1]], edgeMs[runs.firstPiece[run]]),
  );
  const over = new Float64Array(squares.squareId.length);

  for (let square = 0; square < over.length; square++) {
    const first = groups.firstRow[square];
    const end = groups.firstRow[square + 1];
    if (first === end) continue;
    const area = squares.operationArea === undefined ? 0 : squares.operationArea[square];
    let dwellMs = 0;
    let capSeconds = 0;
    for (let run = 0; run < runs.count; run++) {
      const tier = squares.tierByBand[square * SHIFT_BAND_COUNT + runs.band[run]];
      const code = runs.code[(run * runs.areaCount + area) * TIERS.length + tier];
      if (code >= 0) {
        const standard = book.standards[code];
        sweepsOfRun[run].open(groups.rows, first, end);
        const sweep = sweepsOfRun[run].of(code);
        for (let visit = 0; visit < sweep.visitCount; visit++) {
          if (countsFromMs(sweep, visit, standard) < Infinity) dwellMs += sweep.visitDwellMs[visit];
        }
        capSeconds = Math.max(capSeconds, standard.capSecondsPerBand);
      }
      if (run + 1 < runs.count && runs.band[run + 1] === runs.band[run]) continue;
      over[square] += Math.max(0, dwellMs / 1000 - capSeconds);
      dwellMs = 0;
      capSeconds = 0;
    }
  }
  return over;
}
