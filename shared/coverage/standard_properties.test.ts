import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALL_HOURS, DEFAULT_STANDARDS, type Standard } from '../model/standard';
import { presenceWeight } from '../model/force_kind';
import { TIERS } from '../model/tier';
import { MINUTE, MONDAY_8, type Row } from './ledger_fixture';
import type { SquareField } from './measure_coverage';
import { standardsAlways, type StandardRules } from './standard_rules';
import { at, field, measure } from './standard_fixture';

const HOUR = 60 * MINUTE;

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

  test('gap, expectation and time asked for add up over parts of the window, cut anywhere but in an interruption of a visit', () => {
    // What happens after a window says nothing about it: whoever is back within two minutes has not left, but a window that ends in between cannot know
    const isInterruption = (someRows: readonly Row[], cut: number) =>
      [1, 2, 3].some((square) => {
        const own = someRows.filter((each) => each.square === square);
        const lastEnd = Math.max(...own.filter((each) => each.from < cut).map((each) => Math.min(each.to, cut)));
        return lastEnd < cut && own.some((each) => each.from >= cut && each.from - lastEnd <= 2);
      });
    fc.assert(
      fc.property(rules, rows, fc.integer({ min: 1, max: 599 }), (someRules, someRows, cut) => {
        fc.pre(!isInterruption(someRows, cut));
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
