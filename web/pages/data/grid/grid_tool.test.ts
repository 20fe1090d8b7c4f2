import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { expect, test } from 'vitest';
import { nextTool, pressed, SELECTING, stepBack, withKind, type GridTool } from './grid_tool';

const HERE: LngLat = [116.3, 32.9];

test('a press takes a cell in hand, and a press beside every cell lets it go', () => {
  const chosen = pressed(SELECTING, 'A1', HERE);
  expect(chosen).toEqual({ kind: 'select', code: 'A1' });
  expect(pressed(chosen, undefined, HERE)).toEqual(SELECTING);
});

test('a line is drawn only once there is a cell to cut, and runs on beyond it', () => {
  const empty: GridTool = { kind: 'split', code: undefined, line: [] };
  const chosen = pressed(empty, 'A1', HERE);
  expect(chosen).toEqual({ kind: 'split', code: 'A1', line: [] });
  expect(pressed(pressed(chosen, undefined, HERE), 'A2', [1, 2])).toEqual({ kind: 'split', code: 'A1', line: [HERE, [1, 2]] });
});

test('cells to join are taken in and out by pressing them, the first keeps its name', () => {
  const two = pressed(pressed({ kind: 'merge', codes: [] }, 'A1', HERE), 'A2', HERE);
  expect(two).toEqual({ kind: 'merge', codes: ['A1', 'A2'] });
  expect(pressed(two, 'A1', HERE)).toEqual({ kind: 'merge', codes: ['A2'] });
  expect(pressed(two, undefined, HERE)).toBe(two);
});

test('another tool keeps the cell in hand', () => {
  expect(withKind({ kind: 'select', code: 'A1' }, 'merge')).toEqual({ kind: 'merge', codes: ['A1'] });
  expect(withKind({ kind: 'merge', codes: ['A1', 'A2'] }, 'split')).toEqual({ kind: 'split', code: 'A1', line: [] });
  expect(withKind(SELECTING, 'move')).toEqual({ kind: 'move', code: undefined });
});

test('a step back takes the last point, then the cell', () => {
  const drawn: GridTool = { kind: 'split', code: 'A1', line: [HERE] };
  expect(stepBack(drawn)).toEqual({ kind: 'split', code: 'A1', line: [] });
  expect(stepBack(stepBack(drawn))).toEqual({ kind: 'split', code: undefined, line: [] });
  expect(nextTool(drawn)).toEqual({ kind: 'split', code: 'A1', line: [] });
});

test('a corner that is missed while moving corners does not lose the cell', () => {
  const moving: GridTool = { kind: 'move', code: 'A1' };
  expect(pressed(moving, undefined, HERE)).toBe(moving);
  expect(pressed(moving, 'A2', HERE)).toEqual({ kind: 'move', code: 'A2' });
});
