import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../planning/seeded_random';
import { createSpreadChoice, nthLargest, SPREAD_FRACTIONS } from './spread_choice';

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

/**
 * A year of fortnights in which incidents happen in some cells. Of every fraction the scores are given: with 1 the neighbours of a busy cell score like it, with the others
 * less and less so. `happens` draws the cell of an incident.
 */
function chosen(happens: (random: () => number) => number, incidents: number): number {
  const choice = createSpreadChoice(CELLS, CELLS);
  const random = seededRandom(5);
  for (let fortnight = 0; fortnight < 27; fortnight++) {
    choice.judge(10_000, (fraction, score) => {
      for (let cell = 0; cell < CELLS; cell++) {
        const isBusy = cell % 100 === 0;
        const isBeside = cell % 100 === 1;
        score[cell] = isBusy ? 10 - cell / 100 : isBeside ? 20 * fraction - cell / 100 : 0;
      }
    });
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
    choice.judge(20, (_, score) => score.fill(1));
    choice.count(0);
  }
  expect(choice.fraction()).toBe(SPREAD_FRACTIONS[0]);
});
