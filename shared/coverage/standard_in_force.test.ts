import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DayType } from '../model/day_type';
import { ALL_HOURS, DEFAULT_STANDARDS, type Standard, type StandardByTier } from '../model/standard';
import { presenceWeight } from '../model/force_kind';
import { createSlotClock } from '../model/slot_clock';
import { TIERS } from '../model/tier';
import { ledger, MINUTE, MONDAY_8, SHANGHAI, type Row } from './ledger_fixture';
import { measureCoverage, type CoverageInput, type SquareField } from './measure_coverage';
import { overPatrolSeconds } from './over_patrol';
import { dayTypesAt, StandardsInForce, versionsInWindow } from './standard_in_force';
import { raiseStandard, standardsAlways, type StandardRules } from './standard_rules';

const HOUR = 60 * MINUTE;
const RED = 0;
const at = (minute: number) => MONDAY_8 + minute * MINUTE;
const hoursFrom = (from: number, to: number) => ALL_HOURS.filter((hour) => hour >= from && hour < to);

function allTiers(change: Partial<Standard>): StandardByTier {
  const of = (tier: (typeof TIERS)[number]): Standard => ({ ...DEFAULT_STANDARDS[tier], ...change });
  return { red: of('red'), orange: of('orange'), yellow: of('yellow'), blue: of('blue') };
}

function field(tiers: readonly number[], areas?: readonly number[]): SquareField {
  return {
    squareId: Float64Array.from(tiers, (_, i) => i + 1),
    tierByBand: Uint8Array.from(tiers.flatMap((tier) => Array.from({ length: 6 }, () => tier))),
    ...(areas === undefined ? {} : { operationArea: Uint16Array.from(areas) }),
    expectedPerHour: () => 6,
  };
}

function measure(rows: readonly Row[], fromMinute: number, toMinute: number, rules: StandardRules, more: Partial<CoverageInput> = {}) {
  return measureCoverage({
    squares: field([RED]),
    standards: rules,
    intervals: ledger(rows),
    window: { fromMs: at(fromMinute), toMs: at(toMinute) },
    nowMs: at(toMinute),
    clock: SHANGHAI,
    ...more,
  });
}

describe('the standard in force', () => {
  test('outside its hours a square is neither covered nor gap, and both integrals leave those hours out', () => {
    // 10:00-12:00 only; a visit 9:50-10:00 holds until 11:00
    const rules = standardsAlways(allTiers({ hours: hoursFrom(10, 12) }));
    const { perSquare, totals } = measure([{ from: 110, to: 120 }], 0, 480, rules);
    expect(perSquare.dueMs[0]).toBe(2 * HOUR);
    expect(perSquare.coveredMs[0]).toBe(HOUR);
    expect(perSquare.expectedIncidents[0]).toBeCloseTo(12, 12);
    expect(perSquare.gapIncidents[0]).toBeCloseTo(6, 12);
    expect(totals.tierMs[RED]).toBe(2 * HOUR);
    expect(totals.tierCoveredMs[RED]).toBe(HOUR);
  });

  test('a new version takes over at its instant, and visits are then held to it whenever they were', () => {
    // 10 min at 8:00 hold an hour; from 8:30 on the dwell asked for is 20 min, so they hold a quarter of 60 min from 8:10: until 8:25
    const rules: StandardRules = {
      ...standardsAlways(DEFAULT_STANDARDS),
      versions: [
        { id: 7, effectiveFromMs: 0, byTier: DEFAULT_STANDARDS },
        { id: 8, effectiveFromMs: at(30), byTier: allTiers({ dwellSeconds: 1200, capSecondsPerBand: 14_400, revisitSeconds: 3600 }) },
      ],
    };
    expect(measure([{ from: 0, to: 10 }], 0, 30, rules).perSquare.coveredMs[0]).toBe(30 * MINUTE);
    const { perSquare } = measure([{ from: 0, to: 10 }], 0, 120, rules);
    expect(perSquare.coveredMs[0]).toBe(30 * MINUTE);
    expect(perSquare.coveredUntilMs[0]).toBe(at(25));
    expect(versionsInWindow(rules, { fromMs: at(0), toMs: at(30) })).toEqual([7]);
    expect(versionsInWindow(rules, { fromMs: at(0), toMs: at(31) })).toEqual([7, 8]);
  });

  test('an operation raises the standard where it lies, while it runs, and nowhere else', () => {
    const raised = { ...DEFAULT_STANDARDS.red, revisitSeconds: 1200, capSecondsPerBand: 14_400 };
    const rules: StandardRules = {
      ...standardsAlways(DEFAULT_STANDARDS),
      operations: [{ id: 1, startsAtMs: at(30), endsAtMs: at(60), byTier: { red: raised } }],
      operationAreas: [[], [0]],
    };
    const rows: Row[] = [
      { square: 1, from: 0, to: 10 },
      { square: 2, from: 0, to: 10 },
    ];
    const { perSquare } = measure(rows, 0, 70, rules, { squares: field([RED, RED], [0, 1]) });
    // square 2 from 8:30 to 9:00 is held to 20 min: 8:10 + 20 min = 8:30, so that half hour is open
    expect([...perSquare.coveredMs]).toEqual([70 * MINUTE, 40 * MINUTE]);
    expect(perSquare.gapIncidents[1]).toBeCloseTo(3, 12);
  });

  test('an operation puts a standard in force where there is none at that hour', () => {
    const rules: StandardRules = {
      ...standardsAlways(allTiers({ hours: hoursFrom(20, 24) })),
      operations: [{ id: 1, startsAtMs: at(60), endsAtMs: at(120), byTier: { red: DEFAULT_STANDARDS.red } }],
      operationAreas: [[], [0]],
    };
    const { perSquare } = measure([], 0, 240, rules, { squares: field([RED, RED], [0, 1]) });
    expect([...perSquare.dueMs]).toEqual([0, HOUR]);
  });

  test('an operation can only raise: of each figure the stricter holds', () => {
    const laxer: Standard = { ...DEFAULT_STANDARDS.red, revisitSeconds: 7200, dwellSeconds: 300, capSecondsPerBand: 2400 };
    expect(raiseStandard(DEFAULT_STANDARDS.red, laxer)).toEqual(DEFAULT_STANDARDS.red);
    const stricter = raiseStandard(DEFAULT_STANDARDS.red, { ...DEFAULT_STANDARDS.red, dwellSeconds: 1200, capSecondsPerBand: 7200 });
    expect(stricter).toMatchObject({ revisitSeconds: 3600, dwellSeconds: 1200, capSecondsPerBand: 7200 });
    const both = raiseStandard(DEFAULT_STANDARDS.red, { ...DEFAULT_STANDARDS.red, revisitSeconds: 600, dwellSeconds: 600 });
    expect(both.capSecondsPerBand).toBe(14_400);
  });

  test('days count by their type: a worked Sunday is a shifted workday, a school day is a workday too', () => {
    const dayTypes: Record<string, DayType> = {
      '2026-03-01': 'shifted_workday',
      '2026-03-02': 'school_day',
      '2026-03-03': 'public_holiday',
    };
    const typesOn = (day: string) => dayTypesAt({ dayTypes }, SHANGHAI, Date.parse(`${day}T12:00:00+08:00`));
    expect(typesOn('2026-03-01')).toEqual(['shifted_workday']);
    expect(typesOn('2026-03-02')).toEqual(['school_day', 'workday']);
    expect(typesOn('2026-03-03')).toEqual(['public_holiday']);
    expect(typesOn('2026-03-04')).toEqual(['workday']);
    expect(typesOn('2026-03-07')).toEqual(['weekend']);

    const rules = { ...standardsAlways(allTiers({ dayTypes: ['workday'] })), dayTypes };
    expect(measure([], 0, 24 * 60, rules).perSquare.dueMs[0]).toBe(16 * HOUR); // Monday from 8:00; Tuesday is a holiday
  });

  test('a day of 23 hours has its standard for the hours it has', () => {
    const clock = createSlotClock('America/Vancouver');
    const day = { fromMs: Date.parse('2026-03-08T00:00:00-08:00'), toMs: Date.parse('2026-03-09T00:00:00-07:00') };
    const rules = standardsAlways(allTiers({ hours: hoursFrom(0, 6) }));
    const { perSquare } = measureCoverage({
      squares: field([RED]),
      standards: rules,
      intervals: ledger([]),
      window: day,
      nowMs: day.toMs,
      clock,
    });
    expect(perSquare.dueMs[0]).toBe(5 * HOUR);
  });

  test('where a sworn unit is required, a visit without one holds nothing, and one beside it makes it count', () => {
    const rules = standardsAlways(allTiers({ requiresSworn: true }));
    const auxiliary: Row = { from: 0, to: 10, kind: 'auxiliary', unit: 2 };
    expect(measure([auxiliary], 0, 120, rules).perSquare.coveredMs[0]).toBe(0);
    expect(measure([auxiliary], 0, 120, rules).perSquare.patrolMs[0]).toBe(10 * MINUTE);
    // From when the sworn unit came; the dwell of all counts
    expect(measure([auxiliary, { from: 4, to: 5 }], 0, 120, rules).perSquare.coveredMs[0]).toBe(66 * MINUTE);
  });

  test('a declared post counts only where the standard says so, and is never patrol time', () => {
    const declared: Row = { from: 0, to: 10, mode: 'post', evidence: 'declared' };
    expect(measure([declared], 0, 120, standardsAlways(DEFAULT_STANDARDS)).perSquare.coveredMs[0]).toBe(0);
    const { perSquare, totals } = measure([declared], 0, 120, standardsAlways(allTiers({ countsDeclared: true })));
    expect(perSquare.coveredMs[0]).toBe(70 * MINUTE);
    expect(perSquare.patrolMs[0] + totals.unitMs).toBe(0);
  });

  test('an operator on a camera counts only where the standard accepts video, and is never patrol time', () => {
    const watched: Row = { from: 0, to: 60, mode: 'video' };
    expect(measure([watched], 0, 120, standardsAlways(DEFAULT_STANDARDS)).perSquare.coveredMs[0]).toBe(0);
    const { perSquare } = measure([watched], 0, 120, standardsAlways(allTiers({ acceptedModes: ['vehicle', 'video'] })));
    expect(perSquare.coveredMs[0]).toBe(120 * MINUTE);
    expect(perSquare.patrolMs[0]).toBe(0);
  });

  test('nothing is due outside the hours: the due time is the next start, and lateness counts from the start of the hours at the earliest', () => {
    const rules = standardsAlways(allTiers({ hours: hoursFrom(10, 12) }));
    const state = (minute: number, rows: Row[] = []) => {
      const { perSquare, standards } = measure(rows, 0, 480, rules, { stateAtMs: at(minute) });
      return { since: perSquare.inForceSinceMs[0], until: perSquare.coveredUntilMs[0], standard: standards[perSquare.standard[0]] };
    };
    expect(state(30)).toMatchObject({ since: at(120) });
    expect(state(150)).toMatchObject({ since: at(120), standard: { revisitSeconds: 3600 } });
    expect(state(300)).toMatchObject({ since: at(26 * 60) });
    expect(state(150, [{ from: 110, to: 120 }])).toMatchObject({ since: at(120), until: at(180) });
  });

  test('nothing is over-patrolled outside the hours; where the standard changes within a shift the larger cap holds for the shift', () => {
    const input = (rules: StandardRules) => ({
      squares: field([RED]),
      standards: rules,
      intervals: ledger([{ from: 0, to: 230 }]),
      window: { fromMs: at(0), toMs: at(480) },
      clock: SHANGHAI,
    });
    expect(overPatrolSeconds(input(standardsAlways(allTiers({ hours: hoursFrom(10, 12) }))))[0]).toBe((110 - 90) * 60);
    const rules = standardsAlways(DEFAULT_STANDARDS);
    const twoCaps = {
      ...rules,
      versions: [
        ...rules.versions,
        { id: 2, effectiveFromMs: at(60), byTier: allTiers({ revisitSeconds: 3600, dwellSeconds: 600, capSecondsPerBand: 7200 }) },
      ],
    };
    expect(overPatrolSeconds(input(twoCaps))[0]).toBe((230 - 120) * 60);
  });

  test('standards that ask the same share a code, whatever their hours', () => {
    const rules: StandardRules = {
      ...standardsAlways(DEFAULT_STANDARDS),
      versions: [
        { id: 1, effectiveFromMs: 0, byTier: DEFAULT_STANDARDS },
        { id: 2, effectiveFromMs: at(60), byTier: allTiers({ hours: hoursFrom(8, 20) }) },
      ],
    };
    const book = new StandardsInForce(rules, SHANGHAI);
    expect(book.codeAt(RED, 0, at(0))).toBe(book.codeAt(RED, 0, at(90)));
    expect(book.codeAt(RED, 0, at(60 * 13))).toBe(-1);
  });
});

describe('whatever the rules', () => {
  const row = fc.record({
    square: fc.integer({ min: 1, max: 3 }),
    from: fc.integer({ min: -300, max: 590 }),
    length: fc.integer({ min: 1, max: 40 }),
    unit: fc.integer({ min: 1, max: 3 }),
    mode: fc.constantFrom('vehicle' as const, 'foot' as const, 'drone' as const),
    kind: fc.constantFrom('sworn' as const, 'auxiliary' as const, 'volunteer' as const),
    evidence: fc.constantFrom('observed' as const, 'inferred' as const, 'declared' as const),
  });
  const rows = fc.array(
    row.map(({ length, ...rest }): Row => ({ ...rest, to: rest.from + length })),
    { maxLength: 20 },
  );
  const standard = (tier: (typeof TIERS)[number]) =>
    fc
      .record({
        revisitSeconds: fc.integer({ min: 300, max: 7200 }),
        dwellSeconds: fc.integer({ min: 60, max: 900 }),
        hours: fc.subarray([...ALL_HOURS], { minLength: 1 }),
        requiresSworn: fc.boolean(),
        countsDeclared: fc.boolean(),
      })
      .map((figures): Standard => ({ ...DEFAULT_STANDARDS[tier], ...figures, capSecondsPerBand: 28_800 }));
  const byTier = fc.record({ red: standard('red'), orange: standard('orange'), yellow: standard('yellow'), blue: standard('blue') });
  const rules = fc
    .record({
      first: byTier,
      second: byTier,
      change: fc.integer({ min: 1, max: 599 }),
      raised: standard('red'),
      start: fc.integer({ min: -60, max: 500 }),
    })
    .map(({ first, second, change, raised, start }): StandardRules => ({
      versions: [
        { id: 1, effectiveFromMs: 0, byTier: first },
        { id: 2, effectiveFromMs: at(change), byTier: second },
      ],
      operations: [{ id: 1, startsAtMs: at(start), endsAtMs: at(start + 90), byTier: { red: raised } }],
      operationAreas: [[], [0]],
      dayTypes: {},
    }));
  const squares: SquareField = {
    ...field([0, 0, 1], [0, 1, 1]),
    tierByBand: Uint8Array.from([0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 3, 0, 1, 1, 1]),
    expectedPerHour: (index, slot) => 1 + index + (slot % 5),
  };
  /** Sums of products of doubles near 1e2: 1e-9 leaves room for their rounding. */
  const ROUNDING = 1e-9;

  test('one more row never takes coverage away and never changes what is asked', () => {
    fc.assert(
      fc.property(rules, rows, row, (someRules, someRows, { length, ...extra }) => {
        const before = measure(someRows, 0, 600, someRules, { squares }).perSquare;
        const after = measure([...someRows, { ...extra, to: extra.from + length }], 0, 600, someRules, { squares }).perSquare;
        for (let i = 0; i < 3; i++) {
          expect(after.coveredMs[i]).toBeGreaterThanOrEqual(before.coveredMs[i] - ROUNDING * HOUR);
          expect(after.gapIncidents[i]).toBeLessThanOrEqual(before.gapIncidents[i] + ROUNDING);
          expect(after.dueMs[i]).toBe(before.dueMs[i]);
          expect(after.coveredMs[i]).toBeLessThanOrEqual(after.dueMs[i] + ROUNDING * HOUR);
        }
      }),
    );
  });

  test('gap, expectation and time asked for add up over parts of the window', () => {
    fc.assert(
      fc.property(rules, rows, fc.integer({ min: 1, max: 599 }), (someRules, someRows, cut) => {
        const whole = measure(someRows, 0, 600, someRules, { squares }).perSquare;
        const first = measure(someRows, 0, cut, someRules, { squares }).perSquare;
        const second = measure(someRows, cut, 600, someRules, { squares }).perSquare;
        for (let i = 0; i < 3; i++) {
          expect(Math.abs(first.gapIncidents[i] + second.gapIncidents[i] - whole.gapIncidents[i])).toBeLessThan(ROUNDING);
          expect(Math.abs(first.expectedIncidents[i] + second.expectedIncidents[i] - whole.expectedIncidents[i])).toBeLessThan(ROUNDING);
          expect(first.dueMs[i] + second.dueMs[i]).toBe(whole.dueMs[i]);
        }
      }),
    );
  });

  test('splitting a stop never gains', () => {
    const stop = fc.record({
      start: fc.integer({ min: 0, max: 100 }),
      first: fc.integer({ min: 1, max: 15 }),
      second: fc.integer({ min: 1, max: 15 }),
      pause: fc.integer({ min: 3, max: 60 }),
    });
    fc.assert(
      fc.property(rules, stop, (someRules, { start, first, second, pause }) => {
        // The same minutes in one go, from the same start; what is covered after the later of the two ends is compared, under one standard
        const always = standardsAlways({
          ...someRules.versions[0].byTier,
          red: { ...someRules.versions[0].byTier.red, hours: [...ALL_HOURS] },
        });
        const heldMs = (some: Row[]) => measure(some, 0, 600, always).perSquare.coveredMs[0];
        const whole = heldMs([{ from: start, to: start + first + second }]);
        const split = heldMs([
          { from: start, to: start + first },
          { from: start + first + pause, to: start + first + pause + second },
        ]);
        const { dwellSeconds } = always.versions[0].byTier.red;
        if ((first + second) * 60 <= dwellSeconds) expect(split).toBeLessThanOrEqual(whole + ROUNDING * HOUR);
      }),
    );
  });

  test('the gap is what counting every half minute by the definition gives', () => {
    fc.assert(
      fc.property(rules, rows, (someRules, someRows) => {
        const { perSquare } = measure(someRows, 0, 600, someRules, { squares });
        for (let i = 0; i < 3; i++) {
          const { due, covered } = bySteps(someRules, someRows, i, squares);
          // Rows and changes fall on whole minutes; only ends of holds fall between steps, and twenty visits have at most twenty
          expect(Math.abs(perSquare.dueMs[i] - due)).toBeLessThanOrEqual(ROUNDING);
          expect(Math.abs(perSquare.coveredMs[i] - covered)).toBeLessThanOrEqual(20 * STEP_MS);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const STEP_MS = MINUTE / 2;

/** METHODS 4 read literally: at the middle of each half minute, which standard holds, and does any visit of the square by its rules cover the instant? */
function bySteps(rules: StandardRules, rows: readonly Row[], index: number, squares: SquareField): { due: number; covered: number } {
  let due = 0;
  let covered = 0;
  for (let ms = MONDAY_8 + STEP_MS / 2; ms < at(600); ms += STEP_MS) {
    const hour = Math.floor(8 + (ms - MONDAY_8) / HOUR) % 24;
    const band = hour < 8 ? 0 : hour < 16 ? 1 : 2;
    const tier = TIERS[squares.tierByBand[index * 6 + band]];
    const version = ms >= rules.versions[1].effectiveFromMs ? 1 : 0;
    const base = rules.versions[version].byTier[tier];
    const operation = rules.operations[0];
    const raised = operation.byTier[tier];
    const runs =
      squares.operationArea?.[index] === 1 &&
      raised?.hours.includes(hour) === true &&
      ms >= operation.startsAtMs &&
      ms < operation.endsAtMs;
    const holding = [...(base.hours.includes(hour) ? [base] : []), ...(runs && raised !== undefined ? [raised] : [])];
    if (holding.length === 0) continue;
    due += STEP_MS;
    const revisit = Math.min(...holding.map((each) => each.revisitSeconds));
    const dwell = Math.max(...holding.map((each) => each.dwellSeconds));
    const sworn = holding.some((each) => each.requiresSworn);
    const declared = holding.every((each) => each.countsDeclared);
    const counting = rows
      .filter((each) => (each.square ?? 1) === index + 1)
      .filter((each) => declared || each.evidence !== 'declared')
      .filter(
        (each) => holding[0].acceptedModes.includes(each.mode ?? 'vehicle') && holding[0].acceptedKinds.includes(each.kind ?? 'sworn'),
      )
      .filter((each) => at(each.from) < at(600))
      .map((each) => ({ ...each, to: Math.min(each.to, 600) }))
      .sort((a, b) => a.from - b.from);
    if (
      visitsByMinutes(counting).some((visit) => {
        const holdMs = 1000 * revisit * Math.min(1, visit.dwellSeconds / dwell) ** 2;
        return at(sworn ? visit.swornFrom : visit.from) <= ms && ms < at(visit.to) + holdMs;
      })
    )
      covered += STEP_MS;
  }
  return { due, covered };
}

function visitsByMinutes(rows: readonly Row[]): { from: number; to: number; dwellSeconds: number; swornFrom: number }[] {
  const visits: { from: number; to: number; rows: Row[] }[] = [];
  for (const row of rows) {
    const last = visits.at(-1);
    if (last !== undefined && row.from - last.to <= 2) {
      last.to = Math.max(last.to, row.to);
      last.rows.push(row);
    } else visits.push({ from: row.from, to: row.to, rows: [row] });
  }
  return visits.map((visit) => {
    let dwellSeconds = 0;
    for (let minute = visit.from; minute < visit.to; minute++) {
      const present = visit.rows.filter((row) => row.from <= minute && minute < row.to);
      dwellSeconds += 60 * Math.max(0, ...present.map((row) => presenceWeight(row.mode ?? 'vehicle', row.kind ?? 'sworn')));
    }
    return {
      from: visit.from,
      to: visit.to,
      dwellSeconds,
      swornFrom: Math.min(...visit.rows.filter((row) => (row.kind ?? 'sworn') === 'sworn').map((row) => row.from)),
    };
  });
}
