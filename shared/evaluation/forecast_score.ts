import { scoreOrigin, type OriginScore } from './predictive_accuracy';

/** Tenths that a forecast's calibration is told by. */
export const CALIBRATION_PARTS = 10;

/** How one forecast did in its window. */
export interface ForecastScore extends OriginScore {
  /** Incidents the forecast expected in the window, over the whole area. */
  readonly expected: number;
  /** Of them in the cells it flagged; against the hits that is the RRI of METHODS 6. */
  readonly expectedHits: number;
  /** Mean over incidents inside the area of ln rate of their cell, less the expected number per incident: Poisson log score without the part that is the same for all. */
  readonly logScore: number;
  /** Incidents inside the area, those the log score is the mean over. */
  readonly placed: number;
  /** Expected and observed incidents in each tenth of the cells, least expected first. */
  readonly decileExpected: Float64Array;
  readonly decileObserved: Float64Array;
}

/**
 * Holds a forecast, expected incidents by cell with the cells it flags, against what happened by cell; `elsewhere` counts what happened outside all cells. A forecast that
 * `flagsAny` cell alike must not borrow from what breaks ties: it hits what a draw of as many cells would. O(cells · log cells).
 */
export function scoreForecast(input: {
  readonly expectedByCell: ArrayLike<number>;
  readonly flagged: Int32Array;
  readonly eventsByCell: ArrayLike<number>;
  readonly elsewhere: number;
  readonly flagsAny: boolean;
}): ForecastScore {
  const { expectedByCell, flagged, eventsByCell, elsewhere } = input;
  const cells = expectedByCell.length;
  if (eventsByCell.length !== cells) throw new RangeError(`${cells} forecasts cannot be held against ${eventsByCell.length} cells`);
  const judged = scoreOrigin(flagged, eventsByCell, elsewhere);
  let expected = 0;
  let logSum = 0;
  for (let cell = 0; cell < cells; cell++) {
    expected += expectedByCell[cell];
    if (eventsByCell[cell] > 0) logSum += eventsByCell[cell] * Math.log(expectedByCell[cell]);
  }
  const placed = judged.events - elsewhere;
  return {
    ...judged,
    hits: input.flagsAny ? (placed * flagged.length) / cells : judged.hits,
    expected,
    expectedHits: flagged.reduce((sum, cell) => sum + expectedByCell[cell], 0),
    logScore: placed === 0 ? -expected : (logSum - expected) / placed,
    placed,
    ...calibrationByDecile(expectedByCell, eventsByCell),
  };
}

/**
 * Expected and observed incidents in ten equal numbers of cells ranked by what is expected, least first. Cells expected to have the same share what they have among the
 * tenths they lie across, so that no order of cells matters. O(cells · log cells).
 */
export function calibrationByDecile(
  expectedByCell: ArrayLike<number>,
  eventsByCell: ArrayLike<number>,
): { readonly decileExpected: Float64Array; readonly decileObserved: Float64Array } {
  const ranked = Float64Array.from(expectedByCell).sort();
  const eventsAt = new Map<number, number>();
  for (let cell = 0; cell < eventsByCell.length; cell++)
    if (eventsByCell[cell] > 0) eventsAt.set(expectedByCell[cell], (eventsAt.get(expectedByCell[cell]) ?? 0) + eventsByCell[cell]);
  const decileExpected = new Float64Array(CALIBRATION_PARTS);
  const decileObserved = new Float64Array(CALIBRATION_PARTS);
  for (let first = 0; first < ranked.length;) {
    const expected = ranked[first];
    let end = first + 1;
    while (end < ranked.length && ranked[end] === expected) end++;
    const observed = (eventsAt.get(expected) ?? 0) / (end - first);
    for (let part = Math.floor((first * CALIBRATION_PARTS) / ranked.length); part < CALIBRATION_PARTS; part++) {
      const from = Math.max(first, (part * ranked.length) / CALIBRATION_PARTS);
      const to = Math.min(end, ((part + 1) * ranked.length) / CALIBRATION_PARTS);
      if (to <= from) break;
      decileExpected[part] += (to - from) * expected;
      decileObserved[part] += (to - from) * observed;
    }
    first = end;
  }
  return { decileExpected, decileObserved };
}
