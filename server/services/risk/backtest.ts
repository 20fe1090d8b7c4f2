import { newestRecords, requireDeployment } from '@beatline/db/queries/deployment';
import { latticeCells } from '@beatline/db/queries/squares';
import type { BacktestScore } from '@beatline/shared/evaluation/backtest';
import { LADDER_MODELS, type LadderModel } from '@beatline/shared/evaluation/model_ladder';
import { flaggedCountOf, poolOrigins } from '@beatline/shared/evaluation/predictive_accuracy';
import { rollingOrigins, type OriginStep } from '@beatline/shared/evaluation/rolling_origins';
import type { RasterIncidents } from '@beatline/shared/evaluation/score_models';
import { createProjection } from '@beatline/shared/geo/projection';
import type { CategoryGroup } from '@beatline/shared/model/category';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { DEFAULT_RISK_PARAMETERS, type RiskIncidents } from '@beatline/shared/risk/risk_model';
import type { Raster } from '@beatline/shared/risk/raster';
import type { App } from '../../app';
import { isoInZone } from '../iso_in_zone';
import { readDemand } from './demand';

export interface BacktestRequest {
  /** First origin, local day `2026-11-21`. */
  readonly from: string;
  /** Windows end by this local day; default: the day of the newest incident. */
  readonly to?: string | undefined;
  readonly origins: 'weekly' | 'monthly';
  readonly windowDays: number;
  readonly cellMeters: number;
  readonly flaggedSquareKilometers: number;
  readonly group?: CategoryGroup | undefined;
  readonly models?: readonly LadderModel[] | undefined;
}

/** One model of the answer of `risk backtest` (COMMANDS). */
export interface BacktestRow {
  readonly model: string;
  readonly origins: number;
  /** Incidents in the flagged cells, and in all. */
  readonly n: number;
  readonly N: number;
  readonly hitRate: number | undefined;
  readonly pai: number | undefined;
  readonly paiStandardError: number | undefined;
  readonly pei: number | undefined;
  /** Expected over observed in the flagged cells. */
  readonly rri: number | undefined;
  readonly logScore: number | undefined;
}

const ORIGIN_STEPS: Readonly<Record<BacktestRequest['origins'], OriginStep>> = { weekly: { days: 7 }, monthly: 'monthly' };
const ALL_DAYS = 36_500;

/** Back-tests the models on whatever street incidents the database holds. What the area is, and what is left out, is logged. */
export async function backtestRisk(
  app: App,
  request: BacktestRequest,
  options: { readonly onProgress?: (fractionDone: number) => void; readonly stopFlag?: Int32Array } = {},
): Promise<BacktestRow[]> {
  const read = await app.query(async (scoped) => {
    const deployment = await requireDeployment(scoped);
    const newestMs = (await newestRecords(scoped)).incidents;
    const { incidents, repeatCalls } = await readDemand(scoped, {
      untilMs: newestMs === undefined ? app.nowMs() : newestMs + 1,
      historyDays: ALL_DAYS,
      projection: createProjection(deployment.proj4),
      group: request.group,
    });
    return { deployment, incidents, repeatCalls, newestMs, cells: await latticeCells(scoped, request.cellMeters) };
  });
  if (read.incidents.length === 0 || read.newestMs === undefined)
    throw new Refusal('no_incidents', 'there are no street incidents with a place to test forecasts on', 'import incidents first');
  const clock = createSlotClock(read.deployment.timeZone);
  const ground = rasterOf(read.cells, read.incidents, request.cellMeters);
  const areaSquareMeters = ground.cells * request.cellMeters ** 2;
  const flaggedCount = flaggedCountOf(request.flaggedSquareKilometers * 1e6, request.cellMeters);
  if (flaggedCount < 1 || flaggedCount > ground.cells)
    throw new Refusal(
      'bad_area',
      `${request.flaggedSquareKilometers} km² is ${flaggedCount} cells of ${request.cellMeters} m, the area has ${ground.cells}`,
      'give another --area-km2 or --cell-meters',
    );
  const toDay = request.to ?? isoInZone(clock, read.newestMs).slice(0, 10);
  const origins = originsOf(request, toDay, (localMs) => clock.instantOfLocalMs(localMs));
  app.log(
    `back-test: ${read.cells === undefined ? 'cells with any incident (there are no jurisdictions)' : 'cells whose centre lies in a jurisdiction'}, ` +
      `${ground.cells} cells, ${(areaSquareMeters / 1e6).toFixed(2)} km²; ${flaggedCount} flagged; ${origins.length} origins; ${read.incidents.length} street incidents with a place, ${read.repeatCalls} repeat calls merged`,
  );
  const scores = await app.compute.run(
    'backtest',
    {
      raster: ground.raster,
      incidents: ground.incidents,
      origins,
      flaggedCount,
      models: request.models ?? LADDER_MODELS,
      parameters: DEFAULT_RISK_PARAMETERS,
    },
    options,
  );
  return Object.entries(scores).map(([model, list]) => rowOf(model, list, flaggedCount * request.cellMeters ** 2, areaSquareMeters));
}

function originsOf(request: BacktestRequest, toDay: string, instantOfLocalMs: (localMs: number) => number) {
  const none = () =>
    new Refusal(
      'no_origins',
      `no window of ${request.windowDays} days fits from ${request.from} to ${toDay}`,
      'choose an earlier --from, a later --to or a shorter --window',
    );
  if (!(Date.parse(toDay) > Date.parse(request.from))) throw none();
  const origins = rollingOrigins({
    fromDay: request.from,
    toDay,
    step: ORIGIN_STEPS[request.origins],
    windowDays: request.windowDays,
    instantOfLocalMs,
  });
  if (origins.length === 0) throw none();
  return origins;
}

/** The ground as a raster, with the incidents on it. Without jurisdictions the area is that of the cells with any incident. */
function rasterOf(
  cells: { readonly length: number; readonly column: Int32Array; readonly row: Int32Array } | undefined,
  incidents: RiskIncidents,
  cellMeters: number,
): { readonly raster: Raster; readonly incidents: RasterIncidents; readonly cells: number } {
  const columnOf = (i: number) => Math.floor(incidents.x[i] / cellMeters);
  const rowOf = (i: number) => Math.floor(incidents.y[i] / cellMeters);
  const column = cells?.column ?? Int32Array.from({ length: incidents.length }, (_, i) => columnOf(i));
  const row = cells?.row ?? Int32Array.from({ length: incidents.length }, (_, i) => rowOf(i));
  const firstColumn = column.reduce((least, value) => Math.min(least, value), Infinity);
  const firstRow = row.reduce((least, value) => Math.min(least, value), Infinity);
  const columns = column.reduce((most, value) => Math.max(most, value), -Infinity) - firstColumn + 1;
  const rows = row.reduce((most, value) => Math.max(most, value), -Infinity) - firstRow + 1;
  if (columns * rows > MAX_RASTER_CELLS)
    throw new Refusal(
      'too_many_squares',
      `the area spans ${columns} x ${rows} cells of ${cellMeters} m`,
      'give larger cells with --cell-meters',
    );
  const mask = new Uint8Array(columns * rows);
  for (let i = 0; i < column.length; i++) mask[(column[i] - firstColumn) * rows + (row[i] - firstRow)] = 1;
  const cellOf = (i: number): number => {
    const c = columnOf(i) - firstColumn;
    const r = rowOf(i) - firstRow;
    return c < 0 || r < 0 || c >= columns || r >= rows ? -1 : c * rows + r;
  };
  return {
    raster: { columns, rows, cellWidth: cellMeters, cellHeight: cellMeters, mask },
    incidents: {
      instantMs: incidents.instantMs,
      cell: Int32Array.from({ length: incidents.length }, (_, i) => cellOf(i)),
      x: incidents.x.map((x) => x - firstColumn * cellMeters),
      y: incidents.y.map((y) => y - firstRow * cellMeters),
    },
    cells: mask.reduce((sum, on) => sum + on, 0),
  };
}

/** 400 MB of doubles: beyond it the positions are wrong rather than the area large. Chosen. */
const MAX_RASTER_CELLS = 50_000_000;

function rowOf(model: string, scores: readonly BacktestScore[], flaggedSquareMeters: number, areaSquareMeters: number): BacktestRow {
  const pooled = poolOrigins(scores, flaggedSquareMeters, areaSquareMeters);
  const expectedHits = scores.reduce((sum, score) => sum + score.expectedHits, 0);
  const placed = scores.reduce((sum, score) => sum + score.events, 0);
  return {
    model,
    origins: pooled.origins,
    n: pooled.hits,
    N: pooled.events,
    hitRate: pooled.hitRate,
    pai: pooled.predictiveAccuracyIndex,
    paiStandardError: pooled.standardError,
    pei: pooled.predictiveEfficiencyIndex,
    rri: pooled.hits === 0 ? undefined : expectedHits / pooled.hits,
    logScore: placed === 0 ? undefined : scores.reduce((sum, score) => sum + score.logScore * score.events, 0) / placed,
  };
}
