import { groundOf } from './city_frame';
import { AVENUES, BRIDGE_REACH_METERS, railV, type HighwayClass } from './city_plan';
import type { BentPath } from './city_green';
import type { StreetLine } from './city_streets';

export interface NetworkEdge {
  readonly from: number;
  readonly to: number;
  readonly highway: HighwayClass;
  readonly name: string;
  readonly oneway: -1 | 0 | 1;
  readonly structure: 'ground' | 'bridge' | 'tunnel';
  /** Ground positions x, y alternating, both ends included. */
  readonly path: Float64Array;
  readonly lengthMeters: number;
  /** Edges of one way in the written map share this number. */
  readonly way: number;
}

export interface NetworkNode {
  readonly x: number;
  readonly y: number;
  readonly gate: boolean;
}

/** The streets as a graph: nodes where lines meet, edges between. */
export interface CityNetwork {
  readonly nodes: readonly NetworkNode[];
  readonly edges: readonly NetworkEdge[];
}

/** Chosen, because the bend of street space over 45 m stays below half a metre. */
const SHAPE_STEP_METERS = 45;
/** An underpass reaches this far on each side of the track, metres. */
const UNDERPASS_REACH_METERS = 30;

interface DraftNode extends NetworkNode {
  readonly u: number;
  readonly v: number;
}

export function nodeStreets(lines: readonly StreetLine[], paths: readonly BentPath[]): CityNetwork {
  const nodes: DraftNode[] = [];
  const indexOf = new Map<string, number>();
  const nodeAt = (u: number, v: number, gate = false): number => {
    const key = `${Math.round(u * 10)},${Math.round(v * 10)}`;
    const known = indexOf.get(key);
    if (known !== undefined) return known;
    indexOf.set(key, nodes.length);
    nodes.push({ u, v, ...groundOf(u, v), gate });
    return nodes.length - 1;
  };
  const edges: NetworkEdge[] = [];
  const stopsOf = crossings(lines);
  for (const [way, line] of lines.entries()) {
    const stops = stopsOf[way].toSorted((a, b) => a - b);
    const ids = stops.map((t) => (line.along === 'u' ? nodeAt(t, line.at, isGate(line, t)) : nodeAt(line.at, t, isGate(line, t))));
    for (let k = 1; k < ids.length; k += 1) {
      if (ids[k] === ids[k - 1]) continue;
      const points = straight(line, stops[k - 1], stops[k]);
      edges.push({
        from: ids[k - 1],
        to: ids[k],
        highway: line.highway,
        name: line.name,
        oneway: line.oneway,
        way,
        structure: structureOf(line, (stops[k - 1] + stops[k]) / 2),
        ...measured(points),
      });
    }
  }
  for (const [i, path] of paths.entries()) {
    const first = path.points[0];
    const last = path.points[path.points.length - 1];
    edges.push({
      from: nodeAt(first[0], first[1]),
      to: nodeAt(last[0], last[1]),
      highway: 'footway',
      name: path.name,
      oneway: 0,
      structure: 'ground',
      way: lines.length + i,
      ...measured(path.points),
    });
  }
  return largestPart(nodes, edges);
}

/** Per line the positions along it where a node is due: its ends, crossings, gates, ends of bridges and underpasses. */
function crossings(lines: readonly StreetLine[]): number[][] {
  const stops = lines.map((line) => [line.from, line.to, ...line.gates, ...structureEnds(line)]);
  const upright = [...lines.keys()].filter((i) => lines[i].along === 'v').toSorted((a, b) => lines[a].at - lines[b].at);
  const uprightAt = Float64Array.from(upright, (i) => lines[i].at);
  for (const [i, line] of lines.entries()) {
    if (line.along !== 'u') continue;
    for (let k = firstAtLeast(uprightAt, line.from - SNAP_METERS); k < upright.length && uprightAt[k] <= line.to + SNAP_METERS; k += 1) {
      const other = lines[upright[k]];
      if (line.at < other.from - SNAP_METERS || line.at > other.to + SNAP_METERS) continue;
      stops[i].push(other.at);
      stops[upright[k]].push(line.at);
    }
  }
  return stops.map((list, i) => [...new Set(list.filter((t) => t >= lines[i].from - SNAP_METERS && t <= lines[i].to + SNAP_METERS))]);
}

const SNAP_METERS = 0.05;

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const isAvenue = (line: StreetLine) => line.along === 'v' && AVENUES.some((avenue) => avenue.at === line.at && avenue.name === line.name);

function structureEnds(line: StreetLine): number[] {
  if (!isAvenue(line)) return [];
  const rail = railV(line.at);
  return [-BRIDGE_REACH_METERS, BRIDGE_REACH_METERS, rail - UNDERPASS_REACH_METERS, rail + UNDERPASS_REACH_METERS].filter(
    (t) => t > line.from && t < line.to,
  );
}

function structureOf(line: StreetLine, middle: number): NetworkEdge['structure'] {
  if (!isAvenue(line)) return 'ground';
  if (Math.abs(middle) < BRIDGE_REACH_METERS) return 'bridge';
  return Math.abs(middle - railV(line.at)) < UNDERPASS_REACH_METERS ? 'tunnel' : 'ground';
}

function isGate(line: StreetLine, position: number): boolean {
  return line.gates.some((gate) => Math.abs(gate - position) < SNAP_METERS);
}

function straight(line: StreetLine, from: number, to: number): (readonly [number, number])[] {
  const pieces = Math.max(1, Math.ceil((to - from) / SHAPE_STEP_METERS));
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const t = i === pieces ? to : from + ((to - from) * i) / pieces;
    return line.along === 'u' ? ([t, line.at] as const) : ([line.at, t] as const);
  });
}

function measured(points: readonly (readonly [number, number])[]): { path: Float64Array; lengthMeters: number } {
  const path = new Float64Array(points.length * 2);
  let lengthMeters = 0;
  for (const [i, [u, v]] of points.entries()) {
    const { x, y } = groundOf(u, v);
    path[2 * i] = x;
    path[2 * i + 1] = y;
    if (i > 0) lengthMeters += Math.hypot(x - path[2 * i - 2], y - path[2 * i - 1]);
  }
  return { path, lengthMeters };
}

/** Dead ends of dead ends can be cut off from the rest: only the connected part with the most nodes is kept, renumbered. */
function largestPart(nodes: readonly DraftNode[], edges: readonly NetworkEdge[]): CityNetwork {
  const root = Int32Array.from(nodes.keys());
  const find = (i: number): number => {
    let at = i;
    while (root[at] !== at) {
      root[at] = root[root[at]];
      at = root[at];
    }
    return at;
  };
  for (const edge of edges) root[find(edge.from)] = find(edge.to);
  const sizes = new Map<number, number>();
  for (const i of nodes.keys()) sizes.set(find(i), (sizes.get(find(i)) ?? 0) + 1);
  const main = [...sizes].toSorted((a, b) => b[1] - a[1])[0]?.[0];
  const renumbered = new Int32Array(nodes.length).fill(-1);
  const kept: NetworkNode[] = [];
  for (const [i, node] of nodes.entries()) {
    if (find(i) !== main) continue;
    renumbered[i] = kept.length;
    kept.push({ x: node.x, y: node.y, gate: node.gate });
  }
  return {
    nodes: kept,
    edges: edges
      .filter((edge) => renumbered[edge.from] >= 0)
      .map((edge) => ({ ...edge, from: renumbered[edge.from], to: renumbered[edge.to] })),
  };
}
