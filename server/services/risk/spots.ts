import { newestRecords } from '@beatline/db/queries/deployment';
import { areaTrends } from '@beatline/shared/evaluation/cell_trends';
import type { EmergingSpot } from '@beatline/shared/evaluation/emerging_spots';
import { squareCenter, squareIdAt } from '@beatline/shared/geo/lattice';
import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type { CellTrend, Spot, SpotsView } from '@beatline/shared/model/views/spots_view';
import type { RiskIncidents } from '@beatline/shared/risk/risk_model';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import type { SpotsInput } from '../../routers/risk_inputs';
import { isoInZone } from '../iso_in_zone';
import { readDemand } from './demand';

const DAY_MS = 86_400_000;
const RECENT_DAYS = 28;
const EARLIER_DAYS = 365;
/** Fewer earlier days say too little about what is usual. Chosen: twice the recent ones. */
const FEWEST_EARLIER_DAYS = 2 * RECENT_DAYS;
/** Recent and earlier incidents together, below which nothing is tested. Chosen. */
const FEWEST_INCIDENTS = 100;
/** At most this share of each list may be chance. */
const FALSE_DISCOVERY_RATE = 0.05;
/** Neighbouring squares and those at the corners. */
const NEIGHBOR_SQUARES = 1.5;
const TREND_MONTHS = 24;
const FEWEST_MONTHS = 12;
/** A police cell with fewer incidents over all months is not tested: one a month. Chosen. */
const FEWEST_PER_MONTH = 1;

/** Emerging and fading spots of the newest four weeks against the year before them, and police cells that rise or fall over the months. */
export async function riskSpots(app: App, input: SpotsInput): Promise<SpotsView> {
  const ground = await app.ground.current();
  const { clock } = ground;
  const read = await app.query(async (scoped) => {
    const newestMs = Math.min((await newestRecords(scoped)).incidents ?? -Infinity, app.nowMs());
    const untilMs = Number.isFinite(newestMs) ? newestMs + 1 : app.nowMs();
    const historyDays = Math.max(RECENT_DAYS + EARLIER_DAYS, (TREND_MONTHS + 2) * 31);
    return {
      untilMs,
      incidents: (await readDemand(scoped, { untilMs, historyDays, projection: ground.projection, group: input.group })).incidents,
    };
  });
  const { untilMs, incidents } = read;
  const recentFromMs = untilMs - RECENT_DAYS * DAY_MS;
  const firstMs = incidents.length === 0 ? untilMs : incidents.instantMs[0];
  const earlierFromMs = Math.min(recentFromMs, Math.max(firstMs, recentFromMs - EARLIER_DAYS * DAY_MS));
  const squareOf = squaresOf(ground, incidents);
  const squares = ground.data.squareId.length;
  const recent = countIn(incidents, squareOf, squares, recentFromMs, untilMs);
  const earlier = countIn(incidents, squareOf, squares, earlierFromMs, recentFromMs);
  const recentIncidents = recent.reduce((sum, count) => sum + count, 0);
  const earlierIncidents = earlier.reduce((sum, count) => sum + count, 0);
  const missing = whyNotTested(recentIncidents + earlierIncidents, (recentFromMs - earlierFromMs) / DAY_MS);
  const neighborMeters = NEIGHBOR_SQUARES * ground.deployment.cellMeters;
  const centers = Array.from(ground.data.squareId, (id) => squareCenter(id, ground.deployment.cellMeters));
  const tested =
    missing !== undefined
      ? undefined
      : await app.compute.run('spots', {
          x: Float64Array.from(centers, ({ x }) => x),
          y: Float64Array.from(centers, ({ y }) => y),
          recent,
          earlier,
          neighborMeters,
          falseDiscoveryRate: FALSE_DISCOVERY_RATE,
        });
  const window = (fromMs: number, toMs: number) => ({ from: isoInZone(clock, fromMs), to: isoInZone(clock, toMs) });
  return {
    group: input.group,
    recent: window(recentFromMs, untilMs),
    earlier: window(earlierFromMs, recentFromMs),
    recentIncidents,
    earlierIncidents,
    falseDiscoveryRate: FALSE_DISCOVERY_RATE,
    neighborMeters,
    tested: Math.max(tested?.testedEmerging ?? 0, tested?.testedFading ?? 0),
    emerging: await spotsOf(ground, tested?.emerging ?? []),
    fading: await spotsOf(ground, tested?.fading ?? []),
    ...trendsOf(ground, incidents, squareOf, firstMs, untilMs),
    missing,
  };
}

function whyNotTested(found: number, earlierDays: number): SpotsView['missing'] {
  if (found < FEWEST_INCIDENTS) return { code: 'too_few_incidents', incidents: found, needed: FEWEST_INCIDENTS };
  if (earlierDays < FEWEST_EARLIER_DAYS)
    return { code: 'short_history', days: Math.floor(earlierDays) + RECENT_DAYS, needed: FEWEST_EARLIER_DAYS + RECENT_DAYS };
  return undefined;
}

/** Index of the square of each incident, -1 outside. */
function squaresOf(ground: Ground, incidents: RiskIncidents): Int32Array {
  const { cellMeters } = ground.deployment;
  return Int32Array.from(
    { length: incidents.length },
    (_, i) => ground.indexOf(squareIdAt({ x: incidents.x[i], y: incidents.y[i] }, cellMeters)) ?? -1,
  );
}

function countIn(incidents: RiskIncidents, areaOf: Int32Array, areas: number, fromMs: number, toMs: number): Float64Array {
  const counts = new Float64Array(areas);
  for (let i = 0; i < incidents.length; i++)
    if (areaOf[i] >= 0 && incidents.instantMs[i] >= fromMs && incidents.instantMs[i] < toMs) counts[areaOf[i]]++;
  return counts;
}

async function spotsOf(ground: Ground, found: readonly EmergingSpot[]): Promise<Spot[]> {
  const idOf = (place: number) => ground.data.squareId[place];
  const names = await ground.describe(found.map(({ places }) => idOf(places[0])));
  return found.map(({ places, z, probability, recent, expected }) => {
    const squareId = idOf(places[0]);
    const name = names.get(squareId);
    return {
      squareIds: places.map(idOf),
      squareId,
      center: ground.centerOf(places[0]),
      placeName: name?.placeName ?? '',
      side: name?.side,
      policeCellName: name?.policeCellName,
      stationName: name?.stationName,
      recentIncidents: recent,
      expectedIncidents: expected,
      z,
      probability,
    };
  });
}

function trendsOf(
  ground: Ground,
  incidents: RiskIncidents,
  squareOf: Int32Array,
  firstMs: number,
  untilMs: number,
): Pick<SpotsView, 'trends' | 'trendMonths' | 'trendsTested' | 'trendsMissing'> {
  const cells = ground.jurisdictions.filter((area) => area.level === 'police-cell');
  const edges = monthEdges(ground.clock, firstMs, untilMs);
  const months = Math.max(0, edges.length - 1);
  const none = { trends: [], trendMonths: months, trendsTested: 0 };
  if (cells.length === 0) return { ...none, trendsMissing: { code: 'no_police_cells' } };
  if (months < FEWEST_MONTHS) return { ...none, trendsMissing: { code: 'short_history', months, needed: FEWEST_MONTHS } };
  const numberOf = new Map(cells.map((cell, number) => [cell.id, number]));
  const cellOf = squareOf.map((square) => (square < 0 ? -1 : (numberOf.get(ground.squares.policeCellId[square]) ?? -1)));
  const byMonth = edges.slice(1).map((toMs, month) => countIn(incidents, cellOf, cells.length, edges[month], toMs));
  const series = cells.map((_, cell) => byMonth.map((counts) => counts[cell]));
  const { trends, tested } = areaTrends(series, FEWEST_PER_MONTH * months, FALSE_DISCOVERY_RATE);
  return {
    trends: trends.map(({ area, tau, probability }): CellTrend => {
      const cell = cells[area];
      const direction = tau > 0 ? 'rising' : 'falling';
      return { jurisdictionId: cell.id, name: cell.name, center: cell.center, direction, tau, probability, months: series[area] };
    }),
    trendMonths: months,
    trendsTested: tested,
    trendsMissing:
      tested === 0
        ? {
            code: 'too_few_incidents',
            incidents: Math.max(...series.map((counts) => counts.reduce((sum, count) => sum + count, 0))),
            needed: months,
          }
        : undefined,
  };
}

/** Starts of local months from the first whole one of the records, at most so many before the month that is under way, and the start of that. */
function monthEdges(clock: SlotClock, firstMs: number, untilMs: number): number[] {
  const now = new Date(clock.localMs(untilMs));
  const edges = Array.from({ length: TREND_MONTHS + 1 }, (_, i) =>
    clock.instantOfLocalMs(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - TREND_MONTHS + i, 1)),
  );
  return edges.filter((edge) => edge >= firstMs);
}
