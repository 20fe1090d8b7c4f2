import type { CityNetwork } from './city_network';
import type { HighwayClass } from './city_plan';

/** Patrol pace by class of street, metres per second: below the limit, as one drives to look. */
const DRIVE_PACE: Readonly<Record<HighwayClass, number>> = { trunk: 12, primary: 9.5, secondary: 8.4, tertiary: 7, residential: 5, living_street: 3.2, service: 3.4, pedestrian: 0, footway: 0 };
export const WALK_PACE = 1.25;

/** The streets as one mode sees them, with ways to chosen destinations worked out beforehand. */
export interface PatrolNetwork {
  readonly city: CityNetwork;
  readonly mode: 'vehicle' | 'foot';
  /** Node indices of the destinations. */
  readonly destinations: readonly number[];
  /** Per destination, per node: the arc to take next (edge · 2 + 1 if against its direction), −1 at the end or where there is no way. */
  readonly next: readonly Int32Array[];
  /** Per destination, per node: seconds to go, Infinity where there is no way. */
  readonly seconds: readonly Float32Array[];
  paceOf(edge: number): number;
}

/** Works out the ways from everywhere to each destination; `reachSeconds` cuts the search off. Cost: one Dijkstra search per destination. */
export function createPatrolNetwork(city: CityNetwork, mode: 'vehicle' | 'foot', destinations: readonly number[], reachSeconds: number): PatrolNetwork {
  const paceOf = (edge: number) => (mode === 'vehicle' ? DRIVE_PACE[city.edges[edge].highway] : WALK_PACE);
  const arcs = arcsInto(city, mode);
  const seconds: Float32Array[] = [];
  const next: Int32Array[] = [];
  const arcSeconds = Float64Array.from(city.edges, (edge, i) => (paceOf(i) > 0 ? edge.lengthMeters / paceOf(i) : Infinity));
  for (const destination of destinations) {
    const found = searchTowards(destination, arcs, arcSeconds, city, reachSeconds);
    seconds.push(found.seconds);
    next.push(found.next);
  }
  return { city, mode, destinations, next, seconds, paceOf };
}

/** Arcs by the node they arrive at. */
interface ArcsInto {
  readonly offset: Int32Array;
  readonly arc: Int32Array;
}

/** Which nodes a mode can use at all. */
export function nodesOf(city: CityNetwork, mode: 'vehicle' | 'foot'): Uint8Array {
  const usable = new Uint8Array(city.nodes.length);
  for (const edge of city.edges) {
    if (mode === 'vehicle' && DRIVE_PACE[edge.highway] === 0) continue;
    usable[edge.from] = 1;
    usable[edge.to] = 1;
  }
  return usable;
}

function arcsInto(city: CityNetwork, mode: 'vehicle' | 'foot'): ArcsInto {
  const lists: number[][] = city.nodes.map(() => []);
  for (const [i, edge] of city.edges.entries()) {
    if (mode === 'vehicle' && DRIVE_PACE[edge.highway] === 0) continue;
    if (mode === 'foot' || edge.oneway >= 0) lists[edge.to].push(2 * i);
    if (mode === 'foot' || edge.oneway <= 0) lists[edge.from].push(2 * i + 1);
  }
  const offset = new Int32Array(lists.length + 1);
  for (const [i, list] of lists.entries()) offset[i + 1] = offset[i] + list.length;
  return { offset, arc: Int32Array.from(lists.flat()) };
}

function searchTowards(destination: number, arcs: ArcsInto, arcSeconds: Float64Array, city: CityNetwork, reachSeconds: number): { seconds: Float32Array; next: Int32Array } {
  const seconds = new Float32Array(city.nodes.length).fill(Infinity);
  const next = new Int32Array(city.nodes.length).fill(-1);
  const heap = createHeap();
  seconds[destination] = 0;
  heap.push(destination, 0);
  for (let item = heap.pop(); item !== undefined; item = heap.pop()) {
    if (item.key > seconds[item.node] + 1e-3) continue;
    for (let k = arcs.offset[item.node]; k < arcs.offset[item.node + 1]; k += 1) {
      const arc = arcs.arc[k];
      const edge = city.edges[arc >> 1];
      const before = (arc & 1) === 0 ? edge.from : edge.to;
      const key = item.key + arcSeconds[arc >> 1];
      if (key >= seconds[before] || key > reachSeconds) continue;
      seconds[before] = key;
      next[before] = arc;
      heap.push(before, key);
    }
  }
  return { seconds, next };
}

/** A binary heap of nodes by key; stale entries are left in and skipped by the caller. */
function createHeap() {
  const nodes: number[] = [];
  const keys: number[] = [];
  const swap = (a: number, b: number) => {
    [nodes[a], nodes[b]] = [nodes[b], nodes[a]];
    [keys[a], keys[b]] = [keys[b], keys[a]];
  };
  return {
    push(node: number, key: number): void {
      nodes.push(node);
      keys.push(key);
      for (let i = nodes.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (keys[parent] <= keys[i]) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop(): { readonly node: number; readonly key: number } | undefined {
      const node = nodes[0];
      const key = keys[0];
      if (node === undefined || key === undefined) return undefined;
      const lastNode = nodes.pop();
      const lastKey = keys.pop();
      if (nodes.length > 0 && lastNode !== undefined && lastKey !== undefined) {
        nodes[0] = lastNode;
        keys[0] = lastKey;
        for (let i = 0; ; ) {
          let least = 2 * i + 1;
          if (least >= nodes.length) break;
          if (least + 1 < nodes.length && keys[least + 1] < keys[least]) least += 1;
          if (keys[i] <= keys[least]) break;
          swap(i, least);
          i = least;
        }
      }
      return { node, key };
    },
  };
}

/** The usable node nearest to a ground position. */
export function nearestNode(city: CityNetwork, usable: Uint8Array, at: { readonly x: number; readonly y: number }): number {
  let best = -1;
  let bestSquared = Infinity;
  for (const [i, node] of city.nodes.entries()) {
    if (usable[i] === 0) continue;
    const squared = (node.x - at.x) ** 2 + (node.y - at.y) ** 2;
    if (squared < bestSquared) {
      bestSquared = squared;
      best = i;
    }
  }
  return best;
}
