import type { Feature, FeatureCollection, LineString, Point } from 'geojson';
import type { Plan, PlanRoute } from '@beatline/shared/model/plan';

/** Lines and stops of a plan as GeoJSON (RFC 7946): one LineString a line, one Point a stop, with what a reader needs to follow them. */
export function planFeatures(plan: Plan, line?: string): FeatureCollection<LineString | Point> {
  const routes = plan.routes.filter((route) => line === undefined || route.unit === line);
  return { type: 'FeatureCollection', features: routes.flatMap((route) => [lineFeature(plan, route), ...stopFeatures(plan, route)]) };
}

function lineFeature(plan: Plan, route: PlanRoute): Feature<LineString> {
  const { unit, mode, startAt, endAt, distanceMeters, driveSeconds, dwellSeconds } = route;
  return {
    type: 'Feature',
    properties: { plan: plan.plan, unit, mode, startAt, endAt, distanceMeters, driveSeconds, dwellSeconds },
    geometry: { type: 'LineString', coordinates: route.geometry.coordinates.map(([lng, lat]) => [lng, lat]) },
  };
}

function stopFeatures(plan: Plan, route: PlanRoute): Feature<Point>[] {
  return route.stops.map(({ order, name, arriveAt, leaveAt, dwellSeconds, tier, squareId, location }) => ({
    type: 'Feature',
    properties: { plan: plan.plan, unit: route.unit, order, name, arriveAt, leaveAt, dwellSeconds, tier, squareId },
    geometry: { type: 'Point', coordinates: [location[0], location[1]] },
  }));
}
