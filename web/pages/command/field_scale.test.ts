import { expect, test } from 'vitest';
import { fieldScaleOf } from './field_scale';

test('the last step of the ramp starts at a round number just above almost all squares', () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => i / 50_000);
  const scale = fieldScaleOf('gap', values);
  expect(scale?.breaks.at(-1)).toBeCloseTo(0.02, 9);
  expect(scale?.labels).toEqual(['1', '2', '3.5', '5.5', '8', '11', '15', '20']);
  expect(scale?.unit).toBe('thousandth');
});

test('whole incidents are labelled as such', () => {
  expect(fieldScaleOf('incidents', Float32Array.of(0, 4, 20))?.unit).toBe('one');
});

test('coverage keeps its own steps, and nothing to colour is no scale', () => {
  expect(fieldScaleOf('coverage', Float32Array.of(0, 1))?.labels.at(-1)).toBe('100');
  expect(fieldScaleOf('gap', Float32Array.of(0, 0))).toBeUndefined();
  expect(fieldScaleOf('none', Float32Array.of(1))).toBeUndefined();
});
