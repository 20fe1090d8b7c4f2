import FlatQueue from 'flatqueue';
import { edgeSecondsOf, type StreetGraph, type TravelMode } from './street_graph';

/** Where a search starts, and how many seconds have passed by then. */
export interface PathSource {
  readonly node: number;
  readonly seconds: number;
}

/** Least travel times from the sources, with the way kept. */
export interface ShortestPaths {
  /** Per node; Infinity where it is not reached. */
  readonly seconds: Float64Array;
  /** Per node the edge it is reached by; -1 at sources and unreached nodes. */
  readonly parentEdge: Int32Array;
}

export interface SearchLimits {
  /** The search ends once all of these are settled; other nodes may then be unfinished. */
  readonly targets?: Iterable<number>;
  /** Nodes further than this stay at Infinity. */
  readonly limitSeconds?: number;
}

/**
 * Dijkstra's search from one or several sources to many nodes, with a binary heap over the typed arrays of the graph.
 * O(edges · log nodes) at most; ends early by `targets` or `limitSeconds`.
 */
export function shortestPaths(
  graph: StreetGraph,
  mode: TravelMode,
  sources: readonly PathSource[],
  { targets, limitSeconds = Infinity }: SearchLimits = {},
): ShortestPaths {
  const edgeSeconds = edgeSecondsOf(graph, mode);
  const { firstEdge, edgeTarget } = graph;
  const seconds = new Float64Array(graph.nodeCount).fill(Infinity);
  const parentEdge = new Int32Array(graph.nodeCount).fill(-1);
  const settled = new Uint8Array(graph.nodeCount);
  const wanted = targets === undefined ? undefined : new Set(targets);
  const queue = new FlatQueue();
  for (const source of sources) {
    if (source.seconds >= seconds[source.node] || source.seconds > limitSeconds) continue;
    seconds[source.node] = source.seconds;
    queue.push(source.node, source.seconds);
  }

  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (settled[node] === 1) continue;
    settled[node] = 1;
    if (wanted !== undefined && wanted.delete(node) && wanted.size === 0) break;
    const here = seconds[node];
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const reached = here + edgeSeconds[edge];
      const target = edgeTarget[edge];
      if (reached < seconds[target] && reached <= limitSeconds) {
        seconds[target] = reached;
        parentEdge[target] = edge;
        queue.push(target, reached);
      }
    }
  }
  return { seconds, parentEdge };
}

/** The edges from a source to a node in travel order; empty at a source, undefined where the node was not reached. */
export function pathTo(graph: StreetGraph, paths: ShortestPaths, node: number): number[] | undefined {
  if (paths.seconds[node] === Infinity) return undefined;
  const edges: number[] = [];
  for (let edge = paths.parentEdge[node]; edge !== -1; edge = paths.parentEdge[graph.edgeSource[edge]]) edges.push(edge);
  return edges.reverse();
}

/** A way over the ground with the seconds since its beginning at every vertex, projected metres. */
export interface TimedPath {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly seconds: readonly number[];
  readonly lengthMeters: number;
}

/** The shape of a path with times: within an edge time runs in proportion to the distance. */
export function timedPath(graph: StreetGraph, mode: TravelMode, edges: readonly number[], startNode: number): TimedPath {
  const edgeSeconds = edgeSecondsOf(graph, mode);
  const { pieces } = graph;
  const x = [graph.nodeX[startNode]];
  const y = [graph.nodeY[startNode]];
  const seconds = [0];
  let elapsed = 0;
  let lengthMeters = 0;
  for (const edge of edges) {
    const piece = graph.edgePiece[edge];
    const first = pieces.firstVertex[piece];
    const count = pieces.firstVertex[piece + 1] - first;
    const along = [0];
    const at = (k: number) => (graph.edgeForward[edge] === 1 ? first + k : first + count - 1 - k);
    for (let k = 1; k < count; k++) {
      along.push(
        along[k - 1] + Math.hypot(pieces.vertexX[at(k)] - pieces.vertexX[at(k - 1)], pieces.vertexY[at(k)] - pieces.vertexY[at(k - 1)]),
      );
    }
    for (let k = 1; k < count; k++) {
      const fraction = along[count - 1] === 0 ? k / (count - 1) : along[k] / along[count - 1];
      x.push(pieces.vertexX[at(k)]);
      y.push(pieces.vertexY[at(k)]);
      seconds.push(elapsed + edgeSeconds[edge] * fraction);
    }
    elapsed += edgeSeconds[edge];
    lengthMeters += pieces.lengthMeters[piece];
  }
  return { x, y, seconds, lengthMeters };
}
