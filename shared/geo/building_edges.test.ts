import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexBuildingEdges, isInsideBuilding, seenParts, seesPoint } from './building_edges';

/** Walls of closed rings. */
function walls(...rings: readonly (readonly (readonly [number, number])[])[]): Float64Array {
  return Float64Array.from(
    rings.flatMap((ring) => ring.flatMap(([x, y], i) => [x, y, ring[(i + 1) % ring.length][0], ring[(i + 1) % ring.length][1]])),
  );
}

const HOUSE = [
  [40, 20],
  [60, 20],
  [60, 80],
  [40, 80],
] as const;

function partsOf(edges: Float64Array, way: readonly [number, number, number, number], point: readonly [number, number]): number[] {
  const parts: number[] = [];
  seenParts(indexBuildingEdges(edges), ...way, ...point, 0, 1, parts);
  return parts;
}

describe('sight past buildings', () => {
  test('a house hides what lies behind it and nothing else', () => {
    const buildings = indexBuildingEdges(walls(HOUSE));
    expect(seesPoint(buildings, 0, 50, 100, 50)).toBe(false);
    expect(seesPoint(buildings, 0, 50, 30, 50)).toBe(true);
    expect(seesPoint(buildings, 0, 0, 100, 0)).toBe(true);
    expect(seesPoint(buildings, 0, 100, 100, 90)).toBe(true);
    expect(seesPoint(indexBuildingEdges(new Float64Array(0)), 0, 50, 100, 50)).toBe(true);
  });

  test('a centre inside a house, and somebody inside one, see no further than its walls', () => {
    const buildings = indexBuildingEdges(walls(HOUSE));
    expect(seesPoint(buildings, 0, 50, 50, 50)).toBe(false);
    expect(seesPoint(buildings, 50, 50, 100, 50)).toBe(false);
    expect(seesPoint(buildings, 50, 50, 55, 30)).toBe(true);
  });

  test('walking past a house the far side is hidden from where the line of sight meets its first corner until it leaves its last', () => {
    // along x = 0 northward 0..100; the point (100, 50): shadow of the near wall x = 40 between lines through its corners, and of the far wall x = 60
    const parts = partsOf(walls(HOUSE), [0, 0, 0, 200], [100, 50]);
    // through (60, 20): at x = 0, y = 50 + (20 - 50) * 100 / 40 = -25; through (60, 80): 125
    expect(parts).toHaveLength(2);
    expect(parts[0]).toBeCloseTo(125 / 200, 12);
    expect(parts[1]).toBe(1);
  });

  test('between two houses the gap opens and closes', () => {
    const other = [
      [40, -60],
      [60, -60],
      [60, 10],
      [40, 10],
    ] as const;
    const parts = partsOf(walls(HOUSE, other), [0, -100, 0, 100], [100, 15]);
    // seen through the gap 10..20, which is narrowest seen from the point at its far corners, x = 40: y = 15 ± 5 · 100 / 60
    expect(parts).toHaveLength(2);
    expect(-100 + 200 * parts[0]).toBeCloseTo(15 - 500 / 60, 9);
    expect(-100 + 200 * parts[1]).toBeCloseTo(15 + 500 / 60, 9);
  });

  const coordinate = fc.integer({ min: -100_000, max: 100_000 }).map((millimeters) => millimeters / 1000);
  const place = fc.tuple(coordinate, coordinate);

  const twiceArea = (a: readonly [number, number], b: readonly [number, number], c: readonly [number, number]): number =>
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

  test('it agrees with crossing the line of sight with every wall, anywhere on the way', () => {
    const crosses = (ax: number, ay: number, bx: number, by: number, cx: number, cy: number, dx: number, dy: number): boolean => {
      const side = (px: number, py: number, qx: number, qy: number, rx: number, ry: number): number =>
        Math.sign((qx - px) * (ry - py) - (qy - py) * (rx - px));
      return side(ax, ay, bx, by, cx, cy) !== side(ax, ay, bx, by, dx, dy) && side(cx, cy, dx, dy, ax, ay) !== side(cx, cy, dx, dy, bx, by);
    };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 12 }),
        place,
        place,
        place,
        fc.integer({ min: 1, max: 999 }).map((thousandths) => thousandths / 1000),
        (edges, from, to, point, share) => {
          const ends = Float64Array.from(edges.flat(2));
          const parts = partsOf(ends, [...from, ...to], point);
          const [x, y] = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
          // at the very edge of a shadow, or of a wall, either answer is right
          const corners = [...edges.flat(), point, [x, y] as const];
          fc.pre(
            corners.every((a, i) =>
              corners.every((b, j) => i >= j || corners.every((c, k) => j >= k || Math.abs(twiceArea(a, b, c)) > 1e-6)),
            ),
          );
          const seen = parts.some((edge, i) => i % 2 === 0 && edge <= share && share <= parts[i + 1]);
          const free = !edges.some(([a, b]) => crosses(x, y, ...point, ...a, ...b));
          expect(seen).toBe(free);
          expect(seesPoint(indexBuildingEdges(ends), x, y, ...point)).toBe(free);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('a position is inside a house and not in its courtyard', () => {
    const yard = [
      [45, 40],
      [55, 40],
      [55, 60],
      [45, 60],
    ] as const;
    const buildings = indexBuildingEdges(walls(HOUSE, yard));
    expect(isInsideBuilding(buildings, 42, 50)).toBe(true);
    expect(isInsideBuilding(buildings, 50, 50)).toBe(false);
    expect(isInsideBuilding(buildings, 39, 50)).toBe(false);
    expect(isInsideBuilding(buildings, 1000, 1000)).toBe(false);
  });
});
