import type { Plan } from '@beatline/shared/model/plan';
import type { SlotClock } from '@beatline/shared/model/slot_clock';
import { isoInZone } from '../iso_in_zone';

/** The same plan with every instant written in the deployment's zone. */
export function planInZone(plan: Plan, clock: SlotClock): Plan {
  const local = (instant: string) => isoInZone(clock, Date.parse(instant));
  return {
    ...plan,
    window: { from: local(plan.window.from), to: local(plan.window.to) },
    routes: plan.routes.map((route) => ({
      ...route,
      startAt: local(route.startAt),
      endAt: local(route.endAt),
      stops: route.stops.map((stop) => ({ ...stop, arriveAt: local(stop.arriveAt), leaveAt: local(stop.leaveAt) })),
    })),
  };
}
