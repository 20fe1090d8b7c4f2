import type { RasterIncidents, ScoreModel } from '../../evaluation/score_models';
import { smoothField, type Raster } from '../raster';
import type { PlaceFeature } from './place_features';
import { fitPoissonElasticNet, largestPenalty, poissonMeans, type PoissonModel, type PoissonRows } from './poisson_elastic_net';

const DAY_MS = 86_400_000;

/** Lags: counts of the cell with these half-lives and over these last days, and kernels over what happened near. Chosen to reach from two blocks to a quarter of a town. */
const HALF_LIFE_DAYS = 730;
const LAG_DAYS = [30, 90, 365] as const;
const NEAR_METERS = [125, 250, 500] as const;
const RECENT_NEAR = { meters: 250, days: 90 } as const;

/** A lag enters as ln(value / its mean over cells + this), so that a coefficient is a power and a cell without any is not minus infinity. Chosen. */
const LOG_OFFSET = 0.1;

/** α: half lasso, half ridge. Chosen: lags repeat each other, and a lasso alone would pick one of them by chance. */
const LASSO_FRACTION = 0.5;
const PENALTIES = 15;
/** The weakest penalty tried, as a share of the one that leaves nothing. */
const WEAKEST_PENALTY = 1e-4;

/** Counts are learnt over this long after the features' instant, or a quarter of the history where it is short. */
const RESPONSE_DAYS = 182;
const RESPONSE_FRACTION = 0.25;
/** A fit is used for this long. */
const REFIT_DAYS = 28;

export interface ElasticNetModelSettings {
  /** The penalty is chosen once, on what lies before; the first origin of a back-test. */
  readonly historyUntilMs: number;
  /** Units of the raster in a metre. */
  readonly unitsPerMeter: number;
  readonly places?: readonly PlaceFeature[] | undefined;
}

/**
 * Poisson regression of the counts of cells on their lags and what stands there, with an elastic net, as a forecast. At an origin it has learnt from the features of half
 * a year before and what happened since; λ is the one that forecast the half year before `historyUntilMs` best. Where too little has happened to learn from, the
 * forecast says nothing about where. O(cells · (features² + bandwidth / cell)) a fit.
 */
export function elasticNetModel(settings: ElasticNetModelSettings): ScoreModel {
  let known: { readonly fittedAtMs: number; readonly penalty: number | undefined; readonly model: PoissonModel | undefined } | undefined;
  return (raster, incidents, originMs) => {
    const cells = cellsOfMask(raster.mask);
    const penalty =
      known === undefined ? choosePenalty(raster, cells, incidents, Math.min(originMs, settings.historyUntilMs), settings) : known.penalty;
    // the same for every origin of four weeks, whatever was asked for before
    const steps = Math.max(0, Math.floor((originMs - settings.historyUntilMs) / (REFIT_DAYS * DAY_MS)));
    const fittedAtMs = Math.min(originMs, settings.historyUntilMs + steps * REFIT_DAYS * DAY_MS);
    if (known?.fittedAtMs !== fittedAtMs) {
      const rows = rowsBefore(raster, cells, incidents, fittedAtMs, settings);
      const isLearnable = rows !== undefined && penalty !== undefined;
      known = {
        fittedAtMs,
        penalty,
        model: isLearnable ? fitPoissonElasticNet(rows, { penalty, lassoFraction: LASSO_FRACTION }) : undefined,
      };
    }
    const score = new Float64Array(raster.mask.length);
    if (known.model === undefined) return Float64Array.from(raster.mask);
    const means = poissonMeans(known.model, featuresAt(raster, cells, incidents, originMs, settings), cells.length);
    cells.forEach((cell, row) => (score[cell] = means[row]));
    return score;
  };
}

/** λ by which the half year before last forecasts the last one best, by Poisson log-likelihood; undefined where either is without incidents. */
export function choosePenalty(
  raster: Raster,
  cells: Int32Array,
  incidents: RasterIncidents,
  untilMs: number,
  settings: ElasticNetModelSettings,
): number | undefined {
  const responseMs = responseMsOf(incidents, untilMs);
  const learn = rowsBefore(raster, cells, incidents, untilMs - responseMs, settings, responseMs);
  const judge = rowsBefore(raster, cells, incidents, untilMs, settings, responseMs);
  if (learn === undefined || judge === undefined) return undefined;
  const most = largestPenalty(learn, LASSO_FRACTION);
  let best: { readonly penalty: number; readonly logLikelihood: number } | undefined;
  let model: PoissonModel | undefined;
  for (let step = 0; step < PENALTIES; step++) {
    const penalty = most * WEAKEST_PENALTY ** (step / (PENALTIES - 1));
    model = fitPoissonElasticNet(learn, { penalty, lassoFraction: LASSO_FRACTION }, model);
    const means = poissonMeans(model, judge.columns, judge.counts.length);
    let logLikelihood = 0;
    judge.counts.forEach((count, row) => (logLikelihood += count * Math.log(means[row]) - means[row]));
    if (best === undefined || logLikelihood > best.logLikelihood) best = { penalty, logLikelihood };
  }
  return best?.penalty;
}

function responseMsOf(incidents: RasterIncidents, untilMs: number): number {
  const firstMs = Math.min(untilMs, incidents.instantMs[0] ?? untilMs);
  return Math.min(RESPONSE_DAYS * DAY_MS, RESPONSE_FRACTION * (untilMs - firstMs));
}

/** Features as of the response's length before an instant with the counts since then, by cell; undefined when either has no incident. */
function rowsBefore(
  raster: Raster,
  cells: Int32Array,
  incidents: RasterIncidents,
  untilMs: number,
  settings: ElasticNetModelSettings,
  responseMs = responseMsOf(incidents, untilMs),
): PoissonRows | undefined {
  const fromMs = untilMs - responseMs;
  const byCell = new Float64Array(raster.mask.length);
  let before = 0;
  let since = 0;
  for (let i = 0; i < incidents.cell.length && incidents.instantMs[i] < untilMs; i++) {
    const cell = incidents.cell[i];
    if (cell < 0 || raster.mask[cell] === 0) continue;
    if (incidents.instantMs[i] < fromMs) before++;
    else {
      byCell[cell]++;
      since++;
    }
  }
  if (before === 0 || since === 0) return undefined;
  return { columns: featuresAt(raster, cells, incidents, fromMs, settings), counts: Float64Array.from(cells, (cell) => byCell[cell]) };
}

/** The features of every cell as of an instant: lags of what happened before it, and what stands there. */
function featuresAt(
  raster: Raster,
  cells: Int32Array,
  incidents: RasterIncidents,
  atMs: number,
  { unitsPerMeter, places = [] }: ElasticNetModelSettings,
): Float64Array[] {
  const decayed = new Float64Array(raster.mask.length);
  const recent = LAG_DAYS.map(() => new Float64Array(raster.mask.length));
  for (let i = 0; i < incidents.cell.length && incidents.instantMs[i] < atMs; i++) {
    const cell = incidents.cell[i];
    if (cell < 0 || raster.mask[cell] === 0) continue;
    const ageDays = (atMs - incidents.instantMs[i]) / DAY_MS;
    decayed[cell] += 2 ** (-ageDays / HALF_LIFE_DAYS);
    LAG_DAYS.forEach((days, lag) => {
      if (ageDays <= days) recent[lag][cell]++;
    });
  }
  const recentNear = recent[LAG_DAYS.indexOf(RECENT_NEAR.days)];
  const lags = [
    decayed,
    ...recent,
    ...NEAR_METERS.map((meters) => smoothField(raster, decayed, meters * unitsPerMeter)),
    smoothField(raster, recentNear, RECENT_NEAR.meters * unitsPerMeter),
  ];
  return [...lags.map((lag) => logOfLag(lag, cells)), ...places.map(({ byCell }) => Float64Array.from(cells, (cell) => byCell[cell]))];
}

function logOfLag(lag: Float64Array, cells: Int32Array): Float64Array {
  let total = 0;
  for (const cell of cells) total += lag[cell];
  const mean = total / cells.length;
  return Float64Array.from(cells, (cell) => Math.log((mean > 0 ? lag[cell] / mean : 0) + LOG_OFFSET));
}

function cellsOfMask(mask: Uint8Array): Int32Array {
  const cells: number[] = [];
  for (let cell = 0; cell < mask.length; cell++) if (mask[cell] === 1) cells.push(cell);
  return Int32Array.from(cells);
}
