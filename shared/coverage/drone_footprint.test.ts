import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProjectedMeters } from '../geo/lng_lat';
import type { Projection } from '../geo/projection';
import { creditPresence } from './credit_presence';
import { DEFAULT_DRONE_CAMERA, droneFootprint, type CameraStand } from './drone_footprint';
import { fixColumnsOf } from './fixes';

const PLANE: Projection = { toMeters: ([x, y]) => ({ x, y }), toLngLat: ({ x, y }) => [x, y] };
const CAMERA = DEFAULT_DRONE_CAMERA;
/** So fine that density cuts nothing off. */
const UNCUT = { ...CAMERA, leastPixelsPerMeter: 0.001 };
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

function stand(heightMeters: number, pitchDegrees: number, bearingDegrees = 0): CameraStand {
  return { x: 0, y: 0, heightMeters, pitchDegrees, bearingDegrees };
}

function area(corners: readonly ProjectedMeters[]): number {
  let twice = 0;
  for (const [i, { x, y }] of corners.entries()) {
    const next = corners[(i + 1) % corners.length];
    twice += x * next.y - next.x * y;
  }
  return Math.abs(twice) / 2;
}

/** Ground the ledger credits to a drone that hovers: squares of this side times their area. */
function creditedArea(cellMeters: number, at: CameraStand, camera = CAMERA): number {
  const fix = { lng: at.x, lat: at.y, heightMeters: at.heightMeters, pitchDegrees: at.pitchDegrees, yawDegrees: at.bearingDegrees };
  const fixes = fixColumnsOf([
    { instantMs: 0, ...fix },
    { instantMs: 10_000, ...fix },
  ]);
  const track = { unitId: 1, mode: 'drone', kind: 'sworn', duty: 'patrol', intervalSeconds: 10, fixes, camera } as const;
  const { intervals } = creditPresence(track, { projection: PLANE, cellMeters });
  const seen = new Set<number>();
  for (let i = 0; i < intervals.length; i++) if (intervals.duty[i] === 0) seen.add(intervals.squareId[i]);
  return seen.size * cellMeters * cellMeters;
}

describe('the ground in the picture of a drone', () => {
  test('straight down from 100 m with 84° x 53° it is 180.1 x 99.7 m, at any bearing, kept at 12.5 px/m and gone at 25', () => {
    const corners = droneFootprint(stand(100, -90), CAMERA);
    const width = Math.hypot(corners[1].x - corners[0].x, corners[1].y - corners[0].y);
    const length = Math.hypot(corners[2].x - corners[1].x, corners[2].y - corners[1].y);
    expect(width).toBeCloseTo(180.1, 1);
    expect(length).toBeCloseTo(99.7, 1);
    for (const bearing of [0, 30, 117, -400]) expect(area(droneFootprint(stand(100, -90, bearing), CAMERA))).toBeCloseTo(width * length, 6);
    expect(droneFootprint(stand(100, -90), { ...CAMERA, leastPixelsPerMeter: 25 })).toEqual([]);
  });

  test('looking ahead it is the trapezium between the rays of the upper and the lower edge', () => {
    for (const [height, pitch] of [
      [100, -60],
      [80, -45],
      [120, -75],
      [50, -30],
    ]) {
      const lower = rad(-pitch + CAMERA.vfovDegrees / 2);
      const upper = rad(-pitch - CAMERA.vfovDegrees / 2);
      // distance along the ground of each edge, and how wide the picture is there: the slant range times the cosine to the axis
      const near = height / Math.tan(lower);
      const far = height / Math.tan(upper);
      const widthAt = (angle: number): number => 2 * (height / Math.sin(angle)) * Math.cos(rad(CAMERA.vfovDegrees / 2)) * Math.tan(rad(42));
      const closed = ((widthAt(lower) + widthAt(upper)) / 2) * (far - near);
      expect(Math.abs(area(droneFootprint(stand(height, pitch, 33), UNCUT)) / closed - 1)).toBeLessThan(0.001);
    }
  });

  test('density cuts the trapezium across at one depth, and does away with the horizon', () => {
    // 3840 px over 2 tan 42° · depth = 12.5 px/m at 170.6 m along the optical axis
    const depth = 3840 / (12.5 * 2 * Math.tan(rad(42)));
    expect(depth).toBeCloseTo(170.6, 1);
    for (const [height, pitch] of [
      [100, -45],
      [60, -20],
      [40, -10],
    ]) {
      const down = rad(-pitch);
      const near = height / Math.tan(rad(-pitch + CAMERA.vfovDegrees / 2));
      const far = (depth - height * Math.sin(down)) / Math.cos(down);
      const widthAt = (ahead: number): number => 2 * Math.tan(rad(42)) * (ahead * Math.cos(down) + height * Math.sin(down));
      const closed = ((widthAt(near) + widthAt(far)) / 2) * (far - near);
      expect(widthAt(far)).toBeCloseTo(3840 / 12.5, 6);
      expect(Math.abs(area(droneFootprint(stand(height, pitch), CAMERA)) / closed - 1)).toBeLessThan(0.001);
    }
  });

  test('what is credited square by square has the same area within 0.1 %: straight down, ahead, cut', () => {
    for (const [height, pitch, bearing, cell] of [
      [100, -90, 20, 0.5],
      [60, -60, 75, 0.5],
      [100, -45, -140, 0.5],
      [40, -15, 5, 0.5],
    ] as const) {
      const at = { ...stand(height, pitch, bearing), x: 0.07, y: 0.03 };
      expect(Math.abs(creditedArea(cell, at) / area(droneFootprint(at, CAMERA)) - 1)).toBeLessThan(0.001);
    }
  });

  test('nothing is seen on the ground, above the horizon, or too high up', () => {
    expect(droneFootprint(stand(0, -90), CAMERA)).toEqual([]);
    expect(droneFootprint(stand(-3, -90), CAMERA)).toEqual([]);
    expect(droneFootprint(stand(100, 27), CAMERA)).toEqual([]);
    expect(droneFootprint(stand(171, -90), CAMERA)).toEqual([]);
    expect(droneFootprint(stand(170, -90), CAMERA)).toHaveLength(4);
  });

  test('a gimbal turned past straight down sees what one turned round sees', () => {
    const past = droneFootprint(stand(80, -110, 40), CAMERA);
    const turned = droneFootprint(stand(80, -70, 220), CAMERA);
    past.forEach((corner, i) => expect(Math.hypot(corner.x - turned[i].x, corner.y - turned[i].y)).toBeLessThan(1e-9));
  });

  test('its corners are where rays of the picture, turned by rotations, meet the ground', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 5, max: 120, noNaN: true }),
        fc.double({ min: -89, max: -30, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        (height, pitch, bearing) => {
          const corners = droneFootprint(stand(height, pitch, bearing), UNCUT);
          const rays = [
            [-1, -1],
            [1, -1],
            [1, 1],
            [-1, 1],
          ] as const;
          rays.forEach(([right, up], i) => {
            // camera frame: x right, y ahead, z up; pitched about x, then turned clockwise about z
            const ray = [right * Math.tan(rad(42)), 1, up * Math.tan(rad(26.5))];
            const [s, c] = [Math.sin(rad(pitch)), Math.cos(rad(pitch))];
            const pitched = [ray[0], c * ray[1] - s * ray[2], s * ray[1] + c * ray[2]];
            const [sb, cb] = [Math.sin(rad(bearing)), Math.cos(rad(bearing))];
            const turned = [cb * pitched[0] + sb * pitched[1], -sb * pitched[0] + cb * pitched[1], pitched[2]];
            const reach = height / -turned[2];
            expect(Math.hypot(turned[0] * reach - corners[i].x, turned[1] * reach - corners[i].y)).toBeLessThan(1e-6 * reach);
          });
        },
      ),
    );
  });
});
