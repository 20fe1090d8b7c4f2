import { SQUARE_METERS } from './city_squares';
import { weightedIndex, type PatrolGround } from './patrol_ground';
import type { Timeline } from './patrol_shift';
import type { SeededRandom } from './seeded_random';

type Point = { readonly x: number; readonly y: number };
/** Whether a straight leg is allowed. */
export type Airspace = (a: Point, b: Point) => boolean;

const CRUISE_METERS_PER_SECOND = 9;
const CLIMB_METERS_PER_SECOND = 3;
const HEIGHT_METERS = 100;
/** Battery for 30 minutes less a quarter kept in reserve. */
const SORTIE_SECONDS = 30 * 60 * 0.75;
const RANGE_METERS = 2400;
const LANE_LENGTH_METERS = 420;
const LANE_SPACING_METERS = 110;

/** Three or four sorties in a duty, each out to a place that is worth it, a few lanes over it and home; on the dock in between. */
export function flySorties(
  ground: PatrolGround,
  airspace: Airspace,
  dock: Point,
  length: number,
  random: SeededRandom,
  timeline: Timeline,
): void {
  const { squares, squareRisk } = ground;
  const push = (seconds: number, at: Point, height: number) => {
    timeline.seconds.push(seconds);
    timeline.x.push(at.x);
    timeline.y.push(at.y);
    timeline.height.push(height);
  };
  const centers = Array.from({ length: squares.count }, (_, i): Point => ({
    x: (squares.column[i] + 0.5) * SQUARE_METERS,
    y: (squares.row[i] + 0.5) * SQUARE_METERS,
  }));
  const weights = centers.map((center, i) => (Math.hypot(center.x - dock.x, center.y - dock.y) < RANGE_METERS ? squareRisk[i] ** 1.2 : 0));
  push(0, dock, 0);
  let free = random.between(900, 3000);
  let silentFrom = 0;
  while (free < length - SORTIE_SECONDS - 300) {
    const route = drawRoute(dock, centers, weights, airspace, random);
    if (route === undefined) break;
    timeline.silent.push([silentFrom, free]);
    let seconds = free;
    push(seconds, dock, 0);
    seconds += HEIGHT_METERS / CLIMB_METERS_PER_SECOND;
    push(seconds, dock, HEIGHT_METERS);
    for (let k = 1; k < route.length; k += 1) {
      seconds += Math.hypot(route[k].x - route[k - 1].x, route[k].y - route[k - 1].y) / CRUISE_METERS_PER_SECOND;
      push(seconds, route[k], HEIGHT_METERS);
    }
    seconds += HEIGHT_METERS / CLIMB_METERS_PER_SECOND;
    push(seconds, dock, 0);
    silentFrom = seconds + 10;
    free = seconds + random.between(3000, 6600);
  }
  timeline.silent.push([silentFrom, length + 3600]);
}

/** Dock, lanes, dock; every leg allowed and the whole within the battery. Undefined after many refusals. */
function drawRoute(
  dock: Point,
  centers: readonly Point[],
  weights: readonly number[],
  airspace: Airspace,
  random: SeededRandom,
): Point[] | undefined {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const target = centers[weightedIndex(weights, random.next())];
    const angle = random.between(0, Math.PI);
    const along = { x: Math.cos(angle), y: Math.sin(angle) };
    const lanes = 3 + random.below(3);
    const route: Point[] = [dock];
    for (let lane = 0; lane < lanes; lane += 1) {
      const aside = (lane - (lanes - 1) / 2) * LANE_SPACING_METERS;
      const end = (sign: number): Point => ({
        x: target.x + along.x * sign * (LANE_LENGTH_METERS / 2) - along.y * aside,
        y: target.y + along.y * sign * (LANE_LENGTH_METERS / 2) + along.x * aside,
      });
      const direction = lane % 2 === 0 ? 1 : -1;
      route.push(end(-direction), end(direction));
    }
    route.push(dock);
    let meters = 0;
    let allowed = true;
    for (let k = 1; k < route.length && allowed; k += 1) {
      meters += Math.hypot(route[k].x - route[k - 1].x, route[k].y - route[k - 1].y);
      allowed = airspace(route[k - 1], route[k]);
    }
    if (allowed && meters / CRUISE_METERS_PER_SECOND + (2 * HEIGHT_METERS) / CLIMB_METERS_PER_SECOND <= SORTIE_SECONDS) return route;
  }
  return undefined;
}
