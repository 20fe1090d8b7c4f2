import Flatbush from 'flatbush';
import type { ProjectedMeters } from '../geo/lng_lat';
import type { Projection } from '../geo/projection';
import type { StreetSegment } from '../model/street_segment';
import { Refusal } from '../model/refusal';
import { largestComponent } from './strong_component';

/** Who travels the graph. A bike takes the ways and speeds of a vehicle. */
export type TravelMode = 'vehicle' | 'foot';

/** Pace of a patrol on foot: chosen, between the 1.2 m/s of the Highway Capacity Manual and the 1.3 m/s of a brisk walk, because officers look around. */
export const WALKING_METERS_PER_SECOND = 1.25;

/**
 * Streets as flat arrays. A *piece* is a stretch of street between two nodes with its shape; every piece gives two directed *edges*, one each
 * way, and an edge nobody of a mode may use costs Infinity. Edges are grouped by source node (compressed sparse rows).
 */
export interface StreetGraph {
  readonly nodeCount: number;
  /** Projected metres. */
  readonly nodeX: Float64Array;
  readonly nodeY: Float64Array;
  /** Edges out of node n are firstEdge[n] .. firstEdge[n + 1] − 1. */
  readonly firstEdge: Uint32Array;
  readonly edgeSource: Uint32Array;
  readonly edgeTarget: Uint32Array;
  readonly edgePiece: Uint32Array;
  /** 1 where the edge runs along the piece's vertices in order. */
  readonly edgeForward: Uint8Array;
  readonly edgeVehicleSeconds: Float64Array;
  readonly edgeFootSeconds: Float64Array;
  readonly pieces: StreetPieces;
  /** 1 at the nodes of the largest strongly connected component of each mode: between any two of them there is a way there and back. */
  readonly vehicleMain: Uint8Array;
  readonly footMain: Uint8Array;
}

/** The undirected stretches behind the edges; vertices of piece p are firstVertex[p] .. firstVertex[p + 1] − 1, projected metres. */
export interface StreetPieces {
  readonly count: number;
  readonly fromNode: Uint32Array;
  readonly toNode: Uint32Array;
  readonly firstVertex: Uint32Array;
  readonly vertexX: Float64Array;
  readonly vertexY: Float64Array;
  readonly lengthMeters: Float64Array;
  readonly forwardSeconds: Float64Array;
  readonly backwardSeconds: Float64Array;
  readonly footSeconds: Float64Array;
}

/**
 * Builds the graph from imported segments. Two segments meet where they name the same node. Cost O(segments + vertices).
 * Throws a Refusal when no segment can be used.
 */
export function buildStreetGraph(segments: readonly StreetSegment[], projection: Projection): StreetGraph {
  const usable = segments.filter((s) => (s.vehicleAllowed || s.footAllowed) && s.coordinates.length >= 2);
  if (usable.length === 0) throw new Refusal('no_streets', 'There are no streets to plan on.', 'Import the streets of the area first.');

  // Nodes in order of appearance
  const nodeIndex = new Map<number, number>();
  const nodeX: number[] = [];
  const nodeY: number[] = [];
  const vertexTotal = usable.reduce((sum, s) => sum + s.coordinates.length, 0);
  const pieces = emptyPieces(usable.length, vertexTotal);
  let vertex = 0;
  usable.forEach((segment, p) => {
    pieces.firstVertex[p] = vertex;
    for (const coordinate of segment.coordinates) {
      const { x, y } = projection.toMeters(coordinate);
      pieces.vertexX[vertex] = x;
      pieces.vertexY[vertex] = y;
      vertex++;
    }
    const ends = [
      [segment.fromNode, pieces.firstVertex[p]],
      [segment.toNode, vertex - 1],
    ] as const;
    const [from, to] = ends.map(([node, at]) => {
      let index = nodeIndex.get(node);
      if (index === undefined) {
        index = nodeX.length;
        nodeIndex.set(node, index);
        nodeX.push(pieces.vertexX[at]);
        nodeY.push(pieces.vertexY[at]);
      }
      return index;
    });
    pieces.fromNode[p] = from;
    pieces.toNode[p] = to;
    pieces.lengthMeters[p] = segment.lengthMeters;
    const driveSeconds = segment.vehicleAllowed ? segment.lengthMeters / segment.speedMetersPerSecond : Infinity;
    pieces.forwardSeconds[p] = segment.oneway === -1 ? Infinity : driveSeconds;
    pieces.backwardSeconds[p] = segment.oneway === 1 ? Infinity : driveSeconds;
    pieces.footSeconds[p] = segment.footAllowed ? segment.lengthMeters / WALKING_METERS_PER_SECOND : Infinity;
  });
  pieces.firstVertex[usable.length] = vertex;
  return assembleGraph(Float64Array.from(nodeX), Float64Array.from(nodeY), pieces);
}

/** A position on a piece, metres of projected shape from its first vertex. */
export interface PiecePosition {
  readonly piece: number;
  readonly alongMeters: number;
}

/** A position this close to an end is the end: chosen, no more than rounding, because a stop that moved would see other squares. */
const SNAP_TO_END_METERS = 1e-6;

/**
 * The same streets with a node at each position, and which node that is. Equal positions of a piece share their node. Cost O(graph).
 */
export function withStopNodes(graph: StreetGraph, positions: readonly PiecePosition[]): { graph: StreetGraph; nodes: Int32Array } {
  const { pieces } = graph;
  const nodes = new Int32Array(positions.length).fill(-1);
  const nodeX = Array.from(graph.nodeX);
  const nodeY = Array.from(graph.nodeY);
  const byPiece = new Map<number, number[]>();
  positions.forEach((position, i) => byPiece.set(position.piece, [...(byPiece.get(position.piece) ?? []), i]));

  const parts: PiecePart[] = [];
  for (let p = 0; p < pieces.count; p++) {
    const cuts = (byPiece.get(p) ?? []).sort((a, b) => positions[a].alongMeters - positions[b].alongMeters || a - b);
    const total = shapeMeters(pieces, p);
    let from = pieces.fromNode[p];
    let fromMeters = 0;
    for (const i of cuts) {
      const at = positions[i].alongMeters;
      if (at - fromMeters < SNAP_TO_END_METERS) nodes[i] = from;
      else if (total - at < SNAP_TO_END_METERS) nodes[i] = pieces.toNode[p];
      else {
        const { x, y } = positionOnPiece(pieces, { piece: p, alongMeters: at });
        const node = nodeX.push(x) - 1;
        nodeY.push(y);
        parts.push({ piece: p, from, to: node, fromMeters, toMeters: at, totalMeters: total });
        nodes[i] = node;
        from = node;
        fromMeters = at;
      }
    }
    parts.push({ piece: p, from, to: pieces.toNode[p], fromMeters, toMeters: total, totalMeters: total });
  }
  return { graph: assembleGraph(Float64Array.from(nodeX), Float64Array.from(nodeY), cutPieces(pieces, parts)), nodes };
}

/** Length of a piece's shape in projected metres; close to, not the same as, its length on the ground. */
export function shapeMeters(pieces: StreetPieces, piece: number): number {
  let total = 0;
  for (let v = pieces.firstVertex[piece] + 1; v < pieces.firstVertex[piece + 1]; v++) {
    total += Math.hypot(pieces.vertexX[v] - pieces.vertexX[v - 1], pieces.vertexY[v] - pieces.vertexY[v - 1]);
  }
  return total;
}

/** Where a position on a piece is, projected metres; beyond the ends it is the end. */
export function positionOnPiece(pieces: StreetPieces, position: PiecePosition): ProjectedMeters {
  let left = position.alongMeters;
  const last = pieces.firstVertex[position.piece + 1] - 1;
  for (let v = pieces.firstVertex[position.piece] + 1; v <= last; v++) {
    const dx = pieces.vertexX[v] - pieces.vertexX[v - 1];
    const dy = pieces.vertexY[v] - pieces.vertexY[v - 1];
    const length = Math.hypot(dx, dy);
    if (left <= length && length > 0) {
      const fraction = Math.max(0, left / length);
      return { x: pieces.vertexX[v - 1] + dx * fraction, y: pieces.vertexY[v - 1] + dy * fraction };
    }
    left -= length;
  }
  return { x: pieces.vertexX[last], y: pieces.vertexY[last] };
}

/** Seconds each edge takes in a mode; Infinity where it may not be used. */
export function edgeSecondsOf(graph: StreetGraph, mode: TravelMode): Float64Array {
  return mode === 'vehicle' ? graph.edgeVehicleSeconds : graph.edgeFootSeconds;
}

/** 1 at the nodes that can reach each other both ways in a mode. */
export function mainComponentOf(graph: StreetGraph, mode: TravelMode): Uint8Array {
  return mode === 'vehicle' ? graph.vehicleMain : graph.footMain;
}

interface NodeIndex {
  readonly tree: Flatbush | undefined;
  readonly nodes: Int32Array;
}
/** Built on first use and kept as long as its graph is. */
const nodeIndexes = new WeakMap<StreetGraph, Map<string, NodeIndex>>();

/**
 * The node nearest to a projected position, and how far it is; undefined when the mode has none. `among` main: only nodes of the largest
 * connected component; any: every node with a street of that mode. O(log nodes) after the first call.
 */
export function nearestNode(
  graph: StreetGraph,
  position: ProjectedMeters,
  mode: TravelMode,
  among: 'main' | 'any' = 'main',
): { node: number; meters: number } | undefined {
  const byKey = nodeIndexes.get(graph) ?? new Map<string, NodeIndex>();
  nodeIndexes.set(graph, byKey);
  const key = `${mode} ${among}`;
  let index = byKey.get(key);
  if (index === undefined) {
    index = indexNodes(graph, among === 'main' ? mainComponentOf(graph, mode) : nodesWithStreet(graph, mode));
    byKey.set(key, index);
  }
  const found = index.tree?.neighbors(position.x, position.y, 1)[0];
  if (found === undefined) return undefined;
  const node = index.nodes[found];
  return { node, meters: Math.hypot(graph.nodeX[node] - position.x, graph.nodeY[node] - position.y) };
}

function indexNodes(graph: StreetGraph, included: Uint8Array): NodeIndex {
  const nodes = Int32Array.from(Array.from(included.keys()).filter((node) => included[node] === 1));
  if (nodes.length === 0) return { tree: undefined, nodes };
  const tree = new Flatbush(nodes.length);
  for (const node of nodes) tree.add(graph.nodeX[node], graph.nodeY[node]);
  tree.finish();
  return { tree, nodes };
}

function nodesWithStreet(graph: StreetGraph, mode: TravelMode): Uint8Array {
  const seconds = edgeSecondsOf(graph, mode);
  const included = new Uint8Array(graph.nodeCount);
  for (let e = 0; e < seconds.length; e++) {
    if (seconds[e] === Infinity) continue;
    included[graph.edgeSource[e]] = 1;
    included[graph.edgeTarget[e]] = 1;
  }
  return included;
}

function emptyPieces(count: number, vertexTotal: number): StreetPieces {
  return {
    count,
    fromNode: new Uint32Array(count),
    toNode: new Uint32Array(count),
    firstVertex: new Uint32Array(count + 1),
    vertexX: new Float64Array(vertexTotal),
    vertexY: new Float64Array(vertexTotal),
    lengthMeters: new Float64Array(count),
    forwardSeconds: new Float64Array(count),
    backwardSeconds: new Float64Array(count),
    footSeconds: new Float64Array(count),
  };
}

interface PiecePart {
  readonly piece: number;
  readonly from: number;
  readonly to: number;
  readonly fromMeters: number;
  readonly toMeters: number;
  readonly totalMeters: number;
}

function cutPieces(pieces: StreetPieces, parts: readonly PiecePart[]): StreetPieces {
  const vertexX: number[] = [];
  const vertexY: number[] = [];
  const firstVertex = new Uint32Array(parts.length + 1);
  const share = parts.map((part) => (part.totalMeters === 0 ? 1 : (part.toMeters - part.fromMeters) / part.totalMeters));
  parts.forEach((part, i) => {
    firstVertex[i] = vertexX.length;
    const whole = part.fromMeters === 0 && part.toMeters === part.totalMeters;
    const start = positionOnPiece(pieces, { piece: part.piece, alongMeters: part.fromMeters });
    const end = positionOnPiece(pieces, { piece: part.piece, alongMeters: part.toMeters });
    const last = pieces.firstVertex[part.piece + 1] - 1;
    let along = 0;
    if (!whole) vertexX.push(start.x);
    if (!whole) vertexY.push(start.y);
    for (let v = pieces.firstVertex[part.piece]; v <= last; v++) {
      if (v > pieces.firstVertex[part.piece]) {
        along += Math.hypot(pieces.vertexX[v] - pieces.vertexX[v - 1], pieces.vertexY[v] - pieces.vertexY[v - 1]);
      }
      if (!whole && (along <= part.fromMeters || along >= part.toMeters)) continue;
      vertexX.push(pieces.vertexX[v]);
      vertexY.push(pieces.vertexY[v]);
    }
    if (!whole) vertexX.push(end.x);
    if (!whole) vertexY.push(end.y);
  });
  firstVertex[parts.length] = vertexX.length;
  const scaled = (column: Float64Array) => Float64Array.from(parts, (part, i) => column[part.piece] * share[i]);
  return {
    count: parts.length,
    fromNode: Uint32Array.from(parts, (part) => part.from),
    toNode: Uint32Array.from(parts, (part) => part.to),
    firstVertex,
    vertexX: Float64Array.from(vertexX),
    vertexY: Float64Array.from(vertexY),
    lengthMeters: scaled(pieces.lengthMeters),
    forwardSeconds: scaled(pieces.forwardSeconds),
    backwardSeconds: scaled(pieces.backwardSeconds),
    footSeconds: scaled(pieces.footSeconds),
  };
}

function assembleGraph(nodeX: Float64Array, nodeY: Float64Array, pieces: StreetPieces): StreetGraph {
  const nodeCount = nodeX.length;
  const edgeCount = pieces.count * 2;

  // Compressed sparse rows by counting sort on the source node
  const firstEdge = new Uint32Array(nodeCount + 1);
  for (let p = 0; p < pieces.count; p++) {
    firstEdge[pieces.fromNode[p] + 1]++;
    firstEdge[pieces.toNode[p] + 1]++;
  }
  for (let n = 0; n < nodeCount; n++) firstEdge[n + 1] += firstEdge[n];
  const next = firstEdge.slice(0, nodeCount);
  const edgeSource = new Uint32Array(edgeCount);
  const edgeTarget = new Uint32Array(edgeCount);
  const edgePiece = new Uint32Array(edgeCount);
  const edgeForward = new Uint8Array(edgeCount);
  const edgeVehicleSeconds = new Float64Array(edgeCount);
  const edgeFootSeconds = new Float64Array(edgeCount);
  const addEdge = (from: number, to: number, piece: number, forward: 0 | 1): void => {
    const e = next[from]++;
    edgeSource[e] = from;
    edgeTarget[e] = to;
    edgePiece[e] = piece;
    edgeForward[e] = forward;
    edgeVehicleSeconds[e] = forward === 1 ? pieces.forwardSeconds[piece] : pieces.backwardSeconds[piece];
    edgeFootSeconds[e] = pieces.footSeconds[piece];
  };
  for (let p = 0; p < pieces.count; p++) {
    addEdge(pieces.fromNode[p], pieces.toNode[p], p, 1);
    addEdge(pieces.toNode[p], pieces.fromNode[p], p, 0);
  }
  const rows = { nodeCount, firstEdge, edgeTarget };
  return {
    ...rows,
    nodeX,
    nodeY,
    edgeSource,
    edgePiece,
    edgeForward,
    edgeVehicleSeconds,
    edgeFootSeconds,
    pieces,
    vehicleMain: largestComponent(rows, edgeVehicleSeconds),
    footMain: largestComponent(rows, edgeFootSeconds),
  };
}
