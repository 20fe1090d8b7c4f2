import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { GridDraftCell } from '@beatline/shared/model/views/grid_view';
import { expect, test } from 'vitest';
import { cellAt, cornerAt, cornersOf, ringsWithMoved } from './cell_geometry';

const SQUARE: readonly LngLat[] = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
  [0, 0],
];
const cell: GridDraftCell = {
  code: 'A1',
  name: 'A1',
  parentCode: undefined,
  streetMeters: 0,
  incidents: 0,
  areaSquareMeters: 4,
  geometry: { type: 'MultiPolygon', coordinates: [[SQUARE]] },
};
const flat = ([x, y]: LngLat) => ({ x, y });

test('a closed ring has each corner once', () => {
  expect(cornersOf(cell)).toEqual(SQUARE.slice(0, 4));
});

test('moving the first corner keeps the ring closed', () => {
  const [ring] = ringsWithMoved(cell, [0, 0], [-1, -1]);
  expect(ring?.[0]).toEqual([-1, -1]);
  expect(ring?.at(-1)).toEqual([-1, -1]);
  expect(ring?.[1]).toEqual([2, 0]);
});

test('the nearest corner within reach is the one under the hand', () => {
  expect(cornerAt(cornersOf(cell), flat, { x: 1.8, y: 1.9 }, 0.5)).toEqual([2, 2]);
  expect(cornerAt(cornersOf(cell), flat, { x: 1, y: 1 }, 0.5)).toBeUndefined();
});

test('a press finds the cell it lies in, and none in a hole or beside', () => {
  const hole: readonly LngLat[] = [
    [0.5, 0.5],
    [1, 0.5],
    [1, 1],
    [0.5, 1],
    [0.5, 0.5],
  ];
  const holed: GridDraftCell = { ...cell, geometry: { type: 'MultiPolygon', coordinates: [[SQUARE, hole]] } };
  expect(cellAt([holed], [1.5, 1.5])?.code).toBe('A1');
  expect(cellAt([holed], [0.75, 0.75])).toBeUndefined();
  expect(cellAt([holed], [3, 1])).toBeUndefined();
});
