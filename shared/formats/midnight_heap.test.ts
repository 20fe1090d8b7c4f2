import { expect, test } from 'vitest';
import { createMidnightHeap } from './midnight_heap';

function heapOf(countsByHour: Record<number, number>) {
  const heap = createMidnightHeap();
  for (const [hour, count] of Object.entries(countsByHour)) for (let i = 0; i < count; i++) heap.add(Number(hour) * 60);
  heap.add(1);
  return heap.isHeaped();
}

test('sees the heap of withheld hours and leaves a busy night alone', () => {
  expect(heapOf({ 22: 527, 23: 434, 0: 1172, 1: 150, 2: 140 })).toBe(true);
  expect(heapOf({ 22: 50, 23: 45, 0: 60, 1: 40, 2: 30 })).toBe(false);
  expect(heapOf({ 0: 9 })).toBe(false);
});
