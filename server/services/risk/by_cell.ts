import { newestRecords } from '@beatline/db/queries/deployment';
import { incidentsInWindow } from '@beatline/db/queries/incidents';
import { encodeColumn } from '@beatline/shared/formats/binary_column';
import type { RiskAreaRow, RiskByCellView } from '@beatline/shared/model/views/risk_view';
import { rateInterval } from '@beatline/shared/risk/rate_interval';
import { expectedInWindow } from '@beatline/shared/risk/window_expectation';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import type { RiskByCellInput } from '../../routers/risk_inputs';
import { rangeOf } from '../window_range';
import { requireRisk } from './require_risk';

const AREA_COLUMN = { district: 'districtId', station: 'stationId', 'police-cell': 'policeCellId' } as const;

/** Incidents expected in any window, past or coming, by square or by area, beside what happened where the records reach. */
export async function riskByCell(app: App, input: RiskByCellInput): Promise<RiskByCellView> {
  const { ground, risk } = await requireRisk(app);
  const window = rangeOf(input);
  const fitted = expectedInWindow(risk, window, ground.clock);
  const expected = new Float64Array(ground.data.squareId.length);
  const ratePerHour = new Float64Array(expected.length);
  risk.squareId.forEach((id, index) => {
    const square = ground.indexOf(id);
    if (square === undefined) return;
    expected[square] = fitted[index];
    for (let group = 0; group < risk.groups; group++) ratePerHour[square] += risk.ratesPerHour[index * risk.groups + group];
  });
  const total = expected.reduce((sum, value) => sum + value, 0);
  const view = { window: { from: input.from, to: input.to }, riskVersion: risk.id, expectedIncidents: total };
  if (input.by === 'square')
    return {
      ...view,
      perSquare: { geometryVersion: ground.geometryVersion, expectedIncidents: encodeColumn(Float32Array.from(expected)) },
      rows: [],
    };

  const column = ground.squares[AREA_COLUMN[input.by]];
  const happened = await countsByArea(app, ground, column, window);
  const sums = new Map<number, { squares: number; expected: number; ratePerHour: number }>();
  column.forEach((id, square) => {
    const sum = sums.get(id) ?? { squares: 0, expected: 0, ratePerHour: 0 };
    sum.squares++;
    sum.expected += expected[square];
    sum.ratePerHour += ratePerHour[square];
    sums.set(id, sum);
  });
  const rows = ground.jurisdictions
    .filter((area) => area.level === input.by)
    .map((area): RiskAreaRow => {
      const sum = sums.get(area.id) ?? { squares: 0, expected: 0, ratePerHour: 0 };
      const [low, high] =
        sum.ratePerHour === 0
          ? [0, 0]
          : rateInterval(sum.ratePerHour, risk.exposureHours, risk.policeCellDispersion).map((end) => end / sum.ratePerHour);
      return {
        jurisdictionId: area.id,
        name: area.name,
        squares: sum.squares,
        expectedIncidents: sum.expected,
        interval: input.by === 'police-cell' ? [low * sum.expected, high * sum.expected] : undefined,
        fraction: total === 0 ? 0 : sum.expected / total,
        incidents: happened === undefined ? undefined : (happened.get(area.id) ?? 0),
      };
    })
    .sort((a, b) => b.expectedIncidents - a.expectedIncidents || a.jurisdictionId - b.jurisdictionId);
  return { ...view, perSquare: undefined, rows };
}

/** Street incidents of the window by the area of their square; undefined when the records do not reach its end. */
async function countsByArea(
  app: App,
  ground: Ground,
  column: Int32Array,
  window: { readonly fromMs: number; readonly toMs: number },
): Promise<ReadonlyMap<number, number> | undefined> {
  const incidents = await app.query(async (scoped) => {
    const newestMs = (await newestRecords(scoped)).incidents;
    return newestMs === undefined || newestMs < window.toMs ? undefined : incidentsInWindow(scoped, window);
  });
  if (incidents === undefined) return undefined;
  const counts = new Map<number, number>();
  for (const id of incidents.squareId) {
    const square = ground.indexOf(id);
    if (square !== undefined) counts.set(column[square], (counts.get(column[square]) ?? 0) + 1);
  }
  return counts;
}
