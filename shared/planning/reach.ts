import type { ProjectedMeters } from '../geo/lng_lat';
import { shortestPaths, type PathSource } from './shortest_paths';
import { nearestNode, type StreetGraph, type TravelMode } from './street_graph';

/** The 1-3-5 minute response of METHODS 5, seconds. */
export const REACH_SECONDS = [60, 180, 300] as const;

/** How much faster a car drives to a call than it patrols: chosen, because it need not wait at lights; without a source, so a setting of whoever asks. */
export const SIREN_FACTOR = 1.3;

/** A square further from any street than this is reached by nobody: chosen, three squares away from the nearest street nothing is served from it. */
const FURTHEST_SQUARE_METERS = 300;

export interface ReachInput {
  readonly graph: StreetGraph;
  readonly units: readonly { readonly mode: TravelMode; readonly position: ProjectedMeters }[];
  /** Centres of the squares and the risk of each, any unit, in the same order. */
  readonly squares: Iterable<ProjectedMeters>;
  readonly risk: ArrayLike<number>;
  readonly sirenFactor?: number;
}

/**
 * Share of the risk within 1, 3 and 5 minutes of the units given (METHODS 5): one search over the streets from all vehicles at once, one from all foot teams. Cars run
 * under siren, nobody else is faster for it. Undefined when there is no risk. O(streets · log streets + squares).
 */
export function reachFractions(input: ReachInput): readonly [number, number, number] | undefined {
  const { graph, units } = input;
  const sirenFactor = input.sirenFactor ?? SIREN_FACTOR;
  const searches = (['vehicle', 'foot'] as const).flatMap((mode) => {
    const sources = units
      .filter((unit) => unit.mode === mode)
      .flatMap(({ position }): PathSource[] => {
        const at = nearestNode(graph, position, mode);
        return at === undefined ? [] : [{ node: at.node, seconds: 0 }];
      });
    if (sources.length === 0) return [];
    const factor = mode === 'vehicle' ? sirenFactor : 1;
    const { seconds } = shortestPaths(graph, mode, sources, { limitSeconds: REACH_SECONDS[2] * factor });
    return [{ mode, seconds, factor }];
  });

  const reached = REACH_SECONDS.map(() => 0);
  let total = 0;
  let square = 0;
  for (const center of input.squares) {
    const risk = input.risk[square++];
    total += risk;
    if (risk === 0) continue;
    let best = Infinity;
    for (const { mode, seconds, factor } of searches) {
      const at = nearestNode(graph, center, mode);
      if (at !== undefined && at.meters <= FURTHEST_SQUARE_METERS) best = Math.min(best, seconds[at.node] / factor);
    }
    REACH_SECONDS.forEach((limit, i) => {
      if (best <= limit) reached[i] += risk;
    });
  }
  return total === 0 ? undefined : [reached[0] / total, reached[1] / total, reached[2] / total];
}
