import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '@beatline/db/engine/database';
import type { App } from '@beatline/server/app';
import { createApp } from '@beatline/server/create_app';
import { explainSquare } from '@beatline/server/services/cells/explain';
import { loadedDemo } from './loaded_demo';

// A day of the demo city worked out from the definitions of presence, visit, hold, covered and gap, with nothing of shared/: what the tables hold, and METHODS.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The demo city keeps Beijing time, which has no summer time. */
const ZONE_MS = 8 * HOUR_MS;
/** T and D in minutes by tier code: red, orange, yellow, blue. */
const STANDARDS = [
  { revisit: 60, dwell: 10 },
  { revisit: 120, dwell: 10 },
  { revisit: 480, dwell: 5 },
  { revisit: 2880, dwell: 2 },
] as const;
/** Weight of a second by mode code (vehicle, bike, foot, drone, post, video) for sworn and auxiliary; drones count for yellow and blue only, video for none. */
const WEIGHTS = [1, 1, 1.5, 0.5, 1, 0] as const;
const DRONE = 3;
/** Force kinds that count everywhere: sworn, auxiliary, office support; the others for yellow and blue only, and all but sworn and auxiliary by half. */
const STREET_KINDS = [0, 1, 2];
const FULL_KINDS = [0, 1];
const INTERRUPTION_MS = 120_000;
const INFERRED = 1;
const PATROL = 0;

interface Sighting {
  readonly fromMs: number;
  readonly toMs: number;
  readonly mode: number;
  readonly kind: number;
  readonly evidence: number;
  readonly duty: number;
}

interface Visit {
  readonly fromMs: number;
  readonly toMs: number;
  readonly dwellSeconds: number;
}

interface Square {
  readonly id: number;
  /** By shift band: nights, days and evenings of working days, then of weekends. */
  readonly tiers: readonly number[];
}

let app: App;
let window: { readonly fromMs: number; readonly toMs: number };

beforeAll(async () => {
  const { dataFolder } = await loadedDemo();
  app = createApp(await openDatabase({ dataFolder }), { threads: false, log: () => undefined });
  const [newest] = await rowsOf<{ ms: number }>('SELECT extract(epoch FROM max(start_at))::float8 * 1000 AS ms FROM presence_interval');
  const today = Math.floor(((newest?.ms ?? 0) + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;
  window = { fromMs: today - DAY_MS, toMs: today };
});

afterAll(() => app.close());

function rowsOf<Row extends object>(text: string): Promise<readonly Row[]> {
  return app.query(async (scoped) => (await scoped.session.query<Row>(text)).rows);
}

const sqlTime = (ms: number) => `'${new Date(ms).toISOString()}'::timestamptz`;

/** The square of a tier, the same in all bands, that most units patrolled on the day. */
async function busiestOf(tier: number): Promise<Square> {
  const [row] = await rowsOf<{ id: number }>(
    `SELECT square_id::float8 AS id FROM presence_interval JOIN tier USING (square_id)
     WHERE start_at >= ${sqlTime(window.fromMs)} AND start_at < ${sqlTime(window.toMs)} AND duty = ${PATROL} AND NOT seen_only
       AND tiers = ARRAY[${Array.from({ length: 6 }, () => tier).join(',')}]::smallint[] AND risk_id = (SELECT max(id) FROM risk)
     GROUP BY square_id ORDER BY count(DISTINCT unit_id) DESC, square_id LIMIT 1`,
  );
  if (row === undefined) throw new Error(`no square is of tier ${tier} in all bands and was patrolled`);
  return { id: row.id, tiers: Array.from({ length: 6 }, () => tier) };
}

/** The most patrolled square whose tier is not the same by night, day and evening of the day. */
async function busiestThatChanges(): Promise<Square> {
  const [row] = await rowsOf<{ id: number; tiers: readonly number[] }>(
    `SELECT square_id::float8 AS id, tiers::integer[] AS tiers FROM presence_interval JOIN tier USING (square_id)
     WHERE start_at >= ${sqlTime(window.fromMs)} AND start_at < ${sqlTime(window.toMs)} AND duty = ${PATROL} AND NOT seen_only
       AND (tiers[1] <> tiers[2] OR tiers[2] <> tiers[3]) AND (tiers[4] <> tiers[5] OR tiers[5] <> tiers[6]) AND risk_id = (SELECT max(id) FROM risk)
     GROUP BY square_id, tiers ORDER BY count(DISTINCT unit_id) DESC, square_id LIMIT 1`,
  );
  if (row === undefined) throw new Error('no patrolled square changes its tier');
  return row;
}

async function sightingsOf(square: number): Promise<readonly Sighting[]> {
  return rowsOf<Sighting>(
    `SELECT extract(epoch FROM start_at)::float8 * 1000 AS "fromMs", extract(epoch FROM end_at)::float8 * 1000 AS "toMs", mode, kind, evidence, duty
     FROM presence_interval WHERE square_id = ${square} AND start_at < ${sqlTime(window.toMs)} AND start_at >= ${sqlTime(window.fromMs - 10 * DAY_MS)} ORDER BY start_at`,
  );
}

function weightOf({ mode, kind }: Sighting, tier: number): number {
  const isRelaxed = tier >= 2;
  if ((mode === DRONE || !STREET_KINDS.includes(kind)) && !isRelaxed) return 0;
  return (WEIGHTS[mode] ?? 0) * (FULL_KINDS.includes(kind) ? 1 : 0.5);
}

/** Sight merged over interruptions of up to two minutes; the dwell is the integral of the largest weight present. */
function visitsOf(sightings: readonly Sighting[], tier: number): Visit[] {
  const counted = sightings.filter((one) => one.duty === PATROL && weightOf(one, tier) > 0);
  const visits: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of counted) {
    const last = visits.at(-1);
    const end = Math.min(toMs, window.toMs);
    if (last !== undefined && fromMs - last.toMs <= INTERRUPTION_MS) last.toMs = Math.max(last.toMs, end);
    else visits.push({ fromMs, toMs: end });
  }
  return visits.map(({ fromMs, toMs }) => {
    const edges = [...new Set([fromMs, toMs, ...counted.flatMap((one) => [one.fromMs, Math.min(one.toMs, toMs)])])]
      .filter((ms) => ms >= fromMs && ms <= toMs)
      .toSorted((a, b) => a - b);
    let dwell = 0;
    for (const [i, edge] of edges.slice(1).entries()) {
      const middle = ((edges[i] ?? 0) + edge) / 2;
      const present = counted.filter((one) => one.fromMs <= middle && middle < one.toMs).map((one) => weightOf(one, tier));
      dwell += Math.max(0, ...present) * (edge - (edges[i] ?? 0));
    }
    return { fromMs, toMs, dwellSeconds: dwell / 1000 };
  });
}

function holdSecondsOf(visit: Visit, tier: number): number {
  const { revisit, dwell } = STANDARDS[tier] ?? STANDARDS[3];
  return revisit * 60 * Math.min(1, visit.dwellSeconds / (dwell * 60)) ** 2;
}

/** ρ by local hour of the day: 168 · Σ R·π over the groups. */
async function ratesOf(square: number): Promise<readonly number[]> {
  const monday = 4 * DAY_MS;
  const day = Math.floor((window.fromMs + ZONE_MS - monday) / DAY_MS) % 7;
  const rows = await rowsOf<{ hour: number; rate: number }>(
    `SELECT hour, sum(168 * rates_per_hour[g]::float8 * profiles[(profile_area * group_count + g - 1) * 168 + ${day * 24} + hour + 1]::float8)::float8 AS rate
     FROM risk JOIN risk_square ON risk_id = id, generate_series(0, 23) AS hour, generate_series(1, group_count) AS g
     WHERE id = (SELECT max(id) FROM risk) AND square_id = ${square} GROUP BY hour ORDER BY hour`,
  );
  return rows.map((row) => row.rate);
}

/** Seconds in standard and incidents expected out of it, over the day. */
function coverageOf(sightings: readonly Sighting[], square: Square, rates: readonly number[]): { covered: number; gap: number } {
  const isWeekend = [0, 6].includes(new Date(window.fromMs + ZONE_MS).getUTCDay());
  let covered = 0;
  let gap = 0;
  for (let hour = 0; hour < 24; hour++) {
    const tier = square.tiers[Math.floor(hour / 8) + (isWeekend ? 3 : 0)] ?? 3;
    const held = visitsOf(sightings, tier).map((visit) => ({
      fromMs: visit.fromMs,
      toMs: visit.toMs + 1000 * holdSecondsOf(visit, tier),
    }));
    const fromMs = window.fromMs + hour * HOUR_MS;
    const toMs = fromMs + HOUR_MS;
    const edges = [fromMs, ...held.flatMap((visit) => [visit.fromMs, visit.toMs]), toMs]
      .filter((ms) => ms >= fromMs && ms <= toMs)
      .toSorted((a, b) => a - b);
    for (const [i, edge] of edges.slice(1).entries()) {
      const from = edges[i] ?? 0;
      const middle = (from + edge) / 2;
      if (held.some((visit) => visit.fromMs <= middle && middle < visit.toMs)) covered += (edge - from) / 1000;
      else gap += ((rates[hour] ?? 0) * (edge - from)) / HOUR_MS;
    }
  }
  return { covered, gap };
}

const iso = (ms: number) => new Date(ms).toISOString();

test.each([
  ['a red square', () => busiestOf(0)],
  ['a yellow square', () => busiestOf(2)],
  ['a square that changes its tier over the day', busiestThatChanges],
])('%s of the demo city: visits, holds, covered time and gap of a day are those of the definitions', async (_, pick) => {
  const square = await pick();
  const [sightings, rates] = [await sightingsOf(square.id), await ratesOf(square.id)];
  const told = await explainSquare(app, { squareId: square.id, from: iso(window.fromMs), to: iso(window.toMs) });

  // the last hour of the day is what the visits are held to
  const isWeekend = [0, 6].includes(new Date(window.fromMs + ZONE_MS).getUTCDay());
  const tier = square.tiers[isWeekend ? 5 : 2] ?? 3;
  const visits = visitsOf(
    sightings.filter((one) => one.evidence <= INFERRED),
    tier,
  ).filter((visit) => visit.fromMs >= window.fromMs);
  const toldVisits = told.visits.filter((visit) => Date.parse(visit.from) >= window.fromMs);
  expect(visits.length).toBeGreaterThan(2);
  expect(toldVisits.map((visit) => [Date.parse(visit.from), Date.parse(visit.to)])).toEqual(
    visits.map((visit) => [visit.fromMs, visit.toMs]),
  );
  for (const [i, visit] of visits.entries()) {
    expect(toldVisits[i]?.dwellSeconds).toBeCloseTo(visit.dwellSeconds, 6);
    expect(toldVisits[i]?.holdSeconds).toBeCloseTo(holdSecondsOf(visit, tier), 6);
  }

  expect(told.riskByHour).toHaveLength(24);
  for (const [hour, rate] of rates.entries()) expect(told.riskByHour[hour]).toBeCloseTo(rate, 9);
  expect(told.expectedIncidents).toBeCloseTo(
    rates.reduce((sum, rate) => sum + rate, 0),
    9,
  );
  const both = coverageOf(
    sightings.filter((one) => one.evidence <= INFERRED),
    square,
    rates,
  );
  const observed = coverageOf(
    sightings.filter((one) => one.evidence === 0),
    square,
    rates,
  );
  expect(told.coveredSeconds).toBeCloseTo(both.covered, 3);
  expect(told.gapIncidents[0]).toBeCloseTo(both.gap, 9);
  expect(told.gapIncidents[1]).toBeCloseTo(observed.gap, 9);
  expect(both.covered).toBeGreaterThan(0);
  expect(both.gap).toBeGreaterThan(0);
});
