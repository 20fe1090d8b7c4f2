import type { ProjectedMeters } from '../geo/lng_lat';
import { shortestPaths } from './shortest_paths';
import { nearestNode, type StreetGraph } from './street_graph';

/** A call, and where patrols were when it came, projected metres. */
export interface CallWithPatrols {
  readonly position: ProjectedMeters;
  readonly vehicles: readonly ProjectedMeters[];
  readonly foot: readonly ProjectedMeters[];
}

/**
 * Whether a patrol could have been at each call within the limit along the streets. One search a call, backwards from it, so that its cost does not grow with the number
 * of patrols. O(calls · streets within the limit), after O(edges) once.
 */
export function patrolInReach(graph: StreetGraph, calls: readonly CallWithPatrols[], limitSeconds: number): boolean[] {
  const backwards = reverseGraph(graph);
  return calls.map(
    (call) =>
      isWithin(graph, backwards, 'vehicle', call.position, call.vehicles, limitSeconds) ||
      // on foot every street runs both ways
      isWithin(graph, graph, 'foot', call.position, call.foot, limitSeconds),
  );
}

function isWithin(
  graph: StreetGraph,
  backwards: StreetGraph,
  mode: 'vehicle' | 'foot',
  position: ProjectedMeters,
  patrols: readonly ProjectedMeters[],
  limitSeconds: number,
): boolean {
  if (patrols.length === 0) return false;
  const call = nearestNode(graph, position, mode);
  if (call === undefined) return false;
  const { seconds } = shortestPaths(backwards, mode, [{ node: call.node, seconds: 0 }], { limitSeconds });
  return patrols.some((patrol) => {
    const at = nearestNode(graph, patrol, mode);
    return at !== undefined && seconds[at.node] <= limitSeconds;
  });
}

/** The same nodes with every edge turned round, as far as a search looks at it. */
function reverseGraph(graph: StreetGraph): StreetGraph {
  const edgeCount = graph.edgeTarget.length;
  const firstEdge = new Uint32Array(graph.nodeCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) firstEdge[graph.edgeTarget[edge] + 1]++;
  for (let node = 0; node < graph.nodeCount; node++) firstEdge[node + 1] += firstEdge[node];
  const next = firstEdge.slice(0, graph.nodeCount);
  const edgeSource = new Uint32Array(edgeCount);
  const edgeTarget = new Uint32Array(edgeCount);
  const edgePiece = new Uint32Array(edgeCount);
  const edgeForward = new Uint8Array(edgeCount);
  const edgeVehicleSeconds = new Float64Array(edgeCount);
  const edgeFootSeconds = new Float64Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    const turned = next[graph.edgeTarget[edge]]++;
    edgeSource[turned] = graph.edgeTarget[edge];
    edgeTarget[turned] = graph.edgeSource[edge];
    edgePiece[turned] = graph.edgePiece[edge];
    edgeForward[turned] = 1 - graph.edgeForward[edge];
    edgeVehicleSeconds[turned] = graph.edgeVehicleSeconds[edge];
    edgeFootSeconds[turned] = graph.edgeFootSeconds[edge];
  }
  return { ...graph, firstEdge, edgeSource, edgeTarget, edgePiece, edgeForward, edgeVehicleSeconds, edgeFootSeconds };
}
