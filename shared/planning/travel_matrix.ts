import type { ProjectedMeters } from '../geo/lng_lat';
import { flightLegs, type Airspace, type FlightLegs } from './airspace';
import type { DroneAirframe } from './drone_airframe';
import type { TravelTimes } from './plan_problem';
import { shortestPaths } from './shortest_paths';
import type { StreetGraph, TravelMode } from './street_graph';

/**
 * Travel times between nodes, one search per node, rounded up to whole seconds: a unit has the rest of the second to spare, and the triangle
 * inequality holds still. O(nodes · edges · log).
 */
export function streetTimes(
  graph: StreetGraph,
  mode: TravelMode,
  nodes: readonly number[],
  onProgress?: (fractionDone: number) => void,
): TravelTimes {
  const size = nodes.length;
  const seconds = new Float64Array(size * size);
  const known = new Map<number, number>();
  for (let from = 0; from < size; from++) {
    const same = known.get(nodes[from]);
    if (same !== undefined) seconds.copyWithin(from * size, same * size, (same + 1) * size);
    else {
      known.set(nodes[from], from);
      const paths = shortestPaths(graph, mode, [{ node: nodes[from], seconds: 0 }], { targets: nodes });
      for (let to = 0; to < size; to++) seconds[from * size + to] = Math.ceil(paths.seconds[nodes[to]]);
    }
    if (from % 32 === 0) onProgress?.(from / size);
  }
  return { size, seconds };
}

/** Flight times between positions at cruise speed, rounded up to whole seconds, and the legs behind them. */
export function flightTimes(
  airspace: Airspace,
  airframe: DroneAirframe,
  positions: readonly ProjectedMeters[],
): { times: TravelTimes; legs: FlightLegs } {
  const legs = flightLegs(airspace, positions);
  const seconds = legs.meters.map((meters) => Math.ceil(meters / airframe.cruiseMetersPerSecond));
  return { times: { size: legs.size, seconds }, legs };
}
