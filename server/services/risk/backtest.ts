import { newestRecords, requireDeployment } from '@beatline/db/queries/deployment';
import { listPlaces, type PlaceRow } from '@beatline/db/queries/places';
import { latticeCells } from '@beatline/db/queries/squares';
import type { BacktestScore } from '@beatline/shared/evaluation/backtest';
import { isChallenger, LADDER_MODELS, type BacktestModel } from '@beatline/shared/evaluation/model_ladder';
import { CALIBRATION_PARTS } from '@beatline/shared/evaluation/forecast_score';
import { comparePaired, flaggedCountOf, isChallengerOffered, poolOrigins } from '@beatline/shared/evaluation/predictive_accuracy';
import { rollingOrigins, type OriginStep } from '@beatline/shared/evaluation/rolling_origins';
import type { RasterIncidents } from '@beatline/shared/evaluation/score_models';
import { createProjection, type Projection } from '@beatline/shared/geo/projection';
import type { CategoryGroup } from '@beatline/shared/model/category';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { DEFAULT_RISK_PARAMETERS, type RiskIncidents } from '@beatline/shared/risk/risk_model';
import type { RasterPlaces } from '@beatline/shared/risk/challengers/place_features';
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
  readonly models?: readonly BacktestModel[] | undefined;
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
  /** Per incident, without the part that is the same for all models. */
  readonly logScore: number | undefined;
  /** Incidents expected and seen in each tenth of the cells, least expected first, over all origins. */
  readonly calibration: { readonly expected: readonly number[]; readonly observed: readonly number[] };
  /** Mean of the per-origin differences of the PAI to the default's, and its standard error; undefined for the default itself and below two origins with incidents. */
  readonly pairedDifference: number | undefined;
  readonly pairedStandardError: number | undefined;
  /** For challengers: whether it beat the default by more than that standard error, and so may replace it. */
  readonly offered: boolean | undefined;
}

const ORIGIN_STEPS: Readonly<Record<BacktestRequest['origins'], OriginStep>> = { weekly: { days: 7 }, monthly: 'monthly' };
const ALL_DAYS = 36_500;

/**
 * Back-tests the models on whatever street incidents the database holds, each beside the default, which runs along even when it was not asked for. What the area is, and
 * what is left out, is logged.
 */
export async function backtestRisk(
  app: App,
  request: BacktestRequest,
  options: { readonly onProgress?: (fractionDone: number) => void; readonly stopFlag?: Int32Array } = {},
): Promise<BacktestRow[]> {
  const asked = request.models ?? LADDER_MODELS;
  const read = await app.query(async (scoped) => {
    const deployment = await requireDeployment(scoped);
    const newestMs = (await newestRecords(scoped)).incidents;
    const { incidents, repeatCalls } = await readDemand(scoped, {
      untilMs: newestMs === undefined ? app.nowMs() : newestMs + 1,
      historyDays: ALL_DAYS,
      projection: createProjection(deployment.proj4),
      group: request.group,
    });
    return {
      deployment,
      incidents,
      repeatCalls,
      newestMs,
      places: asked.includes('elastic-net') ? await listPlaces(scoped) : undefined,
      cells: await latticeCells(scoped, request.cellMeters),
    };
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
      models: asked.includes('default') ? asked : [...asked, 'default'],
      places: read.places === undefined ? undefined : placesOnRaster(read.places, createProjection(read.deployment.proj4), ground),
      parameters: DEFAULT_RISK_PARAMETERS,
    },
    options,
  );
  const area = { flaggedSquareMeters: flaggedCount * request.cellMeters ** 2, areaSquareMeters };
  return asked.map((model) => rowOf(model, scores, area));
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

interface RasterGround {
  readonly raster: Raster;
  readonly incidents: RasterIncidents;
  readonly cells: number;
  /** Projected metres of the corner of its first column and row. */
  readonly west: number;
  readonly south: number;
}

/** The ground as a raster, with the incidents on it. Without jurisdictions the area is that of the cells with any incident. */
function rasterOf(
  cells: { readonly length: number; readonly column: Int32Array; readonly row: Int32Array } | undefined,
  incidents: RiskIncidents,
  cellMeters: number,
): RasterGround {
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
    west: firstColumn * cellMeters,
    south: firstRow * cellMeters,
  };
}

function placesOnRaster(places: readonly PlaceRow[], projection: Projection, { west, south }: RasterGround): RasterPlaces {
  const positions = places.map(({ location }) => projection.toMeters(location));
  return {
    kind: places.map(({ kind }) => kind),
    x: Float64Array.from(positions, ({ x }) => x - west),
    y: Float64Array.from(positions, ({ y }) => y - south),
  };
}

/** 400 MB of doubles: beyond it the positions are wrong rather than the area large. Chosen. */
const MAX_RASTER_CELLS = 50_000_000;

function rowOf(
  model: BacktestModel,
  scores: Readonly<Record<string, readonly BacktestScore[]>>,
  area: { readonly flaggedSquareMeters: number; readonly areaSquareMeters: number },
): BacktestRow {
  const list = scores[model] ?? [];
  const pooled = poolOrigins(list, area.flaggedSquareMeters, area.areaSquareMeters);
  const sum = (of: (score: BacktestScore) => number) => list.reduce((total, score) => total + of(score), 0);
  const byTenth = (of: (score: BacktestScore) => Float64Array) =>
    Array.from({ length: CALIBRATION_PARTS }, (_, part) => sum((score) => of(score)[part]));
  const placed = sum((score) => score.placed);
  const paired =
    model === 'default' ? undefined : comparePaired(list, scores['default'] ?? [], area.flaggedSquareMeters / area.areaSquareMeters);
  return {
    model,
    origins: pooled.origins,
    n: pooled.hits,
    N: pooled.events,
    hitRate: pooled.hitRate,
    pai: pooled.predictiveAccuracyIndex,
    paiStandardError: pooled.standardError,
    pei: pooled.predictiveEfficiencyIndex,
    rri: pooled.hits === 0 ? undefined : sum((score) => score.expectedHits) / pooled.hits,
    logScore: placed === 0 ? undefined : sum((score) => score.logScore * score.placed) / placed,
    calibration: { expected: byTenth((score) => score.decileExpected), observed: byTenth((score) => score.decileObserved) },
    pairedDifference: paired?.meanDifference,
    pairedStandardError: paired?.standardError,
    offered: isChallenger(model) ? isChallengerOffered(paired) : undefined,
  };
}
