import type { ForecastScore } from './forecast_score';
import { comparePaired, poolOrigins, type PooledAccuracy } from './predictive_accuracy';

/** One model's score at one origin, with what it flagged of what. */
export interface ScorecardEntry extends ForecastScore {
  readonly model: string;
  /** The model the others are held against. */
  readonly inForce: boolean;
  /** Start of its window: the same for all models of one origin. */
  readonly window: { readonly fromMs: number };
  /** Squares of the ground, their side, metres, and how many were flagged. */
  readonly squares: number;
  readonly cellMeters: number;
  readonly flagged: number;
}

export interface ModelRecord<Entry> {
  readonly model: string;
  readonly inForce: boolean;
  /** Oldest first. */
  readonly entries: readonly Entry[];
  readonly pooled: PooledAccuracy;
  readonly expectedOverObserved: number | undefined;
  readonly logScore: number | undefined;
  /** Mean per-origin difference of its PAI to the model in force; undefined for that model, and below two origins with incidents. */
  readonly againstInForce: { readonly meanDifference: number; readonly standardError: number } | undefined;
}

export interface Scorecard<Entry> {
  /** In the order the models come in the newest origin. */
  readonly models: readonly ModelRecord<Entry>[];
  /** Share of the area each forecast flagged. */
  readonly areaFraction: number;
  readonly areaSquareMeters: number;
  /** Origins on another ground than the newest, or with another number of flagged squares: their accuracy is of another area. */
  readonly otherGroundOrigins: number;
}

/**
 * Pools scored forecasts of one kind by model (METHODS 6): sums of hits over sums of events, standard errors over origins, models compared by their paired per-origin
 * difference on the origins both have. Undefined without any. O(entries).
 */
export function poolScorecard<Entry extends ScorecardEntry>(entries: readonly Entry[]): Scorecard<Entry> | undefined {
  const newest = entries.reduce<Entry | undefined>(
    (best, entry) => (best === undefined || entry.window.fromMs > best.window.fromMs ? entry : best),
    undefined,
  );
  if (newest === undefined) return undefined;
  const alike = (entry: Entry) =>
    entry.squares === newest.squares && entry.cellMeters === newest.cellMeters && entry.flagged === newest.flagged;
  const originsOf = (list: readonly Entry[]) => new Set(list.map((entry) => entry.window.fromMs)).size;
  const kept = entries.filter(alike);
  const squareMeters = newest.cellMeters ** 2;
  const areaSquareMeters = newest.squares * squareMeters;
  const inForce = byOrigin(kept.filter((entry) => entry.inForce));
  const names = [...new Set(kept.map((entry) => entry.model))];
  return {
    models: names.map((model) => {
      const own = [...byOrigin(kept.filter((entry) => entry.model === model)).values()];
      const isInForce = own.some((entry) => entry.inForce);
      const pooled = poolOrigins(own, newest.flagged * squareMeters, areaSquareMeters);
      const shared = own.filter((entry) => inForce.has(entry.window.fromMs));
      const placed = own.reduce((sum, entry) => sum + entry.placed, 0);
      return {
        model,
        inForce: isInForce,
        entries: own,
        pooled,
        expectedOverObserved: pooled.hits === 0 ? undefined : own.reduce((sum, entry) => sum + entry.expectedHits, 0) / pooled.hits,
        logScore: placed === 0 ? undefined : own.reduce((sum, entry) => sum + entry.logScore * Math.max(entry.placed, 1), 0) / placed,
        againstInForce: isInForce
          ? undefined
          : comparePaired(
              shared,
              shared.map((entry) => inForce.get(entry.window.fromMs) ?? entry),
              newest.flagged / newest.squares,
            ),
      };
    }),
    areaFraction: newest.flagged / newest.squares,
    areaSquareMeters,
    otherGroundOrigins: originsOf(entries.filter((entry) => !alike(entry))),
  };
}

/** Entries by the start of their window, oldest first. */
function byOrigin<Entry extends ScorecardEntry>(entries: readonly Entry[]): Map<number, Entry> {
  return new Map([...entries].sort((a, b) => a.window.fromMs - b.window.fromMs).map((entry) => [entry.window.fromMs, entry]));
}

/** Expected and observed incidents of a tenth of the squares over all origins. */
export interface PooledDecile {
  readonly expected: number;
  readonly observed: number;
  /** 95 % interval of the observed sum by its spread over origins, undefined below two. */
  readonly interval: readonly [low: number, high: number] | undefined;
}

const NORMAL_97_5 = 1.959963984540054;

/** Calibration by tenths, pooled over the origins of one model. */
export function poolCalibration(entries: readonly ForecastScore[]): PooledDecile[] {
  const [first] = entries;
  if (first === undefined) return [];
  return Array.from(first.decileExpected, (_, part) => {
    const observed = entries.reduce((sum, entry) => sum + entry.decileObserved[part], 0);
    const mean = observed / entries.length;
    const squares = entries.reduce((sum, entry) => sum + (entry.decileObserved[part] - mean) ** 2, 0);
    const margin = NORMAL_97_5 * Math.sqrt((entries.length * squares) / (entries.length - 1));
    return {
      expected: entries.reduce((sum, entry) => sum + entry.decileExpected[part], 0),
      observed,
      interval: entries.length < 2 ? undefined : ([Math.max(0, observed - margin), observed + margin] as const),
    };
  });
}
