import type { Plan, PlanRoute } from '@beatline/shared/model/plan';

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Seven decimals are a centimetre. */
const degrees = (value: number): string => value.toFixed(7);

/** Lines of a plan as GPX 1.1: stops as waypoints, each line's way as a track, coded with the plan so that a returned track can be matched. */
export function planGpx(plan: Plan, line?: string): string {
  const routes = plan.routes.filter((route) => line === undefined || route.unit === line);
  const waypoints = routes.flatMap((route) => route.stops.map((stop) => waypoint(route, stop)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="Beatline" xmlns="http://www.topografix.com/GPX/1/1">',
    `<metadata><name>${escapeXml(plan.plan)}</name></metadata>`,
    ...waypoints,
    ...routes.map((route) => track(plan, route)),
    '</gpx>',
    '',
  ].join('\n');
}

function waypoint(route: PlanRoute, stop: PlanRoute['stops'][number]): string {
  const [lng, lat] = stop.location;
  const name = escapeXml(`${route.unit}-${stop.order} ${stop.name}`.trim());
  const minutes = Math.round(stop.dwellSeconds / 60);
  return `<wpt lat="${degrees(lat)}" lon="${degrees(lng)}"><time>${new Date(stop.arriveAt).toISOString()}</time><name>${name}</name><desc>${minutes} min</desc></wpt>`;
}

function track(plan: Plan, route: PlanRoute): string {
  const points = route.geometry.coordinates.map(([lng, lat]) => `<trkpt lat="${degrees(lat)}" lon="${degrees(lng)}"/>`).join('');
  return `<trk><name>${escapeXml(`${plan.plan} ${route.unit}`)}</name><trkseg>${points}</trkseg></trk>`;
}
