import type { Plan, PlanRoute } from '@beatline/shared/model/plan';

/** Strokes tell lines apart as well as hues do: solid, double, long dash; drones short dash. */
export type LineStroke = 'solid' | 'double' | 'dashed' | 'drone';

/** One line of a plan as it is drawn: in the gantt, on the map, in the legend, always with the same number, hue and stroke. */
export interface PlanLine {
  readonly number: number;
  readonly route: PlanRoute;
  /** Token name without dashes, e.g. `line-v2`. */
  readonly colorToken: 'line-v1' | 'line-v2' | 'line-v3' | 'line-u1';
  readonly stroke: LineStroke;
}

const GROUND_TOKENS = ['line-v1', 'line-v2', 'line-v3'] as const;
const GROUND_STROKES = ['solid', 'double', 'dashed'] as const;
const MODE_ORDER = ['vehicle', 'bike', 'foot', 'post', 'video', 'drone'];

/** Vehicles first, then foot, drones last; numbered through. */
export function planLinesOf(plan: Plan): PlanLine[] {
  const routes = [...plan.routes].sort((a, b) => MODE_ORDER.indexOf(a.mode) - MODE_ORDER.indexOf(b.mode));
  return routes.map((route, i) => {
    if (route.mode === 'drone') return { number: i + 1, route, colorToken: 'line-u1', stroke: 'drone' };
    return { number: i + 1, route, colorToken: GROUND_TOKENS[i % 3] ?? 'line-v1', stroke: GROUND_STROKES[i % 3] ?? 'solid' };
  });
}
