import { expect, test } from 'vitest';
import { divergingColor, sequentialColor } from './color_ramp';

test('equal steps cover the quantity ramp, the maximum in the last one', () => {
  expect([0, 0.99, 1, 7.99, 8].map((value) => sequentialColor(value, 8))).toEqual([
    'var(--gap-1)',
    'var(--gap-1)',
    'var(--gap-2)',
    'var(--gap-8)',
    'var(--gap-8)',
  ]);
});

test('nothing anywhere is drawn in the dimmest step', () => {
  expect(sequentialColor(0, 0)).toBe('var(--gap-1)');
  expect(divergingColor(0, 0)).toBe('var(--div-5)');
});

test('ample time takes one end of the diverging ramp, short time the other, balance the middle', () => {
  expect([7, 0, -7, -70].map((value) => divergingColor(value, 7))).toEqual([
    'var(--div-1)',
    'var(--div-5)',
    'var(--div-9)',
    'var(--div-9)',
  ]);
});
