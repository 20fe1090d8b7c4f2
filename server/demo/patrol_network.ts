import type { CityNetwork } from './city_network';
import type { HighwayClass } from './city_plan';

/** Patrol pace by class of street, metres per second: below the limit, as one drives to look. */
const DRIVE_PACE: Readonly<Record<HighwayClass, number>> = {
  trunk: 12,
  primary: 9.5,
  secondary: 8.4,
  tertiary: 7,
  residential: 5,
  living_street: 3.2,
  service: 3.4,
  pedestrian: 0,
  footway: 0,
};
const WALK_PACE = 1.25;

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
export function createPatrolNetwork(
  city: CityNetwork,
  mode: 'vehicle' | 'foot',
  destinations: readonly number[],
  reachSeconds: number,
): PatrolNetwork {
  const paceOf = (edge: number) => (mode === 'vehicle' ? DRIVE_PACE[city.edges[edge].highway] : WALK_PACE);
  const arcs = arcsInto(city, mode, paceOf);
  const seconds: Float32Array[] = [];
  const next: Int32Array[] = [];
  for (const destination of destinations) {
    const found = searchTowards(destination, arcs, city.nodes.length, reachSeconds);
    seconds.push(found.seconds);
    next.push(found.next);
  }
  return { city, mode, destinations, next, seconds, paceOf };
}

/** Arcs by the node they arrive at. */
interface ArcsInto {
  readonly offset: Int32Array;
  readonly arc: Int32Array;
  /** The node an arc comes from, and what it takes. */
  readonly before: Int32Array;
  readonly seconds: Float64Array;
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

function arcsInto(city: CityNetwork, mode: 'vehicle' | 'foot', paceOf: (edge: number) => number): ArcsInto {
  const lists: number[][] = city.nodes.map(() => []);
  for (const [i, edge] of city.edges.entries()) {
    if (mode === 'vehicle' && DRIVE_PACE[edge.highway] === 0) continue;
    if (mode === 'foot' || edge.oneway >= 0) lists[edge.to].push(2 * i);
    if (mode === 'foot' || edge.oneway <= 0) lists[edge.from].push(2 * i + 1);
  }
  const offset = new Int32Array(lists.length + 1);
  for (const [i, list] of lists.entries()) offset[i + 1] = offset[i] + list.length;
  const arc = Int32Array.from(lists.flat());
  return {
    offset,
    arc,
    before: arc.map((a) => ((a & 1) === 0 ? city.edges[a >> 1].from : city.edges[a >> 1].to)),
    seconds: Float64Array.from(arc, (a) => city.edges[a >> 1].lengthMeters / paceOf(a >> 1)),
  };
}

function searchTowards(
  destination: number,
  arcs: ArcsInto,
  nodeCount: number,
  reachSeconds: number,
): { seconds: Float32Array; next: Int32Array } {
  const seconds = new Float32Array(nodeCount).fill(Infinity);
  const next = new Int32Array(nodeCount).fill(-1);
  const done = new Uint8Array(nodeCount);
  const queue = createQueue(arcs.arc.length + 1);
  seconds[destination] = 0;
  queue.push(destination, 0);
  for (let node = queue.pop(); node >= 0; node = queue.pop()) {
    if (done[node] === 1) continue;
    done[node] = 1;
    for (let k = arcs.offset[node]; k < arcs.offset[node + 1]; k += 1) {
      const before = arcs.before[k];
      const key = seconds[node] + arcs.seconds[k];
      if (key >= seconds[before] || key > reachSeconds) continue;
      seconds[before] = key;
      next[before] = arcs.arc[k];
      queue.push(before, key);
    }
  }
  return { seconds, next };
}

/** A binary heap of nodes by key over flat arrays; `pop` answers −1 when it is empty. */
function createQueue(capacity: number) {
  const nodes = new Int32Array(capacity);
  const keys = new Float64Array(capacity);
  let size = 0;
  return {
    push(node: number, key: number): void {
      let at = size;
      size += 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (keys[parent] <= key) break;
        nodes[at] = nodes[parent];
        keys[at] = keys[parent];
        at = parent;
      }
      nodes[at] = node;
      keys[at] = key;
    },
    pop(): number {
      if (size === 0) return -1;
      const top = nodes[0];
      size -= 1;
      const node = nodes[size];
      const key = keys[size];
      let at = 0;
      for (let child = 1; child < size; child = 2 * at + 1) {
        if (child + 1 < size && keys[child + 1] < keys[child]) child += 1;
        if (key <= keys[child]) break;
        nodes[at] = nodes[child];
        keys[at] = keys[child];
        at = child;
      }
      nodes[at] = node;
      keys[at] = key;
      return top;
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
