import { expect, test } from 'vitest';
import { batchOf, countOf, figuresOf, namesOf, reasonsOf } from './report_figures';

const INCIDENTS = {
  batch: 7,
  rows: 100,
  loaded: 90,
  updated: 0,
  unchanged: 4,
  unlocated: 12,
  outside: 0,
  rejected: 6,
  reasons: { time_missing: 1, coordinate_unreadable: 5 },
  droppedColumns: ['报警人'],
  crs: 'GCJ-02',
};

test('figures come in reading order, and those of zero that say nothing are left out', () => {
  expect(figuresOf(INCIDENTS).map(({ name }) => name)).toEqual(['rows', 'loaded', 'unchanged', 'unlocated', 'rejected']);
});

test('that nothing was rejected is said', () => {
  expect(figuresOf({ loaded: 3, rejected: 0 })).toContainEqual({ name: 'rejected', value: 0 });
});

test('reasons of rows and of fixes are both counted, most frequent first', () => {
  expect(reasonsOf(INCIDENTS)).toEqual([
    { reason: 'coordinate_unreadable', count: 5 },
    { reason: 'time_missing', count: 1 },
  ]);
  expect(reasonsOf({ dropped: { speed: 3 } })).toEqual([{ reason: 'speed', count: 3 }]);
  expect(reasonsOf({})).toEqual([]);
});

test('a report without a member answers as if it were empty', () => {
  expect(batchOf({})).toBeUndefined();
  expect(batchOf(INCIDENTS)).toBe(7);
  expect(namesOf(INCIDENTS, 'droppedColumns')).toEqual(['报警人']);
  expect(namesOf(INCIDENTS, 'unmapped')).toEqual([]);
  expect(countOf(INCIDENTS, 'fixes')).toBe(0);
});
