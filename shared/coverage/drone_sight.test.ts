import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { squareCenter, squareIdOf } from '../geo/lattice';
import { createProjection, type Projection } from '../geo/projection';
import { DUTIES } from '../model/evidence';
import { creditPresence, type CreditedPresence } from './credit_presence';
import { cleanFixes } from './clean_fixes';
import { DEFAULT_DRONE_CAMERA, droneFootprint, type DroneCamera } from './drone_footprint';
import { trueNorthBearing } from './drone_sight';
import { fixColumnsOf, type Fix } from './fixes';
import { concatIntervals, normalizeIntervals, type PresenceIntervals } from './presence_intervals';

const PLANE: Projection = { toMeters: ([x, y]) => ({ x, y }), toLngLat: ({ x, y }) => [x, y] };
const GROUND = { projection: PLANE, cellMeters: 100 };
const PATROL = DUTIES.indexOf('patrol');

interface Step {
  readonly seconds: number;
  readonly x: number;
  readonly y: number;
  readonly height?: number;
  readonly pitch?: number;
  readonly yaw?: number;
}

function fixOf({ seconds, x, y, height, pitch, yaw }: Step): Fix {
  return { instantMs: Math.round(seconds * 1000), lng: x, lat: y, heightMeters: height, pitchDegrees: pitch, yawDegrees: yaw };
}

function fly(steps: readonly Step[], camera?: DroneCamera): CreditedPresence {
  const fixes = fixColumnsOf(steps.map(fixOf));
  return creditPresence({ unitId: 7, mode: 'drone', kind: 'sworn', duty: 'patrol', intervalSeconds: 15, fixes, camera }, GROUND);
}

/** When each square is covered, seconds, by start; presence out of view left out. */
function sightOf(intervals: PresenceIntervals): Map<number, (readonly [number, number])[]> {
  const sight = new Map<number, (readonly [number, number])[]>();
  for (let i = 0; i < intervals.length; i++) {
    if (intervals.duty[i] !== PATROL) continue;
    const list = sight.get(intervals.squareId[i]) ?? [];
    sight.set(intervals.squareId[i], [...list, [intervals.startMs[i] / 1000, intervals.endMs[i] / 1000]]);
  }
  for (const list of sight.values()) list.sort((a, b) => a[0] - b[0]);
  return sight;
}

/** First and last instant a square is covered. */
function spanOf(intervals: PresenceIntervals, squareId: number): readonly [number, number] | undefined {
  const list = sightOf(intervals).get(squareId);
  return list === undefined ? undefined : [list[0][0], list[list.length - 1][1]];
}

describe('sight of a drone in flight', () => {
  test('a square is seen from when the leading edge of the picture reaches its centre until the trailing edge leaves it', () => {
    // 10 m/s east at 100 m, looking straight down northward: the picture is 180.08 m wide across the flight's line, 49.86 m to each side along y
    const { intervals } = fly([
      { seconds: 0, x: 0, y: 50, height: 100, pitch: -90, yaw: 0 },
      { seconds: 15, x: 150, y: 50, height: 100, pitch: -90, yaw: 0 },
      { seconds: 30, x: 300, y: 50, height: 100, pitch: -90, yaw: 0 },
      { seconds: 45, x: 450, y: 50, height: 100, pitch: -90, yaw: 0 },
    ]);
    const halfWidth = 100 * Math.tan((42 * Math.PI) / 180);
    const [from, until] = spanOf(intervals, squareIdOf(2, 0)) ?? [];
    expect(from).toBeCloseTo((250 - halfWidth) / 10, 3);
    expect(until).toBeCloseTo((250 + halfWidth) / 10, 3);
    // the row north of it has its centres 100 m aside
    expect(spanOf(intervals, squareIdOf(2, 1))).toBeUndefined();
  });

  test('the time is exact while it climbs, flies and looks ahead at once: stepping through the flight finds the same within a millisecond', () => {
    const begin = { seconds: 0, x: 20, y: -30, height: 40, pitch: -50, yaw: 70 };
    const end = { seconds: 15, x: 160, y: 60, height: 110, pitch: -50, yaw: 70 };
    const { intervals } = fly([begin, end]);
    const sight = sightOf(intervals);
    expect(sight.size).toBeGreaterThan(5);
    for (const [squareId, list] of sight) {
      const center = squareCenter(squareId, 100);
      const inside = (seconds: number): boolean => {
        const share = seconds / 15;
        const corners = droneFootprint(
          {
            x: begin.x + share * (end.x - begin.x),
            y: begin.y + share * (end.y - begin.y),
            heightMeters: begin.height + share * (end.height - begin.height),
            pitchDegrees: -50,
            bearingDegrees: 70,
          },
          DEFAULT_DRONE_CAMERA,
        );
        return (
          corners.length > 0 &&
          corners.every((corner, i) => {
            const next = corners[(i + 1) % corners.length];
            return (next.x - corner.x) * (center.y - corner.y) - (next.y - corner.y) * (center.x - corner.x) >= 0;
          })
        );
      };
      const from = list[0][0];
      const until = list[list.length - 1][1];
      if (from > 0.001) expect([inside(from - 0.001), inside(from + 0.001)]).toEqual([false, true]);
      if (until < 14.999) expect([inside(until - 0.001), inside(until + 0.001)]).toEqual([true, false]);
      expect(inside((from + until) / 2)).toBe(true);
    }
  });

  test('over a square its camera does not show it is present, out of view, and covers nothing there', () => {
    // hovers over (0, 0) and looks far north
    const { intervals, observedMs } = fly([
      { seconds: 0, x: 50, y: 50, height: 60, pitch: -30, yaw: 0 },
      { seconds: 10, x: 50, y: 50, height: 60, pitch: -30, yaw: 0 },
    ]);
    expect(observedMs).toBe(10_000);
    const own = Array.from({ length: intervals.length }, (_, i) => i).filter((i) => intervals.squareId[i] === squareIdOf(0, 0));
    expect(own.map((i) => DUTIES[intervals.duty[i]])).toEqual(['out_of_view']);
    expect(sightOf(intervals).get(squareIdOf(0, 1))).toEqual([[0, 10]]);
  });

  test('a picture too coarse for the setting covers nothing; a coarser setting does', () => {
    const high: readonly Step[] = [
      { seconds: 0, x: 50, y: 50, height: 200, pitch: -90, yaw: 0 },
      { seconds: 10, x: 50, y: 50, height: 200, pitch: -90, yaw: 0 },
    ];
    expect(sightOf(fly(high).intervals).size).toBe(0);
    expect(sightOf(fly(high, { ...DEFAULT_DRONE_CAMERA, leastPixelsPerMeter: 10 }).intervals).size).toBeGreaterThan(0);
  });

  test('a camera that turns sweeps over what lies between', () => {
    const { intervals } = fly([
      { seconds: 0, x: 50, y: 50, height: 60, pitch: -35, yaw: 350 },
      { seconds: 10, x: 50, y: 50, height: 60, pitch: -35, yaw: 100 },
    ]);
    // 350° to 100° the short way passes 45° half way and never looks south-west
    const span = spanOf(intervals, squareIdOf(1, 1));
    expect(span?.[0]).toBeLessThan(5);
    expect(span?.[1]).toBeGreaterThan(5);
    expect(spanOf(intervals, squareIdOf(-1, -1))).toBeUndefined();
  });

  test('without height a fix is dropped and counted; without gimbal it is a flight that sees nothing', () => {
    const fixes = fixColumnsOf([
      fixOf({ seconds: 0, x: 50, y: 50 }),
      fixOf({ seconds: 10, x: 50, y: 50, height: 80 }),
      fixOf({ seconds: 20, x: 50, y: 50, height: 80 }),
    ]);
    const { kept, dropped } = cleanFixes(fixes, 'drone');
    expect(dropped.no_height).toBe(1);
    expect(kept.length).toBe(2);
    expect(cleanFixes(fixColumnsOf([{ instantMs: 0, lng: 0, lat: 0 }]), 'drone').kept.length).toBe(0);
    expect(cleanFixes(fixColumnsOf([{ instantMs: 0, lng: 0, lat: 0 }]), 'vehicle').dropped.no_height).toBe(0);
    const { intervals } = fly([
      { seconds: 10, x: 50, y: 50, height: 80 },
      { seconds: 20, x: 50, y: 50, height: 80 },
    ]);
    expect(sightOf(intervals).size).toBe(0);
    expect(intervals.length).toBe(1);
  });

  test('a camera mounted fast looks along the flight, and nowhere while it hovers', () => {
    const fast = { ...DEFAULT_DRONE_CAMERA, fixedPitchDegrees: -30 };
    const north = fly(
      [
        { seconds: 0, x: 50, y: 0, height: 60 },
        { seconds: 10, x: 50, y: 80, height: 60 },
      ],
      fast,
    );
    expect(spanOf(north.intervals, squareIdOf(0, 1))).toBeDefined();
    expect(spanOf(north.intervals, squareIdOf(0, -1))).toBeUndefined();
    const hovering = fly(
      [
        { seconds: 0, x: 50, y: 50, height: 60 },
        { seconds: 10, x: 50, y: 51, height: 60 },
      ],
      fast,
    );
    expect(sightOf(hovering.intervals).size).toBe(0);
  });

  test('a yaw is of true north, which the grid turns away from off its middle', () => {
    const utm50 = createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs');
    // convergence of the transverse Mercator projection: atan(tan Δλ · sin φ), grid north east of true north east of the middle
    const expected = -Math.atan(Math.tan((2.5 * Math.PI) / 180) * Math.sin((40 * Math.PI) / 180)) * (180 / Math.PI);
    expect(trueNorthBearing(utm50, [119.5, 40])).toBeCloseTo(expected, 3);
    expect(trueNorthBearing(utm50, [117, 40])).toBeCloseTo(0, 6);
  });
});

describe('what every flight keeps', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const steps = fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 40_000 }),
        number(-300, 300),
        number(-300, 300),
        number(-5, 150),
        number(-120, 10),
        number(-360, 360),
      ),
      {
        minLength: 2,
        maxLength: 12,
      },
    )
    .map((deltas): Step[] => {
      let ms = 0;
      return deltas.map(([deltaMs, x, y, height, pitch, yaw]) => ({ seconds: (ms += deltaMs) / 1000, x, y, height, pitch, yaw }));
    });

  test('time is conserved exactly, whatever the camera shows, and no square has two rows at once', () => {
    fc.assert(
      fc.property(steps, (flight) => {
        const { intervals, observedMs } = fly(flight);
        let presentMs = 0;
        const bySquare = new Map<number, (readonly [number, number])[]>();
        for (let i = 0; i < intervals.length; i++) {
          if (intervals.seenOnly[i] === 0) presentMs += intervals.endMs[i] - intervals.startMs[i];
          const id = intervals.squareId[i];
          bySquare.set(id, [...(bySquare.get(id) ?? []), [intervals.startMs[i], intervals.endMs[i]]]);
        }
        expect(presentMs).toBe(observedMs);
        for (const rows of bySquare.values()) {
          rows.sort((a, b) => a[0] - b[0]);
          for (let i = 1; i < rows.length; i++) expect(rows[i][0]).toBeGreaterThanOrEqual(rows[i - 1][1]);
        }
      }),
    );
  });

  test('crediting a flight in batches that share their last fix gives the same ledger, bit for bit', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (flight, cutAt) => {
        const cut = 1 + (cutAt % (flight.length - 1));
        const parts = [fly(flight.slice(cut)), fly(flight.slice(0, cut + 1)), fly(flight.slice(cut))].map(({ intervals }) => intervals);
        expect(normalizeIntervals(concatIntervals(parts))).toEqual(normalizeIntervals(fly(flight).intervals));
      }),
    );
  });
});
