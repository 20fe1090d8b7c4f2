import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexBuildingEdges } from '../geo/building_edges';
import { squareIdOf } from '../geo/lattice';
import type { Projection } from '../geo/projection';
import type { PatrolMode } from '../model/patrol_mode';
import { creditPresence, type UnitTrack } from './credit_presence';
import { fixColumnsOf } from './fixes';
import { concatIntervals, normalizeIntervals, type PresenceIntervals } from './presence_intervals';

/** A plane whose "degrees" are metres, so that a test can be worked out by hand. */
const PLANE: Projection = { toMeters: ([x, y]) => ({ x, y }), toLngLat: ({ x, y }) => [x, y] };
const GROUND = { projection: PLANE, cellMeters: 100 };

type Step = readonly [seconds: number, x: number, y: number];

function track(mode: PatrolMode, steps: readonly Step[], intervalSeconds = 15): UnitTrack {
  const fixes = fixColumnsOf(steps.map(([seconds, lng, lat]) => ({ instantMs: Math.round(seconds * 1000), lng, lat })));
  return { unitId: 7, mode, kind: 'sworn', duty: 'patrol', intervalSeconds, fixes };
}

function rowsOf(intervals: PresenceIntervals, seenOnly: 0 | 1): (readonly [squareId: number, startSeconds: number, endSeconds: number])[] {
  return Array.from({ length: intervals.length }, (_, i) => i)
    .filter((i) => intervals.seenOnly[i] === seenOnly)
    .map((i) => [intervals.squareId[i], intervals.startMs[i] / 1000, intervals.endMs[i] / 1000]);
}

describe('crediting presence', () => {
  test('pieces of one square that touch become one row', () => {
    const { intervals, observedMs } = creditPresence(
      track('vehicle', [
        [0, 10, 50],
        [10, 60, 50],
        [20, 140, 50],
        [30, 190, 50],
      ]),
      GROUND,
    );
    expect(rowsOf(intervals, 0)).toEqual([
      [squareIdOf(0, 0), 0, 15],
      [squareIdOf(1, 0), 15, 30],
    ]);
    expect(observedMs).toBe(30_000);
  });

  test('a gap of three nominal intervals is observed, but not one of more than 30 s', () => {
    expect(
      creditPresence(
        track(
          'vehicle',
          [
            [0, 0, 0],
            [30, 50, 50],
          ],
          10,
        ),
        GROUND,
      ).observedMs,
    ).toBe(30_000);
    expect(
      creditPresence(
        track(
          'vehicle',
          [
            [0, 0, 0],
            [30.001, 50, 50],
          ],
          10,
        ),
        GROUND,
      ).unknownMs,
    ).toBe(30_001);
    expect(
      creditPresence(
        track(
          'vehicle',
          [
            [0, 0, 0],
            [16, 50, 50],
          ],
          5,
        ),
        GROUND,
      ).unknownMs,
    ).toBe(16_000);
    expect(
      creditPresence(
        track(
          'vehicle',
          [
            [0, 0, 0],
            [31, 50, 50],
          ],
          20,
        ),
        GROUND,
      ).unknownMs,
    ).toBe(31_000);
  });

  test('a device that reports every minute is observed over a minute', () => {
    expect(
      creditPresence(
        track(
          'vehicle',
          [
            [0, 0, 0],
            [60, 50, 50],
          ],
          60,
        ),
        GROUND,
      ).observedMs,
    ).toBe(60_000);
    expect(
      creditPresence(
        track(
          'vehicle',
          [
            [0, 0, 0],
            [61, 50, 50],
          ],
          60,
        ),
        GROUND,
      ).observedMs,
    ).toBe(0);
  });

  test('an unknown stretch says from when to when and where the unit was last heard', () => {
    const { unknown, intervals } = creditPresence(
      track('vehicle', [
        [0, 20, 30],
        [100, 520, 30],
      ]),
      GROUND,
    );
    expect(unknown).toEqual([{ startMs: 0, endMs: 100_000, lng: 20, lat: 30 }]);
    expect(intervals.length).toBe(0);
  });

  test('a silence of more than four hours is time off duty, not unknown', () => {
    const result = creditPresence(
      track('vehicle', [
        [0, 0, 0],
        [10, 0, 0],
        [14_411, 0, 0],
      ]),
      GROUND,
    );
    expect([result.observedMs, result.unknownMs, result.offAirMs]).toEqual([10_000, 0, 14_401_000]);
  });

  test('fixes out of order are refused', () => {
    expect(() =>
      creditPresence(
        track('vehicle', [
          [10, 0, 0],
          [0, 0, 0],
        ]),
        GROUND,
      ),
    ).toThrow(/ascending/);
  });
});

describe('the sight rule', () => {
  test('a moving vehicle sees its own square only', () => {
    const { intervals } = creditPresence(
      track('vehicle', [
        [0, 95, 50],
        [10, 195, 50],
      ]),
      GROUND,
    );
    expect(rowsOf(intervals, 1)).toEqual([]);
  });

  test('a vehicle stopped for a minute at an edge sees the square next door too', () => {
    // (95, 50): centre (150, 50) is 55 m away, (-50, 50) is 145 m, (50, 150) is 110 m
    const { intervals } = creditPresence(
      track('vehicle', [
        [0, 95, 50],
        [15, 95, 50],
        [30, 95, 50],
        [45, 95, 50],
        [60, 95, 50],
      ]),
      GROUND,
    );
    expect(rowsOf(intervals, 0)).toEqual([[squareIdOf(0, 0), 0, 60]]);
    expect(rowsOf(intervals, 1)).toEqual([[squareIdOf(1, 0), 0, 60]]);
  });

  test('a vehicle that stands for 59 s is not stopped', () => {
    const { intervals } = creditPresence(
      track('vehicle', [
        [0, 95, 50],
        [30, 95, 50],
        [59, 95, 50],
      ]),
      GROUND,
    );
    expect(rowsOf(intervals, 1)).toEqual([]);
  });

  test('the drive to a stop and away from it is not part of it', () => {
    const { intervals } = creditPresence(
      track(
        'vehicle',
        [
          [0, 5, 50],
          [10, 95, 50],
          [40, 95, 50],
          [70, 95, 50],
          [80, 5, 50],
        ],
        30,
      ),
      GROUND,
    );
    expect(rowsOf(intervals, 1)).toEqual([[squareIdOf(1, 0), 10, 70]]);
  });

  test('jitter of a receiver does not break a stop', () => {
    const steps = Array.from({ length: 121 }, (_, s): Step => [s, 95 + (s % 2 === 0 ? 2 : -2), 50]);
    const { intervals } = creditPresence(track('vehicle', steps, 1), GROUND);
    const [row] = rowsOf(intervals, 1);
    expect(row).toEqual([squareIdOf(1, 0), 0, 120]);
  });

  test('a foot team sees a neighbour for exactly as long as its centre is within 75 m', () => {
    // along y = 50 at 1 m/s from x = 40: the centre (150, 50) comes within 75 m at x = 75; (-50, 50) is never
    const { intervals } = creditPresence(
      track('foot', [
        [0, 40, 50],
        [10, 50, 50],
        [20, 60, 50],
        [30, 70, 50],
        [40, 80, 50],
        [50, 90, 50],
      ]),
      GROUND,
    );
    expect(rowsOf(intervals, 1)).toEqual([[squareIdOf(1, 0), 35, 50]]);
  });

  test('after walking into the next square the one left behind stays in sight', () => {
    const { intervals } = creditPresence(
      track(
        'foot',
        [
          [0, 90, 50],
          [20, 110, 50],
          [40, 130, 50],
        ],
        20,
      ),
      GROUND,
    );
    expect(rowsOf(intervals, 0)).toEqual([
      [squareIdOf(0, 0), 0, 10],
      [squareIdOf(1, 0), 10, 40],
    ]);
    // (150, 50) from the start until its own; (50, 50) from 10 s until x = 125 at 35 s
    expect(rowsOf(intervals, 1).sort((a, b) => a[1] - b[1])).toEqual([
      [squareIdOf(1, 0), 0, 10],
      [squareIdOf(0, 0), 10, 35],
    ]);
  });
});

describe('sight past buildings', () => {
  /** A wall along x = 100 from y = 0 to 60. */
  const ground = { ...GROUND, buildings: indexBuildingEdges(Float64Array.from([100, 0, 100, 60])) };

  test('a foot team sees a square next door only from where no wall hides its centre', () => {
    // walks north along x = 90 at 1 m/s; the centre (150, 50) comes out from behind the wall's northern end where the line from (150, 50) through (100, 60) meets x = 90
    const walk: readonly Step[] = [
      [0, 90, 40],
      [15, 90, 55],
      [30, 90, 70],
    ];
    const seen = rowsOf(creditPresence(track('foot', walk), ground).intervals, 1).filter(([squareId]) => squareId === squareIdOf(1, 0));
    expect(seen).toEqual([[squareIdOf(1, 0), 22, 30]]);
    expect(rowsOf(creditPresence(track('foot', walk), GROUND).intervals, 1)).toContainEqual([squareIdOf(1, 0), 0, 30]);
  });

  test('a stopped car does not see past the wall, and its own square always', () => {
    const stop: readonly Step[] = Array.from({ length: 10 }, (_, i) => [i * 10, 95, 50]);
    const { intervals } = creditPresence(track('vehicle', stop), ground);
    expect(rowsOf(intervals, 1)).toEqual([]);
    expect(rowsOf(intervals, 0)).toEqual([[squareIdOf(0, 0), 0, 90]]);
    expect(rowsOf(creditPresence(track('vehicle', stop), GROUND).intervals, 1)).toEqual([[squareIdOf(1, 0), 0, 90]]);
  });

  test('a drone sees over it', () => {
    const pose = { heightMeters: 80, pitchDegrees: -90, yawDegrees: 0 };
    const fixes = fixColumnsOf([
      { instantMs: 0, lng: 95, lat: 50, ...pose },
      { instantMs: 10_000, lng: 95, lat: 50, ...pose },
    ]);
    const { intervals } = creditPresence({ ...track('drone', []), fixes }, ground);
    expect(rowsOf(intervals, 1)).toEqual([[squareIdOf(1, 0), 0, 10]]);
  });
});

describe('what every ledger keeps', () => {
  const steps = fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 40_000 }),
        fc.double({ min: -300, max: 300, noNaN: true }),
        fc.double({ min: -300, max: 300, noNaN: true }),
      ),
      { minLength: 2, maxLength: 25 },
    )
    .map((deltas): Step[] => {
      let ms = 0;
      return deltas.map(([deltaMs, x, y]) => [(ms += deltaMs) / 1000, x, y]);
    });
  const mode = fc.constantFrom<PatrolMode>('vehicle', 'foot', 'drone', 'post');

  test('observed time is conserved exactly', () => {
    fc.assert(
      fc.property(mode, steps, (someMode, someSteps) => {
        const { intervals, observedMs, unknownMs, offAirMs } = creditPresence(track(someMode, someSteps), GROUND);
        let creditedMs = 0;
        for (let i = 0; i < intervals.length; i++) if (intervals.seenOnly[i] === 0) creditedMs += intervals.endMs[i] - intervals.startMs[i];
        expect(creditedMs).toBe(observedMs);
        const spanMs = Math.round((someSteps.at(-1)![0] - someSteps[0][0]) * 1000);
        expect(observedMs + unknownMs + offAirMs).toBe(spanMs);
      }),
    );
  });

  test('no square is both present and merely seen at once, nor seen twice', () => {
    fc.assert(
      fc.property(mode, steps, (someMode, someSteps) => {
        const { intervals } = creditPresence(track(someMode, someSteps), GROUND);
        const bySquare = new Map<number, (readonly [number, number])[]>();
        for (let i = 0; i < intervals.length; i++) {
          const id = intervals.squareId[i];
          bySquare.set(id, [...(bySquare.get(id) ?? []), [intervals.startMs[i], intervals.endMs[i]]]);
        }
        for (const rows of bySquare.values()) {
          rows.sort((a, b) => a[0] - b[0]);
          for (let i = 1; i < rows.length; i++) expect(rows[i][0]).toBeGreaterThanOrEqual(rows[i - 1][1]);
        }
      }),
    );
  });

  test('crediting a walk in batches that share their last fix gives the same ledger, bit for bit', () => {
    fc.assert(
      fc.property(fc.constantFrom<PatrolMode>('foot', 'drone', 'post'), steps, fc.nat(), (someMode, someSteps, cutAt) => {
        const cut = 1 + (cutAt % (someSteps.length - 1));
        const walls = Float64Array.from([100, 0, 100, 60, -40, 80, 70, 120, -150, -20, -90, 60]);
        const ground = { ...GROUND, buildings: indexBuildingEdges(walls) };
        const whole = creditPresence(track(someMode, someSteps), ground).intervals;
        const before = creditPresence(track(someMode, someSteps.slice(0, cut + 1)), ground).intervals;
        const after = creditPresence(track(someMode, someSteps.slice(cut)), ground).intervals;
        expect(normalizeIntervals(concatIntervals([after, before, after]))).toEqual(normalizeIntervals(whole));
      }),
    );
  });
});
