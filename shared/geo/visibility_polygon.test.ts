import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexBuildingEdges, seesPoint } from './building_edges';
import type { ProjectedMeters } from './lng_lat';
import { isInView, visibilityPolygon, type Viewpoint } from './visibility_polygon';

const NOTHING = indexBuildingEdges(new Float64Array(0));
const AROUND: Viewpoint = { x: 0, y: 0, rangeMeters: 100, bearingDegrees: 0, hfovDegrees: 360 };

function area(ring: readonly ProjectedMeters[]): number {
  return Math.abs(ring.reduce((sum, { x, y }, i) => sum + x * ring[(i + 1) % ring.length].y - ring[(i + 1) % ring.length].x * y, 0)) / 2;
}

function contains(ring: readonly ProjectedMeters[], x: number, y: number): boolean {
  let inside = false;
  for (const [i, a] of ring.entries()) {
    const b = ring[(i + 1) % ring.length];
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}

function edgesOf(...walls: readonly (readonly [number, number, number, number])[]) {
  return indexBuildingEdges(Float64Array.from(walls.flat()));
}

describe('the ground a camera sees', () => {
  test('without buildings it is a disc, or the sector of its field of view', () => {
    expect(Math.abs(area(visibilityPolygon(AROUND, NOTHING)) / (Math.PI * 1e4) - 1)).toBeLessThan(1e-4);
    const sector = visibilityPolygon({ ...AROUND, bearingDegrees: 350, hfovDegrees: 90 }, NOTHING);
    expect(Math.abs(area(sector) / ((Math.PI * 1e4) / 4) - 1)).toBeLessThan(1e-4);
    expect(contains(sector, 20, 60)).toBe(true);
    expect(contains(sector, 60, 20)).toBe(false);
    expect(contains(sector, -40, 50)).toBe(true);
  });

  test('a wall hides exactly its shadow', () => {
    // a wall 20 m north, 40 m wide, seen under 90°: sector of a quarter disc less the triangle before the wall
    const ring = visibilityPolygon(AROUND, edgesOf([-20, 20, 20, 20]));
    const shadow = (Math.PI * 1e4) / 4 - 400;
    expect(Math.abs(area(ring) - (Math.PI * 1e4 - shadow))).toBeLessThan(3);
  });

  test('where walls cross the nearer one hides, each on its side', () => {
    const ring = visibilityPolygon(AROUND, edgesOf([-40, 20, 40, 60], [-40, 60, 40, 20]));
    for (const [x, y, seen] of [
      [-10, 30, true],
      [10, 30, true],
      [0, 41, false],
      [-20, 45, false],
      [20, 45, false],
      [0, 39, true],
    ] as const)
      expect([x, y, contains(ring, x, y)]).toEqual([x, y, seen]);
  });

  const meters = (most: number) => fc.integer({ min: -most * 1000, max: most * 1000 }).map((millimeters) => millimeters / 1000);

  test('a point is inside exactly when it is in range and view and its line of sight meets no wall', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(meters(120), meters(120), meters(40), meters(40)), { minLength: 1, maxLength: 25 }),
        fc.integer({ min: -360, max: 720 }),
        fc.constantFrom(40, 90, 180, 270, 360),
        fc.array(fc.tuple(meters(130), meters(130)), { minLength: 20, maxLength: 20 }),
        (walls, bearingDegrees, hfovDegrees, points) => {
          const view = { ...AROUND, bearingDegrees, hfovDegrees };
          const buildings = edgesOf(...walls.map(([x, y, dx, dy]) => [x, y, x + dx, y + dy] as const));
          const ring = visibilityPolygon(view, buildings);
          for (const [x, y] of points) {
            // at its very edge, and between the chords and the circle of the rim, either answer is right
            if (ring.some((a, i) => distanceTo(a, ring[(i + 1) % ring.length], x, y) < 0.01)) continue;
            expect([x, y, contains(ring, x, y)]).toEqual([x, y, isInView(view, x, y) && seesPoint(buildings, 0, 0, x, y)]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

function distanceTo(a: ProjectedMeters, b: ProjectedMeters, x: number, y: number): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / length));
  return Math.hypot(a.x + share * dx - x, a.y + share * dy - y);
}
