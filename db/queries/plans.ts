import { asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { Plan, PlanRoute, PlanState, PlanStop } from '@beatline/shared/model/plan';
import { Refusal } from '@beatline/shared/model/refusal';
import type { Tier } from '@beatline/shared/model/tier';
import type { Scoped } from '../engine/scope';
import { line, plan, stop } from '../schema/plan';

/** What a list of plans shows of each. Instants are epoch milliseconds. */
export interface PlanRow {
  readonly plan: string;
  readonly state: PlanState;
  readonly createdAtMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly modes: readonly PatrolMode[];
  readonly gapBefore: number;
  readonly gapAfter: number;
  readonly coverageBefore: number;
  readonly coverageAfter: number;
}

const pointText = (location: LngLat) => sql`ST_SetSRID(ST_MakePoint(${location[0]}::float8, ${location[1]}::float8), 4326)`;

/** A line needs two vertices; a unit that stays where it is has the same one twice. */
function lineText(coordinates: readonly LngLat[]) {
  const [first] = coordinates;
  if (first === undefined) throw new Error('a patrol line without a position');
  const vertices = coordinates.length === 1 ? [first, first] : coordinates;
  return sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify({ type: 'LineString', coordinates: vertices })}), 4326)`;
}

/** The next free plan code of a day, `MMDD-NN` in the deployment's zone; the caller names the day. */
export async function nextPlanCode(scoped: Scoped, monthDay: string): Promise<string> {
  const rows = await scoped.tx.execute<{ last: number | null }>(
    sql`SELECT max(substring(code FROM 6)::integer) AS last FROM plan WHERE code ~ ${`^${monthDay}-[0-9]+$`}`,
  );
  return `${monthDay}-${String((rows[0]?.last ?? 0) + 1).padStart(2, '0')}`;
}

/** Stores a plan with its lines and stops, in one transaction with whatever else the caller does. */
export async function insertPlan(scoped: Scoped, input: Plan, createdAtMs: number): Promise<void> {
  const [row] = await scoped.tx
    .insert(plan)
    .values({
      code: input.plan,
      state: input.state,
      createdAt: createdAtMs,
      windowFrom: Date.parse(input.window.from),
      windowTo: Date.parse(input.window.to),
      ...(input.start === undefined ? {} : { startLocation: pointText(input.start.location), startName: input.start.name }),
      expectedIncidents: input.expectedIncidents,
      gapBefore: input.gapBefore,
      gapAfter: input.gapAfter,
      greedyGapAfter: input.greedyGapAfter,
      zeroTravelGapBound: input.zeroTravelGapBound,
      coverageBefore: input.coverageBefore,
      coverageAfter: input.coverageAfter,
      redOverdueBefore: input.redOverdueBefore,
      redOverdueAfter: input.redOverdueAfter,
      remaining: input.remaining,
      searchSeconds: input.seconds,
      iterations: input.iterations,
      seed: input.seed,
    })
    .returning({ id: plan.id });
  if (row === undefined) throw new Error('no plan was made');
  for (const [order, route] of input.routes.entries()) await insertLine(scoped, row.id, order, route);
}

async function insertLine(scoped: Scoped, planId: number, order: number, route: PlanRoute): Promise<void> {
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
      geom: lineText(route.geometry.coordinates),
      droneSorties: route.drone?.sorties,
      droneEnduranceSeconds: route.drone?.enduranceSeconds,
      droneHeightMeters: route.drone?.heightMeters,
      droneSwathMeters: route.drone?.swathMeters,
    })
    .returning({ id: line.id });
  if (row === undefined) throw new Error('no line was made');
  if (route.stops.length === 0) return;
  await scoped.tx.insert(stop).values(
    route.stops.map((each) => ({
      lineId: row.id,
      stopOrder: each.order,
      squareId: each.squareId,
      location: pointText(each.location),
      name: each.name,
      arriveAt: Date.parse(each.arriveAt),
      leaveAt: Date.parse(each.leaveAt),
      dwellSeconds: each.dwellSeconds,
      tier: each.tier,
      gapClosedIncidents: each.gapClosedIncidents,
    })),
  );
}

/** A plan by its code, undefined when there is none in scope. `isoOf` writes an instant in the deployment's zone. */
export async function getPlan(scoped: Scoped, code: string, isoOf: (instantMs: number) => string): Promise<Plan | undefined> {
  const [row] = await scoped.tx
    .select({ plan, startGeometry: sql<string | null>`ST_AsGeoJSON(${plan.startLocation}, 9)` })
    .from(plan)
    .where(eq(plan.code, code))
    .limit(1);
  if (row === undefined) return undefined;
  const found = row.plan;
  return {
    plan: found.code,
    state: found.state as PlanState,
    window: { from: isoOf(found.windowFrom), to: isoOf(found.windowTo) },
    start: row.startGeometry === null || found.startName === null ? undefined : { location: coordinatesOf<LngLat>(row.startGeometry), name: found.startName },
    routes: await routesOf(scoped, found.id, isoOf),
    expectedIncidents: found.expectedIncidents,
    gapBefore: found.gapBefore,
    gapAfter: found.gapAfter,
    greedyGapAfter: found.greedyGapAfter,
    zeroTravelGapBound: found.zeroTravelGapBound,
    coverageBefore: found.coverageBefore,
    coverageAfter: found.coverageAfter,
    redOverdueBefore: found.redOverdueBefore,
    redOverdueAfter: found.redOverdueAfter,
    remaining: found.remaining as Plan['remaining'],
    seconds: found.searchSeconds,
    iterations: found.iterations,
    seed: found.seed,
  };
}

function coordinatesOf<C>(geoJson: string): C {
  return (JSON.parse(geoJson) as { coordinates: C }).coordinates;
}

async function routesOf(scoped: Scoped, planId: number, isoOf: (instantMs: number) => string): Promise<PlanRoute[]> {
  const lines = await scoped.tx
    .select({ line, geometry: sql<string>`ST_AsGeoJSON(${line.geom}, 9)` })
    .from(line)
    .where(eq(line.planId, planId))
    .orderBy(asc(line.lineOrder));
  if (lines.length === 0) return [];
  const stops = await scoped.tx
    .select({ stop, geometry: sql<string>`ST_AsGeoJSON(${stop.location}, 9)` })
    .from(stop)
    .where(inArray(stop.lineId, lines.map((each) => each.line.id)))
    .orderBy(asc(stop.lineId), asc(stop.stopOrder));
  return lines.map(({ line: found, geometry }) => ({
    unit: found.unitCode,
    mode: found.mode as PatrolMode,
    stops: stops.filter((each) => each.stop.lineId === found.id).map((each) => stopOf(each.stop, each.geometry, isoOf)),
    distanceMeters: found.distanceMeters,
    driveSeconds: found.driveSeconds,
    dwellSeconds: found.dwellSeconds,
    startAt: isoOf(found.startsAt),
    endAt: isoOf(found.endsAt),
    geometry: { type: 'LineString', coordinates: coordinatesOf<LngLat[]>(geometry) },
    drone: droneOf(found),
  }));
}

function droneOf(found: typeof line.$inferSelect): PlanRoute['drone'] {
  const { droneSorties: sorties, droneEnduranceSeconds: enduranceSeconds, droneHeightMeters: heightMeters, droneSwathMeters: swathMeters } = found;
  if (sorties === null || enduranceSeconds === null || heightMeters === null || swathMeters === null) return undefined;
  return { sorties, enduranceSeconds, heightMeters, swathMeters };
}

function stopOf(found: typeof stop.$inferSelect, geometry: string, isoOf: (instantMs: number) => string): PlanStop {
  return {
    order: found.stopOrder,
    squareId: found.squareId,
    location: coordinatesOf<LngLat>(geometry),
    name: found.name,
    arriveAt: isoOf(found.arriveAt),
    leaveAt: isoOf(found.leaveAt),
    dwellSeconds: found.dwellSeconds,
    tier: found.tier as Tier,
    gapClosedIncidents: found.gapClosedIncidents,
  };
}

/** Newest first. */
export async function listPlans(scoped: Scoped, limit = 100): Promise<PlanRow[]> {
  const rows = await scoped.tx
    .select({
      plan: plan.code,
      state: plan.state,
      createdAtMs: plan.createdAt,
      fromMs: plan.windowFrom,
      toMs: plan.windowTo,
      modes: sql<PatrolMode[]>`coalesce((SELECT jsonb_agg(line.mode ORDER BY line.line_order) FROM line WHERE line.plan_id = plan.id), '[]')`,
      gapBefore: plan.gapBefore,
      gapAfter: plan.gapAfter,
      coverageBefore: plan.coverageBefore,
      coverageAfter: plan.coverageAfter,
    })
    .from(plan)
    .orderBy(desc(plan.createdAt), desc(plan.id))
    .limit(limit);
  return rows.map((row) => ({ ...row, state: row.state as PlanState }));
}

/** The state a plan must be in before it can get into the next. */
const STATE_BEFORE: Readonly<Record<Exclude<PlanState, 'draft'>, PlanState>> = { approved: 'draft', issued: 'approved' };

/** Takes a plan one step on: draft → approved → issued. Throws a Refusal when there is no such plan or it is elsewhere on the way. */
export async function setPlanState(scoped: Scoped, code: string, state: Exclude<PlanState, 'draft'>, atMs: number): Promise<void> {
  const [found] = await scoped.tx.select({ id: plan.id, state: plan.state }).from(plan).where(eq(plan.code, code)).for('update').limit(1);
  if (found === undefined) throw new Refusal('no_such_plan', `there is no plan ${code}`, 'list the plans to see their codes');
  if (found.state !== STATE_BEFORE[state]) {
    throw new Refusal('plan_state', `plan ${code} is ${found.state}, only a plan that is ${STATE_BEFORE[state]} can be ${state}`);
  }
  await scoped.tx
    .update(plan)
    .set(state === 'approved' ? { state, approvedAt: atMs } : { state, issuedAt: atMs })
    .where(eq(plan.id, found.id));
}
