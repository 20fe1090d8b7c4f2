import { expect, test } from 'vitest';
import { inMapOrder, isBelowLabels, mapLayerRank } from './layer_order';

test('an unknown layer is refused by name', () => {
  expect(() => mapLayerRank('sqaures')).toThrow(/unknown map layer: sqaures/);
  expect(() => mapLayerRank('LABELS_STAND_HERE')).toThrow(RangeError);
});

test('layers stand in the order of the list, whatever order they come in, and parts of one keep theirs', () => {
  const ids = ['units', 'plan-line:stroke', 'plan-line:middle', 'squares', 'plan-casing'];
  expect(inMapOrder(ids.map((id) => ({ id }))).map((layer) => layer.id)).toEqual([
    'squares',
    'plan-casing',
    'plan-line:stroke',
    'plan-line:middle',
    'units',
  ]);
});

test('what colours the ground stands below the labels, what one acts on above', () => {
  expect(['squares', 'tracks', 'plan-line:stroke'].map(isBelowLabels)).toEqual([true, true, true]);
  expect(['plan-stops', 'units', 'square-selected:edge'].map(isBelowLabels)).toEqual([false, false, false]);
});
