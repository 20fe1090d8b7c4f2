import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Projection } from '../geo/projection';
import { EVIDENCE_CLASSES } from '../model/evidence';
import { creditPresence, type UnitTrack } from './credit_presence';
import { fixColumnsOf } from './fixes';
import { matchedChunks } from './matched_chunks';
import { courseOfWays, joinCourses, stepsOfCourse, straightCourse, type MatchedCourse, type StreetWay } from './matched_course';
import { chooseTrace } from './matched_trace';

/** Degrees that are metres: what is tested does not depend on a datum. */
const plane: Projection = { toMeters: ([x, y]) => ({ x, y }), toLngLat: ({ x, y }) => [x, y] };
const ground = { projection: plane, cellMeters: 100 };
const INFERRED = EVIDENCE_CLASSES.indexOf('inferred');

function trackOf(fixes: readonly (readonly [second: number, x: number, y: number])[], course?: MatchedCourse): UnitTrack {
  return {
    unitId: 1,
    mode: 'vehicle',
    kind: 'sworn',
    duty: 'patrol',
    intervalSeconds: 10,
    fixes: fixColumnsOf(fixes.map(([second, lng, lat]) => ({ instantMs: second * 1000, lng, lat }))),
    course,
  };
}

/** A course of one step along these vertices. */
function oneWay(vertices: readonly (readonly [x: number, y: number])[], travelSeconds: number): MatchedCourse {
  return {
    firstVertex: Uint32Array.from([0, vertices.length]),
    x: Float64Array.from(vertices, ([x]) => x),
    y: Float64Array.from(vertices, ([, y]) => y),
    seconds: Float64Array.from(vertices, (_, i) => (travelSeconds * i) / (vertices.length - 1)),
    travelSeconds: Float64Array.from([travelSeconds]),
  };
}

describe('a step along its way', () => {
  const corner: readonly (readonly [number, number])[] = [
    [50, 50],
    [50, 150],
    [150, 150],
  ];

  test('is credited round the corner, not through the block, each half of the way half of the time', () => {
    const { intervals, matchedMs } = creditPresence(
      trackOf(
        [
          [0, 50, 50],
          [20, 150, 150],
        ],
        oneWay(corner, 20),
      ),
      ground,
    );
    expect(matchedMs).toBe(20_000);
    const rows = Array.from({ length: intervals.length }, (_, i) => [intervals.startMs[i], intervals.endMs[i], intervals.evidence[i]]);
    expect(rows).toEqual([
      [0, 5000, 0],
      [5000, 15_000, 0],
      [15_000, 20_000, 0],
    ]);
  });

  test('that the streets cannot be driven in twice the time is taken straight', () => {
    const track = (seconds: number) =>
      creditPresence(
        trackOf(
          [
            [0, 50, 50],
            [20, 150, 150],
          ],
          oneWay(corner, seconds),
        ),
        ground,
      );
    expect(track(40).matchedMs).toBe(20_000);
    expect(track(40.1).matchedMs).toBe(0);
    expect(track(40.1).intervals).toEqual(
      creditPresence(
        trackOf([
          [0, 50, 50],
          [20, 150, 150],
        ]),
        ground,
      ).intervals,
    );
    expect(track(Number.NaN).matchedMs).toBe(0);
  });

  test('over a silence is inferred when it takes half to twice the time, and unknown otherwise or beyond 300 s', () => {
    const credit = (gap: number, seconds: number) =>
      creditPresence(
        trackOf(
          [
            [0, 50, 50],
            [gap, 150, 150],
          ],
          oneWay(corner, seconds),
        ),
        ground,
      );
    for (const [gap, seconds, inferred] of [
      [60, 30, true],
      [60, 29.9, false],
      [60, 120, true],
      [60, 120.1, false],
      [300, 200, true],
      [300.001, 200, false],
      [60, Number.NaN, false],
    ] as const) {
      const { intervals, inferredMs, unknownMs, observedMs } = credit(gap, seconds);
      expect(observedMs).toBe(0);
      expect([inferredMs, unknownMs], `${gap} s, way of ${seconds} s`).toEqual(inferred ? [gap * 1000, 0] : [0, gap * 1000]);
      expect(intervals.evidence.every((code) => code === INFERRED)).toBe(true);
      expect(intervals.length > 0).toBe(inferred);
    }
  });
});

test('time is conserved to the millisecond whatever the ways are, and observed, inferred and unknown never overlap', () => {
  const coordinate = fc.double({ min: -900, max: 900, noNaN: true });
  const step = fc.record({
    gapMs: fc.integer({ min: 1, max: 400_000 }),
    vertices: fc.array(fc.tuple(coordinate, coordinate), { minLength: 0, maxLength: 5 }),
    pace: fc.double({ min: 0, max: 3, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      let atMs = 0;
      const fixes = [{ instantMs: 0, lng: 0, lat: 0 }];
      const courses = steps.map(({ gapMs, vertices, pace }, i) => {
        atMs += gapMs;
        fixes.push({ instantMs: atMs, lng: (i * 37) % 500, lat: (i * 91) % 500 });
        return vertices.length < 2 ? straightCourse(1) : oneWay(vertices, (pace * gapMs) / 1000);
      });
      const track = { ...trackOf([]), fixes: fixColumnsOf(fixes), course: joinCourses(courses) };
      const { intervals, observedMs, inferredMs, unknownMs, offAirMs, steps: times } = creditPresence(track, ground);
      expect(observedMs + inferredMs + unknownMs + offAirMs).toBe(atMs);
      let observed = 0;
      let inferred = 0;
      const spans: [number, number][] = [];
      for (let row = 0; row < intervals.length; row++) {
        if (intervals.seenOnly[row] === 1) continue;
        const ms = intervals.endMs[row] - intervals.startMs[row];
        if (intervals.evidence[row] === INFERRED) inferred += ms;
        else observed += ms;
        spans.push([intervals.startMs[row], intervals.endMs[row]]);
      }
      expect([observed, inferred]).toEqual([observedMs, inferredMs]);
      expect(times.observedMs.reduce((sum, ms) => sum + ms, 0)).toBe(observedMs);
      spans.sort((a, b) => a[0] - b[0]);
      for (let i = 1; i < spans.length; i++) expect(spans[i][0]).toBeGreaterThanOrEqual(spans[i - 1][1]);
      // Credited in two halves that share a fix, the ledger is the same.
      const half = Math.floor(steps.length / 2);
      const part = (from: number, to: number) => ({
        ...track,
        fixes: fixColumnsOf(fixes.slice(from, to + 1)),
        course: stepsOfCourse(track.course, from, to),
      });
      const halves = [creditPresence(part(0, half), ground), creditPresence(part(half, steps.length), ground)];
      expect(halves.reduce((sum, each) => sum + each.observedMs + each.inferredMs, 0)).toBe(observedMs + inferredMs);
    }),
    { numRuns: 200 },
  );
});

describe('a course of ways between anchors', () => {
  const run = {
    x: Float64Array.from([0, 30, 62, 100]),
    y: Float64Array.from([4, 3, -6, 2]),
    instantMs: Float64Array.from([0, 5000, 10_000, 15_000]),
  };
  const street: StreetWay = { x: [0, 50, 100], y: [0, 0, 0], seconds: [0, 5, 10] };
  const trace = { anchors: [0, 3], standing: new Uint8Array(3) };

  test('puts the fixes between on the way, in order, and shares its time by length', () => {
    const course = courseOfWays(run, trace, [street], 15);
    const ways = [0, 1, 2].map((i) => Array.from(course.x.slice(course.firstVertex[i], course.firstVertex[i + 1])));
    expect(ways).toEqual([
      [0, 30],
      [30, 50, 62],
      [62, 100],
    ]);
    expect(Array.from(course.travelSeconds)).toEqual([3, 3.2, expect.closeTo(3.8, 9)]);
  });

  test('never goes back on the way for a fix behind the one before it', () => {
    const back = { ...run, x: Float64Array.from([0, 40, 25, 100]) };
    const course = courseOfWays(back, trace, [street], 30);
    expect(Array.from(course.x.slice(course.firstVertex[1], course.firstVertex[2]))).toEqual([40, 40]);
  });

  test('leaves steps beside a fix too far from the street, and standing ones, without a way', () => {
    const aside = courseOfWays({ ...run, y: Float64Array.from([0, 0, 15.1, 0]) }, trace, [street], 15);
    expect(Array.from(aside.travelSeconds, (seconds) => Number.isNaN(seconds))).toEqual([false, true, true]);
    const standing = courseOfWays(run, { ...trace, standing: Uint8Array.from([0, 1, 0]) }, [street], 15);
    expect(Array.from(standing.travelSeconds, (seconds) => Number.isNaN(seconds))).toEqual([false, true, false]);
    expect(courseOfWays(run, trace, [undefined], 15)).toEqual(straightCourse(3));
  });
});

test('the matcher is given ends, sides of silences and fixes that have moved on, and none from within a stop', () => {
  const seconds = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 200, 210];
  const x = [0, 100, 104, 101, 99, 103, 102, 100, 101, 180, 400, 500];
  const run = { x: Float64Array.from(x), y: new Float64Array(x.length), instantMs: Float64Array.from(seconds, (s) => s * 1000) };
  const { anchors, standing } = chooseTrace(run, 'vehicle', 30_000);
  expect(anchors).toEqual([0, 1, 9, 10, 11]);
  expect(Array.from(standing)).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
});

test('chunks hold every step of a run once, none over a silence of more than 300 s, and look a little beyond their hour', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 300 }), (gaps) => {
      const instantMs = new Float64Array(gaps.length + 1);
      gaps.forEach((gap, i) => (instantMs[i + 1] = instantMs[i] + gap));
      const chunks = matchedChunks(instantMs, instantMs.length);
      const steps = chunks.flatMap(({ firstStep, lastStep }) => Array.from({ length: lastStep - firstStep + 1 }, (_, k) => firstStep + k));
      expect(steps).toEqual(gaps.flatMap((gap, i) => (gap <= 300_000 ? [i] : [])));
      for (const { from, to, firstStep, lastStep } of chunks) {
        expect(from).toBeLessThanOrEqual(firstStep);
        expect(to).toBeGreaterThanOrEqual(lastStep + 1);
        expect(Math.floor(instantMs[firstStep] / 3_600_000)).toBe(Math.floor(instantMs[lastStep] / 3_600_000));
        expect(instantMs[firstStep] - instantMs[from]).toBeLessThanOrEqual(120_000);
      }
    }),
    { numRuns: 100 },
  );
});
