import { seededRandom } from '../planning/seeded_random';

/** Blocks that touch, and what each weighs. */
export interface BlockGraph {
  /** Load of each block; the sum may be 0. */
  readonly loads: Float64Array;
  /** Middle of each block, metres on some plane. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** For each block its neighbours and the length of the border with each. */
  readonly neighbours: readonly (readonly { readonly block: number; readonly borderMeters: number }[])[];
}

export interface MergeControls {
  readonly seed: number;
  /** Told the share of the search done. */
  readonly onProgress?: ((fractionDone: number) => void) | undefined;
  /** True asks to stop with the best so far. */
  readonly shouldStop?: (() => boolean) | undefined;
}

/** Weight of border length against balance: chosen, so that a cell 10 % off balance is accepted for a border a quarter shorter. */
const SHAPE_WEIGHT = 0.06;
const STEPS_PER_BLOCK = 400;
const MOST_STEPS = 600_000;
const FIRST_TEMPERATURE = 0.15;
const LAST_TEMPERATURE = 0.0005;

/**
 * Divides connected blocks into `count` connected cells of like load: seeds far apart grow by their lightest cell, then borders are annealed one block at a
 * time. Answers the cell of each block, 0 to count − 1. Blocks that do not hang together need a cell for each part: `count` must not be less than the
 * parts. Deterministic for a seed. Time: blocks times {@link STEPS_PER_BLOCK}, each step linear in the blocks of one cell.
 */
export function mergeBlocks(graph: BlockGraph, count: number, controls: MergeControls): Int32Array {
  const blocks = graph.loads.length;
  if (count >= blocks) return Int32Array.from({ length: blocks }, (_, i) => i);
  const cell = growCells(graph, seedsOf(graph, count), count);
  anneal(graph, cell, count, controls);
  return cell;
}

/** One seed in each part of the graph, the others one by one where the nearest seed is farthest, weighed by load. */
function seedsOf(graph: BlockGraph, count: number): number[] {
  const seeds = partsOf(graph).map((part) =>
    part.reduce((best, block) => (graph.loads[block] > graph.loads[best] ? block : best), part[0]),
  );
  const nearest = new Float64Array(graph.loads.length).fill(Infinity);
  const near = (seed: number) => {
    for (let i = 0; i < nearest.length; i++)
      nearest[i] = Math.min(nearest[i], Math.hypot(graph.x[i] - graph.x[seed], graph.y[i] - graph.y[seed]));
  };
  for (const seed of seeds) near(seed);
  const mean = graph.loads.reduce((sum, load) => sum + load, 0) / graph.loads.length || 1;
  while (seeds.length < count) {
    let best = 0;
    let bestScore = -1;
    for (let i = 0; i < nearest.length; i++) {
      const score = nearest[i] * Math.sqrt(0.2 + graph.loads[i] / mean);
      if (nearest[i] > 0 && score > bestScore) [best, bestScore] = [i, score];
    }
    if (bestScore < 0) break;
    seeds.push(best);
    near(best);
  }
  return seeds;
}

/** Blocks grouped by what hangs together. */
export function partsOf(graph: Pick<BlockGraph, 'neighbours'>): number[][] {
  const seen = new Uint8Array(graph.neighbours.length);
  const parts: number[][] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1) continue;
    const part = [start];
    seen[start] = 1;
    for (let k = 0; k < part.length; k++) {
      for (const { block } of graph.neighbours[part[k]]) {
        if (seen[block] === 1) continue;
        seen[block] = 1;
        part.push(block);
      }
    }
    parts.push(part);
  }
  return parts;
}

function growCells(graph: BlockGraph, seeds: readonly number[], count: number): Int32Array {
  const cell = new Int32Array(graph.loads.length).fill(-1);
  const load = new Float64Array(count);
  const done = new Uint8Array(count);
  const frontier: Set<number>[] = Array.from({ length: count }, () => new Set());
  const take = (block: number, into: number) => {
    cell[block] = into;
    load[into] += graph.loads[block];
    for (const neighbour of graph.neighbours[block]) if (cell[neighbour.block] < 0) frontier[into].add(neighbour.block);
  };
  seeds.forEach((seed, i) => take(seed, i));
  for (let left = graph.loads.length - seeds.length; left > 0;) {
    let lightest = -1;
    for (let i = 0; i < seeds.length; i++) if (done[i] === 0 && (lightest < 0 || load[i] < load[lightest])) lightest = i;
    if (lightest < 0) break;
    let best = -1;
    let bestMeters = Infinity;
    for (const block of frontier[lightest]) {
      if (cell[block] >= 0) {
        frontier[lightest].delete(block);
        continue;
      }
      const meters = Math.hypot(graph.x[block] - graph.x[seeds[lightest]], graph.y[block] - graph.y[seeds[lightest]]);
      if (meters < bestMeters) [best, bestMeters] = [block, meters];
    }
    if (best < 0) done[lightest] = 1;
    else {
      take(best, lightest);
      left--;
    }
  }
  return cell;
}

/** Moves blocks over borders while cells stay whole: always when it helps, else by chance that fades. Leaves the best it met in `cell`. */
function anneal(graph: BlockGraph, cell: Int32Array, count: number, { seed, onProgress, shouldStop }: MergeControls): void {
  const random = seededRandom(seed);
  const blocks = cell.length;
  const load = new Float64Array(count);
  const size = new Int32Array(count);
  for (let i = 0; i < blocks; i++) {
    load[cell[i]] += graph.loads[i];
    size[cell[i]]++;
  }
  const target = load.reduce((sum, value) => sum + value, 0) / count || 1;
  let border = 0;
  for (let i = 0; i < blocks; i++) for (const { borderMeters } of graph.neighbours[i]) border += borderMeters / 2;
  const borderUnit = (border / blocks) * Math.sqrt(blocks / count) || 1;
  const stillWhole = wholenessTest(graph, cell);
  const steps = Math.min(MOST_STEPS, blocks * STEPS_PER_BLOCK);
  const best = Int32Array.from(cell);
  let energy = 0;
  let bestEnergy = 0;
  for (let step = 0; step < steps; step++) {
    if (step % 4096 === 0) {
      onProgress?.(step / steps);
      if (shouldStop?.() === true) break;
    }
    const block = Math.floor(random() * blocks);
    const near = graph.neighbours[block];
    if (near.length === 0) continue;
    const from = cell[block];
    const into = cell[near[Math.floor(random() * near.length)].block];
    if (into === from || size[from] === 1) continue;
    const moved = graph.loads[block];
    const before = ((load[from] - target) / target) ** 2 + ((load[into] - target) / target) ** 2;
    const after = ((load[from] - moved - target) / target) ** 2 + ((load[into] + moved - target) / target) ** 2;
    let cut = 0;
    for (const { block: other, borderMeters } of near)
      cut += cell[other] === from ? borderMeters : cell[other] === into ? -borderMeters : 0;
    const change = after - before + (SHAPE_WEIGHT * cut) / borderUnit;
    const temperature = FIRST_TEMPERATURE * (LAST_TEMPERATURE / FIRST_TEMPERATURE) ** (step / steps);
    if (change > 0 && random() >= Math.exp(-change / temperature)) continue;
    if (!stillWhole(block, from)) continue;
    cell[block] = into;
    load[from] -= moved;
    load[into] += moved;
    size[from]--;
    size[into]++;
    energy += change;
    if (energy < bestEnergy - 1e-9) {
      bestEnergy = energy;
      best.set(cell);
    }
  }
  cell.set(best);
}

/** Whether a cell hangs together without one of its blocks: its neighbours in the cell still reach each other. */
function wholenessTest(graph: BlockGraph, cell: Int32Array): (without: number, from: number) => boolean {
  const seen = new Int32Array(cell.length);
  let mark = 0;
  return (without, from) => {
    const own = graph.neighbours[without].filter(({ block }) => cell[block] === from);
    if (own.length === 0) return false;
    mark++;
    seen[without] = mark;
    const queue = [own[0].block];
    seen[queue[0]] = mark;
    for (let k = 0; k < queue.length; k++) {
      for (const { block } of graph.neighbours[queue[k]]) {
        if (cell[block] !== from || seen[block] === mark) continue;
        seen[block] = mark;
        queue.push(block);
      }
    }
    return own.every(({ block }) => seen[block] === mark);
  };
}
