import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PatrolMode } from '../model/patrol_mode';
import { createSlotClock } from '../model/slot_clock';
import { DEFAULT_STANDARDS } from '../model/standard';
import { measureCoverage, presenceLookBackMs, type CoverageInput, type SquareField } from './measure_coverage';
import { ledger, MINUTE, MONDAY_8, SHANGHAI, type Row } from './ledger_fixture';
import { concatIntervals, takeIntervals } from './presence_intervals';
import { standardsAlways } from './standard_rules';

const HOUR = 60 * MINUTE;
const RED = 0;
const ORANGE = 1;
const BLUE = 3;

/** Squares 1, 2, … of one tier each in every band; `expectedPerHour` 6 in slot 8 of the week, 3 elsewhere, times (index + 1). */
function field(...tiers: number[]): SquareField {
  return {
    squareId: Float64Array.from(tiers, (_, i) => i + 1),
    tierByBand: Uint8Array.from(tiers.flatMap((tier) => Array.from({ length: 6 }, () => tier))),
    expectedPerHour: (index, slot) => (slot === 8 ? 6 : 3) * (index + 1),
  };
}

function measure(rows: readonly Row[], fromMinute: number, toMinute: number, more: Partial<CoverageInput> = {}) {
  return measureCoverage({
    squares: field(RED),
    standards: standardsAlways(DEFAULT_STANDARDS),
    intervals: ledger(rows),
    window: { fromMs: MONDAY_8 + fromMinute * MINUTE, toMs: MONDAY_8 + toMinute * MINUTE },
    nowMs: MONDAY_8 + toMinute * MINUTE,
    clock: SHANGHAI,
    ...more,
  });
}

describe('coverage worked out by hand from the definitions', () => {
  test('a square nobody visited is a gap for all of what is expected', () => {
    const { perSquare, totals } = measure([], 0, 120);
    // 6 in the hour from 8, 3 in the hour from 9
    expect(perSquare.expectedIncidents[0]).toBeCloseTo(9, 12);
    expect(perSquare.gapIncidents[0]).toBe(perSquare.expectedIncidents[0]);
    expect(perSquare.coveredMs[0]).toBe(0);
    expect(perSquare.coveredUntilMs[0]).toBeNaN();
    expect(totals.gapIncidents).toBe(totals.expectedIncidents);
  });

  test('ten minutes in a red square cover them and the hour after', () => {
    // covered 8:10-9:20, gap 8:00-8:10 at 6/h and 9:20-10:00 at 3/h
    const { perSquare } = measure([{ from: 10, to: 20 }], 0, 120);
    expect(perSquare.gapIncidents[0]).toBeCloseTo(1 + 2, 12);
    expect(perSquare.coveredMs[0]).toBe(70 * MINUTE);
    expect(perSquare.patrolMs[0]).toBe(10 * MINUTE);
    expect(perSquare.coveredUntilMs[0]).toBe(MONDAY_8 + 80 * MINUTE);
  });

  test('five minutes hold a quarter of an hour', () => {
    const { perSquare } = measure([{ from: 0, to: 5 }], 0, 60);
    expect(perSquare.coveredMs[0]).toBe(20 * MINUTE);
    expect(perSquare.gapIncidents[0]).toBeCloseTo(4, 12);
  });

  test('a visit before the window still holds in it', () => {
    expect(measure([{ from: -40, to: -30 }], 0, 60).perSquare.coveredMs[0]).toBe(30 * MINUTE);
  });

  test('the long hold of an earlier visit is not cut by a short later one', () => {
    // 0-10 holds until 70; a pass of 6 s at 30 changes nothing
    expect(
      measure(
        [
          { from: 0, to: 10 },
          { from: 30, to: 30.1 },
        ],
        0,
        120,
      ).perSquare.coveredUntilMs[0],
    ).toBe(MONDAY_8 + 70 * MINUTE);
  });

  test('the tier, and with it the standard, is that in force at the instant', () => {
    // red until 16:00 (minute 480), blue after; D red 10 min, D blue 2 min, T blue 48 h. A visit 15:55-16:00 holds 15 min as red, 48 h as blue
    const squares = { ...field(RED), tierByBand: Uint8Array.from([RED, RED, BLUE, RED, RED, RED]) };
    const { perSquare, totals } = measure([{ from: 420, to: 425 }], 420, 540, { squares });
    // 15:00-15:20 as red, then from 16:00 all of it as blue
    expect(perSquare.coveredMs[0]).toBe((20 + 60) * MINUTE);
    expect(perSquare.tier[0]).toBe(BLUE);
    expect(perSquare.coveredUntilMs[0]).toBe(MONDAY_8 + 425 * MINUTE + 48 * HOUR);
    expect([...totals.tierMs]).toEqual([60 * MINUTE, 0, 0, 60 * MINUTE]);
    expect([...totals.tierCoveredMs]).toEqual([20 * MINUTE, 0, 0, 60 * MINUTE]);
  });

  test('a drone counts for a blue square and not for a red one', () => {
    const rows: Row[] = [
      { square: 1, from: 0, to: 10, mode: 'drone' },
      { square: 2, from: 0, to: 10, mode: 'drone' },
    ];
    const { perSquare } = measure(rows, 0, 60, { squares: field(RED, BLUE) });
    expect([...perSquare.coveredMs]).toEqual([0, HOUR]);
    expect([...perSquare.patrolMs]).toEqual([10 * MINUTE, 10 * MINUTE]);
  });

  test('a foot team fills the dwell one and a half times as fast', () => {
    // 4 min weigh 6: hold 60·0.36 = 21.6 min
    expect(measure([{ from: 0, to: 4, mode: 'foot' }], 0, 60).perSquare.coveredMs[0]).toBeCloseTo(25.6 * MINUTE, 6);
  });

  test('sight covers without being presence', () => {
    const { perSquare } = measure([{ from: 0, to: 10, seenOnly: 1 }], 0, 120);
    expect(perSquare.coveredMs[0]).toBe(70 * MINUTE);
    expect(perSquare.patrolMs[0]).toBe(0);
  });

  test('units on a call or at their base, video and declared posts cover nothing', () => {
    const rows: Row[] = [
      { from: 0, to: 60, duty: 'dispatch' },
      { from: 0, to: 60, duty: 'base' },
      { from: 0, to: 60, mode: 'video' },
      { from: 0, to: 60, evidence: 'declared' },
    ];
    expect(measure(rows, 0, 60).totals).toMatchObject({ patrolMs: 0, unitMs: 0 });
    expect(measure(rows, 0, 60).perSquare.coveredMs[0]).toBe(0);
  });

  test('inferred presence makes the high end of an interval, observed alone the low end', () => {
    const rows: Row[] = [{ from: 0, to: 10, evidence: 'inferred' }];
    expect(measure(rows, 0, 60, { acceptedEvidence: ['observed'] }).perSquare.coveredMs[0]).toBe(0);
    expect(measure(rows, 0, 60).perSquare.coveredMs[0]).toBe(HOUR);
  });

  test('two units in one square: patrol time once, unit time twice', () => {
    const { totals } = measure(
      [
        { from: 0, to: 30, unit: 1 },
        { from: 20, to: 40, unit: 2 },
      ],
      0,
      60,
    );
    expect(totals.patrolMs).toBe(40 * MINUTE);
    expect(totals.unitMs).toBe(50 * MINUTE);
  });

  test('what happens after the window says nothing about it', () => {
    const { perSquare } = measure(
      [
        { from: 0, to: 10 },
        { from: 60, to: 90 },
      ],
      0,
      60,
    );
    expect(perSquare.coveredUntilMs[0]).toBe(MONDAY_8 + 70 * MINUTE);
  });

  test('of a visit that goes on past the window its part inside holds', () => {
    // 5 of 10 minutes inside: a quarter of an hour from 9:00
    const { perSquare } = measure([{ from: 55, to: 65 }], 0, 60);
    expect(perSquare.coveredUntilMs[0]).toBe(MONDAY_8 + 75 * MINUTE);
  });

  test('of a window that reaches into the future the gap still ahead is told apart', () => {
    // covered 8:00-9:10; gap 9:10-10:00 at 3/h = 2.5; now is 9:30
    const { totals } = measure([{ from: 0, to: 10 }], 0, 120, { nowMs: MONDAY_8 + 90 * MINUTE });
    expect(totals.gapIncidents).toBeCloseTo(2.5, 12);
    expect(totals.gapIncidentsAhead).toBeCloseTo(1.5, 12);
  });

  test('bins add up to the whole and each has its own part', () => {
    const { bins } = measure([{ from: 10, to: 20 }], 0, 120, { binMs: 40 * MINUTE });
    expect(bins.map((bin) => (bin.fromMs - MONDAY_8) / MINUTE)).toEqual([0, 40, 80]);
    // 8:00-8:40 at 6; 8:40-9:20 half at 6, half at 3; 9:20-10:00 at 3
    expect(bins.map((bin) => bin.expected)).toEqual([expect.closeTo(4, 12), expect.closeTo(3, 12), expect.closeTo(2, 12)]);
    expect(bins.map((bin) => bin.gap)).toEqual([expect.closeTo(1, 12), expect.closeTo(0, 12), expect.closeTo(2, 12)]);
  });

  test('an hour that the clock skips is not expected, one it repeats is expected twice', () => {
    const newYork = createSlotClock('America/New_York');
    const squares = { ...field(RED), expectedPerHour: (_: number, slot: number) => (slot % 24 === 2 || slot % 24 === 1 ? 10 : 1) };
    const expectedOf = (from: string, to: string) =>
      measure([], 0, 1, { squares, clock: newYork, window: { fromMs: Date.parse(from), toMs: Date.parse(to) } }).totals.expectedIncidents;
    expect(expectedOf('2026-03-08T00:00:00-05:00', '2026-03-09T00:00:00-04:00')).toBeCloseTo(22 + 10, 9);
    expect(expectedOf('2026-11-01T00:00:00-04:00', '2026-11-02T00:00:00-05:00')).toBeCloseTo(22 + 30, 9);
  });

  test('squares out of order are refused', () => {
    const squares = { ...field(RED, RED), squareId: Float64Array.of(2, 1) };
    expect(() => measure([], 0, 60, { squares })).toThrow(/ascend/);
  });

  test('presence matters as long as the longest revisit time and one shift', () => {
    expect(presenceLookBackMs(standardsAlways(DEFAULT_STANDARDS))).toBe((48 + 8) * HOUR + 2 * MINUTE);
  });
});

describe('what every coverage keeps', () => {
  const modes = fc.constantFrom<PatrolMode>('vehicle', 'foot', 'drone', 'post');
  const row = fc.record({
    square: fc.integer({ min: 1, max: 3 }),
    from: fc.double({ min: -300, max: 700, noNaN: true }),
    length: fc.double({ min: 0, max: 40, noNaN: true }),
    mode: modes,
    unit: fc.integer({ min: 1, max: 3 }),
  });
  const rows = fc.array(
    row.map(({ square, from, length, mode, unit }): Row => ({
      square,
      from: Math.round(from * 60_000) / 60_000,
      to: Math.round((from + length) * 60_000) / 60_000,
      mode,
      unit,
    })),
    { maxLength: 25 },
  );
  const squares: SquareField = {
    ...field(RED, ORANGE, BLUE),
    tierByBand: Uint8Array.from([0, 1, 2, 3, 0, 1, 1, 0, 0, 2, 2, 2, 3, 3, 1, 0, 1, 2]),
  };
  /** Sums of products of doubles near 1e2: 1e-9 leaves room for their rounding. */
  const ROUNDING = 1e-9;

  test('order and repetition of the rows change no bit', () => {
    fc.assert(
      fc.property(
        rows.chain((r) =>
          fc.tuple(
            fc.constant(r),
            fc.shuffledSubarray(
              r.map((_, i) => i),
              { minLength: r.length },
            ),
          ),
        ),
        ([someRows, order]) => {
          const intervals = ledger(someRows);
          const plain = measure([], 0, 600, { squares, intervals });
          const shuffled = measure([], 0, 600, { squares, intervals: takeIntervals(intervals, order) });
          expect(shuffled).toEqual(plain);
          const replayed = measure([], 0, 600, { squares, intervals: concatIntervals([intervals, takeIntervals(intervals, order)]) });
          expect(replayed.perSquare).toEqual(plain.perSquare);
        },
      ),
    );
  });

  test('one more row never takes coverage away', () => {
    fc.assert(
      fc.property(rows, row, (someRows, extra) => {
        const before = measure(someRows, 0, 600, { squares }).perSquare;
        const after = measure(
          [...someRows, { ...extra, from: Math.round(extra.from), to: Math.round(extra.from + extra.length) }],
          0,
          600,
          { squares },
        ).perSquare;
        for (let i = 0; i < 3; i++) {
          expect(after.coveredMs[i]).toBeGreaterThanOrEqual(before.coveredMs[i] - ROUNDING * HOUR);
          expect(after.gapIncidents[i]).toBeLessThanOrEqual(before.gapIncidents[i] + ROUNDING);
        }
      }),
    );
  });

  test('the gap is additive over time and over squares, and bins add up to it', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 599 }), (someRows, cut) => {
        const whole = measure(someRows, 0, 600, { squares, binMs: 7 * MINUTE });
        const first = measure(someRows, 0, cut, { squares });
        const second = measure(someRows, cut, 600, { squares });
        for (let i = 0; i < 3; i++) {
          expect(
            Math.abs(first.perSquare.gapIncidents[i] + second.perSquare.gapIncidents[i] - whole.perSquare.gapIncidents[i]),
          ).toBeLessThan(ROUNDING);
          expect(first.perSquare.patrolMs[i] + second.perSquare.patrolMs[i]).toBe(whole.perSquare.patrolMs[i]);
        }
        const binned = whole.bins.reduce((sum, bin) => sum + bin.gap, 0);
        expect(Math.abs(binned - whole.totals.gapIncidents)).toBeLessThan(ROUNDING);
        expect(whole.totals.patrolMs).toBeLessThanOrEqual(whole.totals.unitMs);
        expect(whole.totals.gapIncidents).toBeLessThanOrEqual(whole.totals.expectedIncidents + ROUNDING);
      }),
    );
  });

  test('the gap is what counting every second by the definition gives', () => {
    fc.assert(
      fc.property(rows, (someRows) => {
        const whole = rows2Seconds(someRows);
        const measured = measure(whole, 0, 60, { squares });
        for (let square = 1; square <= 3; square++) {
          expect(measured.perSquare.gapIncidents[square - 1]).toBeCloseTo(gapBySeconds(whole, square, squares), 1);
        }
      }),
      { numRuns: 40 },
    );
  });
});

function rows2Seconds(rows: readonly Row[]): Row[] {
  return rows.map((row) => ({ ...row, from: Math.round(row.from * 60) / 60, to: Math.round(row.to * 60) / 60 }));
}

/** The definitions of METHODS 4 read literally, second by second, over the hour from Monday 8:00. Good to the second at each end of a hold. */
function gapBySeconds(rows: readonly Row[], square: number, squares: SquareField): number {
  const standard = DEFAULT_STANDARDS[(['red', 'orange', 'yellow', 'blue'] as const)[squares.tierByBand[(square - 1) * 6 + 1]]];
  const weightOf = { vehicle: 1, foot: 1.5, drone: 0.5, post: 1, bike: 1, video: 0 };
  const first = -300 * 60;
  const weight = new Float64Array(1000 * 60 + 3600);
  for (const row of rows) {
    if (row.square !== square || !standard.acceptedModes.includes(row.mode ?? 'vehicle')) continue;
    for (let s = Math.round(row.from * 60); s < Math.round(row.to * 60) && s < 3600; s++)
      weight[s - first] = Math.max(weight[s - first], weightOf[row.mode ?? 'vehicle']);
  }
  const covered = new Uint8Array(7200);
  let start = -1;
  let lastSeen = -1;
  let dwell = 0;
  const close = () => {
    const hold = standard.revisitSeconds * Math.min(1, dwell / standard.dwellSeconds) ** 2;
    for (let s = Math.max(0, start + first); s < Math.min(3600, lastSeen + 1 + first + hold); s++) covered[s] = 1;
  };
  for (let s = 0; s < weight.length; s++) {
    if (weight[s] === 0) continue;
    if (start < 0 || s - (lastSeen + 1) > 120) {
      if (start >= 0) close();
      start = s;
      dwell = 0;
    }
    lastSeen = s;
    dwell += weight[s];
  }
  if (start >= 0) close();
  let gap = 0;
  for (let s = 0; s < 3600; s++) if (covered[s] === 0) gap += squares.expectedPerHour(square - 1, 8) / 3600;
  return gap;
}
