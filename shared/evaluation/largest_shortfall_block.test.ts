import { array, assert, integer, pre, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largestShortfallBlock, sharesOf } from './largest_shortfall_block';

describe('largest shortfall block', () => {
  test('finds the evenings where risk outweighs patrol time', () => {
    const risk = [
      [1, 1, 1, 1],
      [1, 1, 5, 5],
      [1, 1, 5, 5],
    ];
    const patrol = risk.map((row) => row.map(() => 1));
    const block = largestShortfallBlock(risk, patrol);
    expect(block).toMatchObject({ fromRow: 1, toRow: 3, fromColumn: 2, toColumn: 4 });
    // 20 of 28 incidents against 4 of 12 hours.
    expect(block?.shortfallFraction).toBeCloseTo(20 / 28 - 4 / 12, 12);
  });

  test('is undefined when time follows risk everywhere, or when there is none of either', () => {
    const even = [
      [1, 2],
      [3, 4],
    ];
    expect(largestShortfallBlock(even, even)).toBeUndefined();
    expect(
      largestShortfallBlock(even, [
        [0, 0],
        [0, 0],
      ]),
    ).toBeUndefined();
    expect(sharesOf([[0]])).toBeUndefined();
  });

  test('no block of a small matrix falls further short than the one returned', () => {
    const matrix = array(array(integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 3 });
    assert(
      property(matrix, matrix, (risk, patrol) => {
        const riskShares = sharesOf(risk);
        const patrolShares = sharesOf(patrol);
        pre(riskShares !== undefined && patrolShares !== undefined);
        let best = 0;
        for (let r0 = 0; r0 < 3; r0++)
          for (let r1 = r0 + 1; r1 <= 3; r1++)
            for (let c0 = 0; c0 < 4; c0++)
              for (let c1 = c0 + 1; c1 <= 4; c1++) {
                let sum = 0;
                for (let r = r0; r < r1; r++)
                  for (let c = c0; c < c1; c++) sum += (riskShares?.[r]?.[c] ?? 0) - (patrolShares?.[r]?.[c] ?? 0);
                best = Math.max(best, sum);
              }
        expect(largestShortfallBlock(risk, patrol)?.shortfallFraction ?? 0).toBeCloseTo(best, 9);
      }),
    );
  });
});
