import { incidentsInWindow } from '@beatline/db/queries/incidents';
import { wantedPatrol } from '@beatline/shared/coverage/misallocation';
import type { AreaRow } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import type { AreaRowsInput } from '../../routers/inputs';
import { rangeOf } from '../window_range';

const LEVEL_COLUMN = { district: 'districtId', station: 'stationId', 'police-cell': 'policeCellId' } as const;

/** Risk, patrol time and gap of each area of a level, beside its incidents now and in the window of the same length before. Most gap first. */
export async function coverageByArea(app: App, input: AreaRowsInput): Promise<AreaRow[]> {
  const ground = await app.ground.current();
  const window = rangeOf(input);
  const previous = { fromMs: window.fromMs - (window.toMs - window.fromMs), toMs: window.fromMs };
  const areas = ground.jurisdictions.filter((area) => area.level === input.level);
  const numberOfArea = new Map(areas.map((area, number) => [area.id, number]));
  const areaOf = ground.squares[LEVEL_COLUMN[input.level]].map((id) => numberOfArea.get(id) ?? -1);

  const [{ observed, withInferred }, incidents] = await Promise.all([
    app.coverage.measure({ window, modes: input.modes }),
    app.query(async (scoped) => ({
      current: await incidentsInWindow(scoped, window),
      previous: await incidentsInWindow(scoped, previous),
    })),
  ]);
  const { perSquare, totals } = withInferred;
  const sumOf = (column: Float64Array) => sumByArea(column, areaOf, areas.length);
  const expected = sumOf(perSquare.expectedIncidents);
  const gap = sumOf(perSquare.gapIncidents);
  const gapObserved = sumOf(observed.perSquare.gapIncidents);
  const patrolMs = sumOf(perSquare.patrolMs);
  const wanted = wantedPatrol({
    expectedIncidents: perSquare.expectedIncidents,
    dwellSeconds: Float64Array.from(perSquare.standard, (code) => withInferred.standards[code]?.dwellSeconds ?? 0),
    areaOf,
    areas: areas.length,
  });
  const counts = {
    current: countByArea(ground, incidents.current, areaOf, areas.length),
    previous: countByArea(ground, incidents.previous, areaOf, areas.length),
  };
  const wantedTotal = wanted.reduce((sum, value) => sum + value, 0);
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return areas
    .map((area, i): AreaRow => ({
      jurisdictionId: area.id,
      level: area.level,
      name: area.name,
      incidents: counts.current[i],
      previousIncidents: counts.previous[i],
      riskFraction: share(expected[i], totals.expectedIncidents),
      patrolFraction: share(patrolMs[i], totals.patrolMs),
      wantedFraction: share(wanted[i], wantedTotal),
      gapIncidents: gap[i],
      gapIncidentsObserved: gapObserved[i],
      expectedIncidents: expected[i],
    }))
    .sort((a, b) => b.gapIncidents - a.gapIncidents || a.jurisdictionId - b.jurisdictionId);
}

function sumByArea(column: Float64Array, areaOf: Int32Array, areas: number): Float64Array {
  const sums = new Float64Array(areas);
  column.forEach((value, square) => {
    const area = areaOf[square];
    if (area >= 0) sums[area] += value;
  });
  return sums;
}

/** Incidents by the area of the square they lie in. */
function countByArea(
  ground: Ground,
  incidents: { readonly length: number; readonly squareId: Float64Array },
  areaOf: Int32Array,
  areas: number,
): Float64Array {
  const counts = new Float64Array(areas);
  for (let row = 0; row < incidents.length; row++) {
    const square = ground.indexOf(incidents.squareId[row]);
    const area = square === undefined ? -1 : areaOf[square];
    if (area >= 0) counts[area] += 1;
  }
  return counts;
}
