import { desc, eq, inArray, sql } from 'drizzle-orm';
import { patrolModeSchema, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { Plan, PlanRoute, PlanState, PlanStop } from '@beatline/shared/model/plan';
import type { PlanSummary } from '@beatline/shared/model/views/plan_view';
import { Refusal } from '@beatline/shared/model/refusal';
import { tierSchema } from '@beatline/shared/model/tier';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { geometryHex, pointHex } from '../engine/well_known_binary';
import { line, plan, stop } from '../schema/plan';

/** The next free plan code of a day, e.g. 1120-07 for the prefix 1120. */
export async function nextPlanCode(scoped: Scoped, prefix: string): Promise<string> {
  const [row] = await scoped.tx.execute<{ last: number | null }>(
    sql`SELECT max(substring(code FROM '-([0-9]+)$')::integer) AS last FROM plan WHERE code LIKE ${`${prefix}-%`}`,
  );
  return `${prefix}-${String((row?.last ?? 0) + 1).padStart(2, '0')}`;
}

/** Keeps a suggested plan as a draft. Throws a Refusal when its code is taken. */
export async function insertPlan(
  scoped: Scoped,
  input: { readonly plan: Plan; readonly createdAtMs: number; readonly stationId?: number },
): Promise<void> {
  const p = input.plan;
  const taken = await scoped.tx.select({ id: plan.id }).from(plan).where(eq(plan.code, p.plan));
  if (taken.length > 0) throw new Refusal('plan_code', `there is already a plan ${p.plan}`);
  const [row] = await scoped.tx
    .insert(plan)
    .values({
      code: p.plan,
      createdAt: input.createdAtMs,
      windowFrom: Date.parse(p.window.from),
      windowTo: Date.parse(p.window.to),
      startLocation: p.start === undefined ? null : pointHex(p.start.location),
      startName: p.start?.name ?? null,
      expectedIncidents: p.expectedIncidents,
      gapBefore: p.gapBefore,
      gapAfter: p.gapAfter,
      greedyGapAfter: p.greedyGapAfter,
      zeroTravelGapBound: p.zeroTravelGapBound,
      coverageBefore: p.coverageBefore,
      coverageAfter: p.coverageAfter,
      redOverdueBefore: p.redOverdueBefore,
      redOverdueAfter: p.redOverdueAfter,
      remaining: [...p.remaining],
      searchSeconds: p.seconds,
      iterations: p.iterations,
      seed: p.seed,
      stationId: input.stationId ?? null,
    })
    .returning({ id: plan.id });
  if (row === undefined) throw new Error('no plan was made');
  for (const [order, route] of p.routes.entries()) await insertLine(scoped, row.id, order, route);
}

async function insertLine(scoped: Scoped, planId: number, order: number, route: PlanRoute): Promise<void> {
  const [first] = route.geometry.coordinates;
  const coordinates = route.geometry.coordinates.length === 1 && first !== undefined ? [first, first] : route.geometry.coordinates;
  const [row] = await scoped.tx
    .insert(line)
    .values({
      planId,
      lineOrder: order,
      unitCode: route.unit,
      mode: route.mode,
      distanceMeters: route.distanceMeters,
      driveSeconds: route.driveSeconds,
      dwellSeconds: route.dwellSeconds,
      startsAt: Date.parse(route.startAt),
      endsAt: Date.parse(route.endAt),
      geom: geometryHex({ type: 'LineString', coordinates }),
      droneSorties: route.drone?.sorties ?? null,
      droneEnduranceSeconds: route.drone?.enduranceSeconds ?? null,
      droneHeightMeters: route.drone?.heightMeters ?? null,
      droneSwathMeters: route.drone?.swathMeters ?? null,
    })
    .returning({ id: line.id });
  if (row === undefined) throw new Error('no line was made');
  await stageRows(
    scoped,
    'staged_stop',
    'stop_order smallint, square_id bigint, location geometry, name text, arrive_at timestamptz, leave_at timestamptz, dwell_seconds float8, tier text, gap_closed_incidents float8',
    route.stops.map((s) => [
      s.order,
      s.squareId,
      pointHex(s.location),
      s.name,
      s.arriveAt,
      s.leaveAt,
      s.dwellSeconds,
      s.tier,
      s.gapClosedIncidents,
    ]),
  );
  await scoped.tx.execute(sql`INSERT INTO stop SELECT ${row.id}::integer, * FROM staged_stop`);
}

type PlanRecord = typeof plan.$inferSelect;

/** A plan with its lines and stops, undefined when there is none of this code in scope. */
export async function getPlan(scoped: Scoped, code: string): Promise<Plan | undefined> {
  const [row] = await scoped.tx.select().from(plan).where(eq(plan.code, code));
  if (row === undefined) return undefined;
  const [start] = await scoped.tx.execute<{ lng: number | null; lat: number | null }>(
    sql`SELECT ST_X(start_location) AS lng, ST_Y(start_location) AS lat FROM plan WHERE id = ${row.id}`,
  );
  const location: LngLat | undefined = start === undefined || start.lng === null || start.lat === null ? undefined : [start.lng, start.lat];
  return {
    plan: row.code,
    state: stateOf(row.state),
    window: windowOf(row),
    start: location === undefined ? undefined : { location, name: row.startName ?? '' },
    routes: await routesOf(scoped, row.id),
    expectedIncidents: row.expectedIncidents,
    gapBefore: row.gapBefore,
    gapAfter: row.gapAfter,
    greedyGapAfter: row.greedyGapAfter,
    zeroTravelGapBound: row.zeroTravelGapBound,
    coverageBefore: row.coverageBefore,
    coverageAfter: row.coverageAfter,
    redOverdueBefore: row.redOverdueBefore,
    redOverdueAfter: row.redOverdueAfter,
    remaining: row.remaining as Plan['remaining'],
    seconds: row.searchSeconds,
    iterations: row.iterations,
    seed: row.seed,
  };
}

function stateOf(state: string): PlanState {
  return state === 'issued' || state === 'approved' ? state : 'draft';
}

function windowOf(row: PlanRecord): Plan['window'] {
  return { from: new Date(row.windowFrom).toISOString(), to: new Date(row.windowTo).toISOString() };
}

async function routesOf(scoped: Scoped, planId: number): Promise<PlanRoute[]> {
  const lines = await scoped.tx.select().from(line).where(eq(line.planId, planId)).orderBy(line.lineOrder);
  const courses = await scoped.tx.execute<{ id: number; course: string }>(
    sql`SELECT id, ST_AsGeoJSON(geom, 7) AS course FROM line WHERE plan_id = ${planId}`,
  );
  const courseOf = new Map(courses.map((row) => [row.id, JSON.parse(row.course) as PlanRoute['geometry']]));
  const stops = await stopsOf(scoped, planId);
  return lines.map((row) => ({
    unit: row.unitCode,
    mode: patrolModeSchema.parse(row.mode),
    stops: stops.get(row.id) ?? [],
    distanceMeters: row.distanceMeters,
    driveSeconds: row.driveSeconds,
    dwellSeconds: row.dwellSeconds,
    startAt: new Date(row.startsAt).toISOString(),
    endAt: new Date(row.endsAt).toISOString(),
    geometry: courseOf.get(row.id) ?? { type: 'LineString', coordinates: [] },
    drone:
      row.droneSorties === null || row.droneEnduranceSeconds === null || row.droneHeightMeters === null || row.droneSwathMeters === null
        ? undefined
        : {
            sorties: row.droneSorties,
            enduranceSeconds: row.droneEnduranceSeconds,
            heightMeters: row.droneHeightMeters,
            swathMeters: row.droneSwathMeters,
          },
  }));
}

async function stopsOf(scoped: Scoped, planId: number): Promise<Map<number, PlanStop[]>> {
  const rows = await scoped.tx
    .select({
      lineId: stop.lineId,
      order: stop.stopOrder,
      squareId: stop.squareId,
      name: stop.name,
      arriveAt: stop.arriveAt,
      leaveAt: stop.leaveAt,
      dwellSeconds: stop.dwellSeconds,
      tier: stop.tier,
      gapClosedIncidents: stop.gapClosedIncidents,
      lng: sql<number>`ST_X(${stop.location})`,
      lat: sql<number>`ST_Y(${stop.location})`,
    })
    .from(stop)
    .where(inArray(stop.lineId, scoped.tx.select({ id: line.id }).from(line).where(eq(line.planId, planId))))
    .orderBy(stop.lineId, stop.stopOrder);
  const byLine = new Map<number, PlanStop[]>();
  for (const { lineId, lng, lat, arriveAt, leaveAt, tier, ...rest } of rows) {
    const list = byLine.get(lineId) ?? [];
    list.push({
      ...rest,
      location: [lng, lat],
      arriveAt: new Date(arriveAt).toISOString(),
      leaveAt: new Date(leaveAt).toISOString(),
      tier: tierSchema.parse(tier),
    });
    byLine.set(lineId, list);
  }
  return byLine;
}

/** Plans in scope, newest first. */
export async function listPlans(scoped: Scoped, limit = 100): Promise<PlanSummary[]> {
  const rows = await scoped.tx.select().from(plan).orderBy(desc(plan.createdAt), desc(plan.id)).limit(limit);
  const lines = await scoped.tx.execute<{ planId: number; lines: number; modes: PatrolMode[] }>(
    sql`SELECT plan_id AS "planId", count(*) AS lines, array_agg(DISTINCT mode ORDER BY mode) AS modes FROM line GROUP BY plan_id`,
  );
  const linesOf = new Map(lines.map((row) => [row.planId, row]));
  return rows.map((row) => ({
    plan: row.code,
    state: stateOf(row.state),
    window: windowOf(row),
    createdAt: new Date(row.createdAt).toISOString(),
    lines: linesOf.get(row.id)?.lines ?? 0,
    modes: linesOf.get(row.id)?.modes ?? [],
    gapBefore: row.gapBefore,
    gapAfter: row.gapAfter,
    coverageBefore: row.coverageBefore,
    coverageAfter: row.coverageAfter,
  }));
}

const ORDER: readonly PlanState[] = ['draft', 'approved', 'issued'];

/** Moves a plan forward: draft, approved, issued, one step at a time. Throws a Refusal when there is no such plan or it is not at the step before. */
export async function setPlanState(scoped: Scoped, code: string, state: Exclude<PlanState, 'draft'>, atMs: number): Promise<void> {
  const [row] = await scoped.tx.select({ id: plan.id, state: plan.state }).from(plan).where(eq(plan.code, code)).for('update');
  if (row === undefined)
    throw new Refusal('plan_unknown', `there is no plan ${code}`, 'list the plans with: npm run -s beatline -- plan list');
  const before = ORDER[ORDER.indexOf(state) - 1];
  if (row.state !== before) throw new Refusal('plan_state', `plan ${code} is ${row.state} and cannot become ${state}`);
  await scoped.tx
    .update(plan)
    .set(state === 'approved' ? { state, approvedAt: atMs } : { state, issuedAt: atMs })
    .where(eq(plan.id, row.id));
}
