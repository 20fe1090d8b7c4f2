import { Refusal } from '../model/refusal';
import type { GridBalance } from '../model/views/grid_view';
import type { LngLat } from './lng_lat';
import { dissolve } from './police_grid_dissolve';
import { gridLoads, type GridLoad } from './police_grid_load';
import { mergeBlocks, partsOf, type BlockGraph } from './police_grid_merge';
import { borderKey, borderMeters, bordersOf, outlineSquareMeters, type CornerOutline } from './police_grid_outline';

/** A face of the street network: ground that no street of any class divides. */
export interface StreetFace {
  /** Number of the area it lies in; cells never reach over areas. */
  readonly area: number;
  /** Number of the block between arterials it lies in, and of the block between these and collectors. */
  readonly block: number;
  readonly quarter: number;
  readonly outline: CornerOutline;
}

export interface GenerationInput {
  readonly faces: readonly StreetFace[];
  readonly streets: readonly (readonly LngLat[])[];
  readonly incidents: readonly LngLat[];
  /** Cells wanted over all areas. */
  readonly cells: number;
  /** Weight of street length against incidents, 0 to 1. */
  readonly streetShare: number;
  readonly seed: number;
}

export interface GeneratedCell extends GridLoad {
  readonly area: number;
  readonly outline: CornerOutline;
}

export interface GenerationControls {
  readonly onProgress?: ((stage: 'weighing' | 'merging', fractionDone: number) => void) | undefined;
  readonly shouldStop?: (() => boolean) | undefined;
}

/**
 * A block heavier than this part of a cell's share is taken apart along finer streets: whole ones could not be balanced. Chosen, because blocks of a fifth let
 * a cell of five to ten blocks come within some percent of its share.
 */
const LARGEST_BLOCK_SHARE = 0.2;
/** Ground this slim is what lies between two carriageways; it goes to the neighbour it borders most. Isoperimetric quotient, chosen: a strip 1 : 16. */
const SLIVER_QUOTIENT = 0.18;
const SLIVER_SQUARE_METERS = 20_000;

/**
 * Police cells from the faces of the street network: faces are gathered to blocks bounded by arterials (by finer streets where a block is too heavy), and
 * blocks merged to connected cells of like load, each area for itself. Throws a Refusal when stopped, or when there are no faces. About 10 s for 8,000 faces.
 */
export function generateGrid(input: GenerationInput, controls: GenerationControls = {}): GeneratedCell[] {
  const { faces, cells, streetShare } = input;
  if (faces.length === 0)
    throw new Refusal('grid_no_blocks', 'no streets bound any ground here', 'import streets first, or choose another area');
  controls.onProgress?.('weighing', 0);
  const loads = gridLoads(
    faces.map((face) => face.outline),
    input.streets,
    input.incidents,
  );
  const load = relativeLoads(loads, streetShare);
  const total = load.reduce((sum, value) => sum + value, 0);
  const touching = facesTouching(faces);
  const areas = new Map<number, number[]>();
  faces.forEach((face, i) => areas.set(face.area, [...(areas.get(face.area) ?? []), i]));
  const counts = shareOut(
    [...areas.values()].map((members) => members.reduce((sum, i) => sum + load[i], 0)),
    cells,
  );
  const result: GeneratedCell[] = [];
  let done = 0;
  [...areas].forEach(([area, members], k) => {
    const target = total > 0 ? total / cells : Infinity;
    const blocks = blocksOf(faces, members, load, touching, LARGEST_BLOCK_SHARE * target);
    const graph = graphOf(faces, blocks, load, touching);
    const count = Math.max(counts[k], partsOf(graph).length);
    const cellOfBlock = mergeBlocks(graph, Math.min(count, blocks.length), {
      seed: input.seed + k,
      shouldStop: controls.shouldStop,
      onProgress: (fraction) => controls.onProgress?.('merging', (done + fraction * members.length) / faces.length),
    });
    if (controls.shouldStop?.() === true) throw new Refusal('cancelled', 'making the police grid was cancelled');
    done += members.length;
    for (let cell = 0; cell < Math.min(count, blocks.length); cell++) {
      const own = blocks.flatMap((block, i) => (cellOfBlock[i] === cell ? block : []));
      if (own.length === 0) continue;
      result.push({
        area,
        outline: dissolve(own.map((i) => faces[i].outline)),
        streetMeters: own.reduce((sum, i) => sum + loads[i].streetMeters, 0),
        incidents: own.reduce((sum, i) => sum + loads[i].incidents, 0),
      });
    }
  });
  return result;
}

/** Largest over mean, of the load and of each of its parts; undefined when there are no streets. */
export function gridBalance(cells: readonly GridLoad[], streetShare: number): GridBalance | undefined {
  const over = (values: readonly number[]) => {
    const sum = values.reduce((all, value) => all + value, 0);
    return sum === 0 ? 1 : (Math.max(...values) * values.length) / sum;
  };
  if (cells.every((cell) => cell.streetMeters === 0 && cell.incidents === 0)) return undefined;
  return {
    maxOverMeanLoad: over([...relativeLoads(cells, streetShare)]),
    maxOverMeanStreets: over(cells.map((cell) => cell.streetMeters)),
    maxOverMeanIncidents: over(cells.map((cell) => cell.incidents)),
  };
}

/** Share of all streets and of all incidents, weighed; with nothing of one kind the other counts alone. */
function relativeLoads(loads: readonly GridLoad[], streetShare: number): Float64Array {
  const streets = loads.reduce((sum, load) => sum + load.streetMeters, 0);
  const incidents = loads.reduce((sum, load) => sum + load.incidents, 0);
  const share = incidents === 0 ? 1 : streets === 0 ? 0 : streetShare;
  return Float64Array.from(
    loads,
    (load) =>
      (share > 0 ? (share * load.streetMeters) / (streets || 1) : 0) + (share < 1 ? ((1 - share) * load.incidents) / (incidents || 1) : 0),
  );
}

/** Whole numbers of at least one, near to the weights, that sum to `total` where there are not more weights: largest remainders (Hamilton). */
function shareOut(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => (sum === 0 ? total / weights.length : (weight / sum) * total));
  const counts = exact.map((value) => Math.max(1, Math.floor(value)));
  for (;;) {
    const left = total - counts.reduce((all, count) => all + count, 0);
    if (left === 0 || (left < 0 && counts.every((count) => count === 1))) return counts;
    // The area whose cells are furthest above (or below) their share gains (or loses) one.
    let best = -1;
    counts.forEach((count, i) => {
      if (left < 0 && count === 1) return;
      const load = (index: number) => exact[index] / (left > 0 ? counts[index] : counts[index] - 1);
      if (best < 0 || (left > 0 ? load(i) > load(best) : load(i) < load(best))) best = i;
    });
    counts[best] += Math.sign(left);
  }
}

/** For each face its neighbours in the same area, with the length of the border. */
function facesTouching(faces: readonly StreetFace[]): ReadonlyMap<number, number>[] {
  const sideOfBorder = new Map<string, number>();
  const touching: Map<number, number>[] = faces.map(() => new Map());
  faces.forEach((face, i) => {
    for (const [a, b] of bordersOf(face.outline)) {
      const key = borderKey(a, b);
      const other = sideOfBorder.get(key);
      if (other === undefined) sideOfBorder.set(key, i);
      else if (faces[other].area === face.area && other !== i) {
        const meters = borderMeters(a, b);
        touching[i].set(other, (touching[i].get(other) ?? 0) + meters);
        touching[other].set(i, (touching[other].get(i) ?? 0) + meters);
      }
    }
  });
  return touching;
}

/** Faces of an area gathered to blocks: by arterials, by collectors where that is too heavy, else face by face; slivers go to a neighbour. */
function blocksOf(
  faces: readonly StreetFace[],
  members: readonly number[],
  load: Float64Array,
  touching: readonly ReadonlyMap<number, number>[],
  heaviest: number,
): number[][] {
  const gathered = (list: readonly number[], key: (face: StreetFace) => number) => {
    const groups = new Map<number, number[]>();
    for (const i of list) groups.set(key(faces[i]), [...(groups.get(key(faces[i])) ?? []), i]);
    // An area's edge may cut a block in pieces.
    return [...groups.values()].flatMap((group) => connected(group, touching));
  };
  const weight = (group: readonly number[]) => group.reduce((sum, i) => sum + load[i], 0);
  const blocks = gathered(members, (face) => face.block)
    .flatMap((group) => (weight(group) <= heaviest ? [group] : gathered(group, (face) => face.quarter)))
    .flatMap((group) => (weight(group) <= heaviest ? [group] : group.map((i) => [i])));
  return withoutSlivers(faces, blocks, touching);
}

function connected(group: readonly number[], touching: readonly ReadonlyMap<number, number>[]): number[][] {
  const left = new Set(group);
  const parts: number[][] = [];
  for (const start of group) {
    if (!left.delete(start)) continue;
    const part = [start];
    for (let k = 0; k < part.length; k++) for (const [other] of touching[part[k]]) if (left.delete(other)) part.push(other);
    parts.push(part);
  }
  return parts;
}

function withoutSlivers(
  faces: readonly StreetFace[],
  blocks: readonly number[][],
  touching: readonly ReadonlyMap<number, number>[],
): number[][] {
  const blockOf = new Map<number, number>();
  blocks.forEach((block, b) => {
    for (const i of block) blockOf.set(i, b);
  });
  const kept = blocks.map((block) => [...block]);
  blocks.forEach((_block, b) => {
    const own = kept[b];
    if (own.length === 0 || !isSliver(own.map((i) => faces[i].outline))) return;
    const shared = new Map<number, number>();
    for (const i of own) {
      for (const [other, meters] of touching[i]) {
        const to = blockOf.get(other);
        if (to !== undefined && to !== b) shared.set(to, (shared.get(to) ?? 0) + meters);
      }
    }
    const [into] = [...shared].sort((p, q) => q[1] - p[1])[0] ?? [];
    if (into === undefined) return;
    for (const i of own) blockOf.set(i, into);
    kept[into].push(...own);
    kept[b] = [];
  });
  return kept.filter((block) => block.length > 0);
}

function isSliver(outlines: readonly CornerOutline[]): boolean {
  const outline = outlines.length === 1 ? outlines[0] : dissolve(outlines);
  const area = outlineSquareMeters(outline);
  let around = 0;
  for (const [a, b] of bordersOf(outline)) around += borderMeters(a, b);
  return area < SLIVER_SQUARE_METERS && (4 * Math.PI * area) / around ** 2 < SLIVER_QUOTIENT;
}

/** Steps of 1e-7 degrees to metres, good enough to compare distances within a city. */
const METERS_PER_STEP = 0.0111;

function graphOf(
  faces: readonly StreetFace[],
  blocks: readonly (readonly number[])[],
  load: Float64Array,
  touching: readonly ReadonlyMap<number, number>[],
): BlockGraph {
  const blockOf = new Map<number, number>();
  blocks.forEach((block, b) => {
    for (const i of block) blockOf.set(i, b);
  });
  const x = new Float64Array(blocks.length);
  const y = new Float64Array(blocks.length);
  const neighbours = blocks.map((block, b) => {
    const shared = new Map<number, number>();
    let corners = 0;
    for (const i of block) {
      for (const [outer] of faces[i].outline) {
        for (const corner of outer) {
          x[b] += corner.x * METERS_PER_STEP * Math.cos(((corner.y / 1e7) * Math.PI) / 180);
          y[b] += corner.y * METERS_PER_STEP;
          corners++;
        }
      }
      for (const [other, meters] of touching[i]) {
        const to = blockOf.get(other);
        if (to !== undefined && to !== b) shared.set(to, (shared.get(to) ?? 0) + meters);
      }
    }
    x[b] /= corners;
    y[b] /= corners;
    return [...shared].map(([block_, meters]) => ({ block: block_, borderMeters: meters }));
  });
  return { loads: Float64Array.from(blocks, (block) => block.reduce((sum, i) => sum + load[i], 0)), x, y, neighbours };
}
