import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latticeCellOf, squareCenter, squareIdAt, squareIdOf } from './lattice';

const index = fc.integer({ min: -(2 ** 21) + 1, max: 2 ** 21 - 1 });

describe('the lattice', () => {
  test('gives every square one exact id and back', () => {
    fc.assert(
      fc.property(index, index, (column, row) => {
        const id = squareIdOf(column, row);
        expect(Number.isSafeInteger(id)).toBe(true);
        expect(latticeCellOf(id)).toEqual({ column, row });
      }),
    );
  });

  test('orders ids by column, then by row', () => {
    expect(squareIdOf(4, 9)).toBeLessThan(squareIdOf(5, -9));
    expect(squareIdOf(4, 8)).toBeLessThan(squareIdOf(4, 9));
  });

  test('puts a position on an edge into the square east and north of it', () => {
    expect(latticeCellOf(squareIdAt({ x: 500, y: -100 }, 100))).toEqual({ column: 5, row: -1 });
    expect(latticeCellOf(squareIdAt({ x: 499.999, y: -100.001 }, 100))).toEqual({ column: 4, row: -2 });
  });

  test('has each centre in its own square', () => {
    fc.assert(
      fc.property(index, index, fc.integer({ min: 5, max: 500 }), (column, row, cellMeters) => {
        const id = squareIdOf(column, row);
        expect(squareIdAt(squareCenter(id, cellMeters), cellMeters)).toBe(id);
      }),
    );
  });

  test('refuses a square no id can hold', () => {
    expect(() => squareIdOf(2 ** 21, 0)).toThrow(/outside the lattice/);
  });
});
