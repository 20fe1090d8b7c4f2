import type { Plan, PlanRoute } from '@beatline/shared/model/plan';
import type { PlanSummary } from '@beatline/shared/model/views/plan_view';

/** A plan further ahead than this is not today's. Chosen, because it is one shift and a half. */
const AHEAD_MS = 12 * 3_600_000;

/** The approved or issued plan under way, else the next one that starts within twelve hours. */
export function todaysPlan(plans: readonly PlanSummary[], nowMs: number): PlanSummary | undefined {
  return plans
    .filter((plan) => plan.state !== 'draft' && Date.parse(plan.window.to) > nowMs && Date.parse(plan.window.from) < nowMs + AHEAD_MS)
    .toSorted((a, b) => Date.parse(a.window.from) - Date.parse(b.window.from) || Date.parse(b.createdAt) - Date.parse(a.createdAt))[0];
}

/** The line asked for; else the one with most stops on my squares; undefined when none comes here. */
export function lineOf(plan: Pick<Plan, 'routes'>, unit: string, mySquares: ReadonlySet<number>): PlanRoute | undefined {
  const asked = plan.routes.find((route) => route.unit === unit);
  if (asked !== undefined) return asked;
  const stopsHere = (route: PlanRoute) => route.stops.filter((stop) => mySquares.has(stop.squareId)).length;
  return plan.routes.filter((route) => stopsHere(route) > 0).toSorted((a, b) => stopsHere(b) - stopsHere(a))[0];
}

/** Index of the stop to go to now: the first whose planned departure is still ahead; undefined when all have passed. */
export function nextStopIndex(route: PlanRoute, nowMs: number): number | undefined {
  const index = route.stops.findIndex((stop) => Date.parse(stop.leaveAt) > nowMs);
  return index < 0 ? undefined : index;
}
