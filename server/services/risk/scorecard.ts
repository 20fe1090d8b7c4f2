import { backtestOrigins, pendingForecasts, recordChoices, scoredForecasts, type ScoredOrigin } from '@beatline/db/queries/forecasts';
import { poolCalibration, poolScorecard, type ModelRecord, type Scorecard } from '@beatline/shared/evaluation/scorecard';
import { LADDER_MODELS } from '@beatline/shared/evaluation/model_ladder';
import { CATEGORY_GROUPS, type CategoryGroup } from '@beatline/shared/model/category';
import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type {
  ScorecardBasis,
  ScorecardHeadline,
  ScorecardMissing,
  ScorecardModel,
  ScorecardOrigin,
  ScorecardView,
} from '@beatline/shared/model/views/scorecard_view';
import type { App } from '../../app';
import type { ScorecardInput } from '../../routers/risk_inputs';
import { isoInZone } from '../iso_in_zone';
import { readDemand } from './demand';
import { FEWEST_YEARLY_INCIDENTS, FORECAST_HORIZON_DAYS, yearlyCounts } from './forecast_issue';

/** Origins listed: more than a year of days. */
const MOST_ORIGINS = 400;
const YEAR_DAYS = 365;
const [, DEFAULT_HORIZON_DAYS] = FORECAST_HORIZON_DAYS;

/** How forecasts did. Unless a basis is asked for: frozen forecasts as soon as any is scored, else the back-test. */
export async function scorecard(app: App, input: ScorecardInput): Promise<ScorecardView> {
  const { risk, clock, projection } = await app.ground.current();
  const { group } = input;
  const horizonDays = input.horizonDays ?? DEFAULT_HORIZON_DAYS;
  const read = await app.query(async (scoped) => {
    const available = await recordChoices(scoped);
    const isThere = (basis: ScorecardBasis) =>
      available.some((choice) => choice.basis === basis && choice.group === group && choice.horizonDays === horizonDays);
    const basis: ScorecardBasis = input.basis ?? (isThere('issued') || !isThere('backtest') ? 'issued' : 'backtest');
    const origins = await (basis === 'issued' ? scoredForecasts : backtestOrigins)(scoped, group, horizonDays);
    return { available, basis, origins, pending: await pendingForecasts(scoped, group, horizonDays) };
  });
  const card = poolScorecard(read.origins);
  const inForce = card?.models.find((model) => model.inForce);
  const headline = card === undefined || inForce === undefined ? undefined : headlineOf(card, inForce, clock);
  const iso = (instantMs: number) => isoInZone(clock, instantMs);
  const { newest, firstDueMs } = read.pending;
  return {
    basis: read.basis,
    group,
    horizonDays,
    headline,
    missing: headline === undefined ? await whyMissing() : undefined,
    models: headline === undefined || card === undefined ? [] : [...card.models].sort(plainestFirst).flatMap(modelOf),
    calibration:
      headline === undefined || inForce === undefined
        ? []
        : poolCalibration(inForce.entries).map((part, i) => ({ decile: i + 1, ...part })),
    origins: card === undefined || inForce === undefined ? [] : originsOf(card, inForce, clock),
    otherGroundOrigins: card?.otherGroundOrigins ?? 0,
    available: read.available,
    pending: {
      forecasts: read.pending.forecasts,
      newest:
        newest === undefined
          ? undefined
          : { issuedAt: iso(newest.issuedAtMs), from: iso(newest.window.fromMs), to: iso(newest.window.toMs) },
      firstDue: firstDueMs === undefined ? undefined : iso(firstDueMs),
    },
  };

  async function whyMissing(): Promise<ScorecardMissing> {
    if (card !== undefined) return { code: 'no_events' };
    if (risk === undefined) return { code: 'no_risk' };
    if (read.basis === 'backtest') return { code: 'no_backtest' };
    if (read.pending.forecasts > 0) return { code: 'none_due' };
    const nowMs = app.nowMs();
    const { incidents } = await app.query((scoped) => readDemand(scoped, { untilMs: nowMs, historyDays: YEAR_DAYS, projection, group }));
    return { code: 'none_issued', incidents: countOf(yearlyCounts(incidents, nowMs), group), needed: FEWEST_YEARLY_INCIDENTS };
  }
}

function countOf(counts: readonly number[], group: CategoryGroup | undefined): number {
  if (group !== undefined) return counts[CATEGORY_GROUPS.indexOf(group)];
  return counts.reduce((sum, count) => sum + count, 0);
}

function headlineOf(card: Scorecard<ScoredOrigin>, inForce: ModelRecord<ScoredOrigin>, clock: SlotClock): ScorecardHeadline | undefined {
  const { pooled, entries } = inForce;
  const first = entries[0];
  const last = entries.at(-1);
  if (pooled.hitRate === undefined || first === undefined || last === undefined) return undefined;
  return {
    areaFraction: card.areaFraction,
    areaSquareKilometers: (card.areaFraction * card.areaSquareMeters) / 1e6,
    hitRate: pooled.hitRate,
    lastYearHitRate: card.models.find(({ model }) => model === 'last-year')?.pooled.hitRate,
    hits: pooled.hits,
    incidents: pooled.events,
    origins: pooled.origins,
    from: isoInZone(clock, first.window.fromMs),
    to: isoInZone(clock, last.window.toMs),
  };
}

/** As the ladder has them; challengers after it, and the model in force last. */
function plainestFirst(a: ModelRecord<ScoredOrigin>, b: ModelRecord<ScoredOrigin>): number {
  const place = ({ model, inForce }: ModelRecord<ScoredOrigin>) => {
    const step = LADDER_MODELS.findIndex((name) => name === model);
    return inForce ? Infinity : step < 0 ? LADDER_MODELS.length : step;
  };
  return place(a) - place(b) || (a.model < b.model ? -1 : 1);
}

/** Nothing for a model without any incident in its windows: there are no rates to tell. */
function modelOf(record: ModelRecord<ScoredOrigin>): ScorecardModel[] {
  const { pooled } = record;
  if (pooled.hitRate === undefined || pooled.predictiveAccuracyIndex === undefined) return [];
  return [
    {
      model: record.model,
      inForce: record.inForce,
      origins: pooled.origins,
      hits: pooled.hits,
      incidents: pooled.events,
      hitRate: pooled.hitRate,
      predictiveAccuracyIndex: pooled.predictiveAccuracyIndex,
      standardError: pooled.standardError,
      predictiveEfficiencyIndex: pooled.predictiveEfficiencyIndex,
      expectedOverObserved: record.expectedOverObserved,
      logScore: record.logScore,
      againstInForce: record.againstInForce,
    },
  ];
}

function originsOf(card: Scorecard<ScoredOrigin>, inForce: ModelRecord<ScoredOrigin>, clock: SlotClock): ScorecardOrigin[] {
  const lastYear = new Map(
    card.models.find(({ model }) => model === 'last-year')?.entries.map((entry) => [entry.window.fromMs, entry.hits]) ?? [],
  );
  return inForce.entries
    .slice(-MOST_ORIGINS)
    .reverse()
    .map((entry) => ({
      issuedAt: isoInZone(clock, entry.issuedAtMs),
      from: isoInZone(clock, entry.window.fromMs),
      to: isoInZone(clock, entry.window.toMs),
      riskVersion: entry.riskId,
      incidents: entry.events,
      hits: entry.hits,
      expectedHits: entry.expectedHits,
      hitRate: entry.events === 0 ? undefined : entry.hits / entry.events,
      lastYearHits: lastYear.get(entry.window.fromMs),
    }));
}
