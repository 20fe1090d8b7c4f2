import {
  bordersOf,
  cornerKey,
  doubleArea,
  ringHolds,
  sameCorner,
  type Corner,
  type CornerOutline,
  type CornerRing,
} from './police_grid_outline';

type Border = readonly [Corner, Corner];

/**
 * The outline of several outlines that share borders corner for corner: borders named from both sides fall away, the rest is chained into rings. Exact:
 * the result covers what they cover together, with the corners they have. O(n) in the number of borders.
 */
export function dissolve(outlines: readonly CornerOutline[]): CornerOutline {
  const open = new Map<string, Border>();
  for (const outline of outlines) {
    for (const border of bordersOf(outline)) {
      const opposite = `${cornerKey(border[1])} ${cornerKey(border[0])}`;
      if (!open.delete(opposite)) open.set(`${cornerKey(border[0])} ${cornerKey(border[1])}`, border);
    }
  }
  return polygonsOf(ringsOf([...open.values()]));
}

/** Chains directed borders into rings; where several leave a corner, the one that keeps to the same ground. */
function ringsOf(borders: readonly Border[]): CornerRing[] {
  const leaving = new Map<string, Border[]>();
  for (const border of borders) {
    const key = cornerKey(border[0]);
    const list = leaving.get(key);
    if (list === undefined) leaving.set(key, [border]);
    else list.push(border);
  }
  const rings: CornerRing[] = [];
  const used = new Set<Border>();
  for (const start of borders) {
    if (used.has(start)) continue;
    const ring: Corner[] = [];
    let at = start;
    do {
      used.add(at);
      ring.push(at[0]);
      const next = firstClockwise(
        at,
        (leaving.get(cornerKey(at[1])) ?? []).filter((border) => border === start || !used.has(border)),
      );
      if (next === undefined) throw new Error('borders of police cells do not close');
      at = next;
    } while (at !== start);
    rings.push(...simpleRings(ring));
  }
  return rings;
}

/** Of the borders that leave the end of `at`, the first met turning clockwise from where it came: the other side of the same ground. */
function firstClockwise(at: Border, leaving: readonly Border[]): Border | undefined {
  if (leaving.length <= 1) return leaving[0];
  const back = Math.atan2(at[0].y - at[1].y, at[0].x - at[1].x);
  let best: Border | undefined;
  let bestTurn = Infinity;
  for (const border of leaving) {
    const angle = Math.atan2(border[1].y - border[0].y, border[1].x - border[0].x);
    const turn = (((back - angle) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI) || 2 * Math.PI;
    if (turn < bestTurn) {
      bestTurn = turn;
      best = border;
    }
  }
  return best;
}

/** Cuts a ring that passes a corner twice into rings that do not: an outline that touches itself is an outer ring and a hole. */
function simpleRings(ring: readonly Corner[]): CornerRing[] {
  const rings: CornerRing[] = [];
  const path: Corner[] = [];
  const positions = new Map<string, number>();
  for (const corner of ring) {
    const key = cornerKey(corner);
    const seen = positions.get(key);
    if (seen !== undefined) {
      const loop = path.splice(seen);
      for (const left of loop) positions.delete(cornerKey(left));
      if (loop.length >= 3) rings.push(loop);
    }
    positions.set(key, path.length);
    path.push(corner);
  }
  if (path.length >= 3) rings.push(path);
  return rings;
}

/** Outer rings with the holes that lie in them. */
function polygonsOf(rings: readonly CornerRing[]): CornerOutline {
  const outers = rings.filter((ring) => doubleArea(ring) > 0).toSorted((a, b) => doubleArea(a) - doubleArea(b));
  const polygons = outers.map((outer): CornerRing[] => [outer]);
  for (const hole of rings) {
    if (doubleArea(hole) > 0) continue;
    const index = outers.findIndex((outer) => hole.every((corner) => ringHolds(outer, corner)) && !isSameRing(outer, hole));
    if (index < 0) throw new Error('a hole of a police cell lies outside it');
    polygons[index].push(hole);
  }
  return polygons.toReversed();
}

function isSameRing(a: CornerRing, b: CornerRing): boolean {
  return a.length === b.length && b.every((corner) => a.some((other) => sameCorner(other, corner)));
}
