import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../planning/seeded_random';
import { createSpreadChoice, createTopCells, nthLargest, SPREAD_FRACTIONS, writeScore, type ScoreTerms } from './spread_choice';

test('the n-th largest is the one a full sort puts there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 80 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (values, share) => {
        const n = 1 + Math.floor(share * values.length);
        const sorted = [...values].sort((a, b) => b - a);
        expect(nthLargest(Float64Array.from(values), n)).toBe(sorted[n - 1]);
      },
    ),
  );
});

const CELLS = 400;

/** Terms of a score by cell, without decay. */
function termsOf(of: Record<'counts' | 'kernel', (cell: number) => number> & { readonly recent?: (cell: number) => number }): ScoreTerms {
  const column = (value: (cell: number) => number) => Float64Array.from({ length: CELLS }, (_, cell) => value(cell));
  return { counts: column(of.counts), kernel: column(of.kernel), recent: column(of.recent ?? (() => 0)), countDecay: 1, recentDecay: 1 };
}

test('what is flagged is the top of a full sort, fortnight after fortnight, however scores rise and fall in between', () => {
  const amount = fc.integer({ min: 0, max: 4 });
  const terms = fc.record({
    counts: fc.array(amount, { minLength: CELLS, maxLength: CELLS }),
    kernel: fc.array(amount, { minLength: CELLS, maxLength: CELLS }),
    recent: fc.array(amount, { minLength: CELLS, maxLength: CELLS }),
    scale: fc.constantFrom(0, 0.1, 1, 30),
  });
  fc.assert(
    fc.property(fc.array(terms, { minLength: 1, maxLength: 6 }), (fortnights) => {
      const tops = SPREAD_FRACTIONS.map(() => createTopCells(CELLS, 40));
      for (const { counts, kernel, recent, scale } of fortnights) {
        const now = {
          ...termsOf({ counts: (c) => counts[c], kernel: (c) => kernel[c], recent: (c) => recent[c] }),
          countDecay: scale,
          recentDecay: scale,
        };
        for (const [k, fraction] of SPREAD_FRACTIONS.entries()) {
          const flagged = new Uint8Array(CELLS);
          tops[k].mark(now, fraction, flagged, 1);
          const score = new Float64Array(CELLS);
          writeScore(now, fraction, score);
          const top = [...score.keys()].sort((a, b) => score[b] - score[a] || a - b).slice(0, 40);
          expect([...flagged.keys()].filter((cell) => flagged[cell] === 1)).toEqual(top.sort((a, b) => a - b));
        }
      }
    }),
    { numRuns: 40 },
  );
});

/**
 * A year of fortnights in which incidents happen in some cells. Of every fraction the scores are given: with 1 the neighbours of a busy cell score like it, with the others
 * less and less so. `happens` draws the cell of an incident.
 */
function chosen(happens: (random: () => number) => number, incidents: number): number {
  const choice = createSpreadChoice(CELLS, CELLS);
  const random = seededRandom(5);
  for (let fortnight = 0; fortnight < 27; fortnight++) {
    choice.judge(
      10_000,
      termsOf({ counts: (cell) => (cell % 100 === 0 ? 10 - cell / 100 : 0), kernel: (cell) => (cell % 100 === 1 ? 20 : 0) }),
    );
    for (let i = 0; i < incidents; i++) choice.count(happens(random));
  }
  return choice.fraction();
}

test('what stays where it was is not spread; what moves next door is', () => {
  expect(chosen((random) => 100 * Math.floor(4 * random()), 50)).toBe(1 / 4);
  expect(chosen((random) => 100 * Math.floor(4 * random()) + 1, 50)).toBe(1);
});

test('without evidence everything is spread', () => {
  const choice = createSpreadChoice(CELLS, CELLS);
  expect(choice.fraction()).toBe(SPREAD_FRACTIONS[0]);
  // one incident a fortnight, here or there alike
  expect(chosen((random) => Math.floor(CELLS * random()), 1)).toBe(1);
  // too few before the forecast to tell fractions apart: nothing is noted, nothing counted
  for (let fortnight = 0; fortnight < 27; fortnight++) {
    choice.judge(20, termsOf({ counts: () => 1, kernel: () => 0 }));
    choice.count(0);
  }
  expect(choice.fraction()).toBe(SPREAD_FRACTIONS[0]);
});
