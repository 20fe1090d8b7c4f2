import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProjectedMeters } from '../geo/lng_lat';
import { createAirspace, flightLegs, isClosed, isLegClear } from './airspace';
import { DEFAULT_AIRFRAME, droneSwathMeters, nadirFootprint, requireFlyable } from './drone_airframe';

const coordinate = fc.integer({ min: -3000, max: 3000 });
const position = fc.record({ x: coordinate, y: coordinate });

/** Star-shaped rings, convex or not, never crossing themselves. */
const ring = fc.tuple(position, fc.array(fc.integer({ min: 30, max: 900 }), { minLength: 3, maxLength: 9 })).map(([center, radii]) =>
  radii.map((radius, i): ProjectedMeters => {
    const angle = (2 * Math.PI * i) / radii.length;
    return { x: center.x + radius * Math.cos(angle), y: center.y + radius * Math.sin(angle) };
  }),
);

/** Independent of the code tested: the winding number by summed angles, at many points along a leg. */
function isInside(point: ProjectedMeters, corners: readonly ProjectedMeters[]): boolean {
  let turned = 0;
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length];
    const angle = Math.atan2(b.y - point.y, b.x - point.x) - Math.atan2(a.y - point.y, a.x - point.x);
    turned += Math.atan2(Math.sin(angle), Math.cos(angle));
  });
  return Math.abs(turned) > Math.PI;
}

function sampled(path: readonly ProjectedMeters[]): ProjectedMeters[] {
  return path.slice(1).flatMap((to, i) =>
    Array.from({ length: 41 }, (_, k) => ({
      x: path[i].x + ((to.x - path[i].x) * k) / 40,
      y: path[i].y + ((to.y - path[i].y) * k) / 40,
    })),
  );
}

describe('flights', () => {
  test('never cross a closed area', () => {
    let flown = 0;
    fc.assert(
      fc.property(fc.array(ring, { minLength: 1, maxLength: 4 }), fc.array(position, { minLength: 2, maxLength: 4 }), (rings, points) => {
        const legs = flightLegs(createAirspace(rings), points);
        for (let from = 0; from < points.length; from++) {
          for (let to = 0; to < points.length; to++) {
            const path = legs.path(from, to);
            if (path === undefined) continue;
            flown++;
            if (sampled(path).some((point) => rings.some((corners) => isInside(point, corners)))) return false;
          }
        }
        return true;
      }),
      { numRuns: 700 },
    );
    expect(flown).toBeGreaterThan(2000);
  });

  test('are straight where nothing is in the way, and never shorter than straight', () => {
    let straightened = 0;
    fc.assert(
      fc.property(fc.array(ring, { maxLength: 3 }), position, position, (rings, a, b) => {
        const airspace = createAirspace(rings);
        const meters = flightLegs(airspace, [a, b]).meters[1];
        const straight = Math.hypot(a.x - b.x, a.y - b.y);
        const isClear = isLegClear(airspace, a, b);
        straightened += isClear ? 1 : 0;
        return isClear ? meters === straight : meters >= straight;
      }),
      { numRuns: 300 },
    );
    expect(straightened).toBeGreaterThan(50);
  });

  test('go round a square by its corners, ten metres off', () => {
    const square = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 100, y: 100 },
      { x: 0, y: 100 },
    ];
    const legs = flightLegs(createAirspace([square]), [
      { x: -50, y: 50 },
      { x: 150, y: 50 },
    ]);
    const off = 10 / Math.SQRT2;
    expect(legs.path(0, 1)).toHaveLength(4);
    // Closed form: to the corner, along the side, and to the goal
    expect(legs.meters[1]).toBeCloseTo(2 * Math.hypot(50 - off, 50 + off) + 100 + 2 * off, 9);
  });

  test('do not start or end inside a closed area', () => {
    const square = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 100, y: 100 },
      { x: 0, y: 100 },
    ];
    const airspace = createAirspace([square]);
    expect(isClosed(airspace, { x: 50, y: 50 })).toBe(true);
    expect(isClosed(airspace, { x: 100, y: 50 })).toBe(true);
    expect(
      flightLegs(airspace, [
        { x: 50, y: 50 },
        { x: 300, y: 50 },
      ]).path(0, 1),
    ).toBeUndefined();
  });
});

describe('a drone camera', () => {
  test('sees 180.1 x 99.7 m straight down from 100 m, as METHODS 3 says', () => {
    const { widthMeters, lengthMeters } = nadirFootprint({ ...DEFAULT_AIRFRAME, heightMeters: 100 });
    expect(widthMeters).toBeCloseTo(180.1, 1);
    expect(lengthMeters).toBeCloseTo(99.7, 1);
    expect(droneSwathMeters({ ...DEFAULT_AIRFRAME, heightMeters: 100 })).toBe(lengthMeters);
  });

  test('is kept at 12.5 pixels per metre and sees nothing at 25', () => {
    expect(droneSwathMeters({ ...DEFAULT_AIRFRAME, heightMeters: 100, leastPixelsPerMeter: 25 })).toBe(0);
  });

  test('does not fly above the ceiling', () => {
    expect(() => requireFlyable({ ...DEFAULT_AIRFRAME, heightMeters: 150 })).toThrow('above the ceiling of 120 m');
  });
});
