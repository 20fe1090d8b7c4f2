import { describe, expect, test } from 'vitest';
import type { DayType } from '../model/day_type';
import { ALL_HOURS, DEFAULT_STANDARDS, type Standard, type StandardByTier } from '../model/standard';
import { createSlotClock } from '../model/slot_clock';
import type { TIERS } from '../model/tier';
import { ledger, MINUTE, SHANGHAI, type Row } from './ledger_fixture';
import { measureCoverage } from './measure_coverage';
import { overPatrolSeconds } from './over_patrol';
import { dayTypesAt, StandardsInForce, versionsInWindow } from './standard_in_force';
import { raiseStandard, standardsAlways, type StandardRules } from './standard_rules';
import { at, field, measure } from './standard_fixture';

const HOUR = 60 * MINUTE;
const RED = 0;
const hoursFrom = (from: number, to: number) => ALL_HOURS.filter((hour) => hour >= from && hour < to);

function allTiers(change: Partial<Standard>): StandardByTier {
  const of = (tier: (typeof TIERS)[number]): Standard => ({ ...DEFAULT_STANDARDS[tier], ...change });
  return { red: of('red'), orange: of('orange'), yellow: of('yellow'), blue: of('blue') };
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
