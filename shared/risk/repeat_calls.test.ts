import { expect, test } from 'vitest';
import { withoutRepeatCalls, type CallColumns } from './repeat_calls';

type Call = { x: number; y: number; minute: number; category?: number; isCall?: 0 | 1 };

function columns(calls: readonly Call[]): CallColumns {
  return {
    length: calls.length,
    x: Float64Array.from(calls, (call) => call.x),
    y: Float64Array.from(calls, (call) => call.y),
    instantMs: Float64Array.from(calls, (call) => call.minute * 60_000),
    category: Int32Array.from(calls, (call) => call.category ?? 1),
    isCall: Uint8Array.from(calls, (call) => call.isCall ?? 1),
  };
}
const kept = (calls: readonly Call[]) => [...withoutRepeatCalls(columns(calls)).rows];

test('two callers about one fight are one event, and the count says so', () => {
  const { rows, repeats } = withoutRepeatCalls(
    columns([
      { x: 100, y: 100, minute: 0 },
      { x: 130, y: 60, minute: 12 },
    ]),
  );
  expect([...rows]).toEqual([0]);
  expect(repeats).toBe(1);
});

test('another category, another place or another hour is another event', () => {
  expect(
    kept([
      { x: 100, y: 100, minute: 0 },
      { x: 100, y: 100, minute: 1, category: 2 },
      { x: 151, y: 100, minute: 2 },
      { x: 100, y: 100, minute: 31 },
    ]),
  ).toEqual([0, 1, 2, 3]);
});

test('a chain of calls is one event however long it goes on', () => {
  expect(kept(Array.from({ length: 10 }, (_, i) => ({ x: 0, y: 0, minute: 25 * i })))).toEqual([0]);
});

test('places on both sides of a line of the hash are one place', () => {
  expect(
    kept([
      { x: 49.9, y: -0.1, minute: 0 },
      { x: 50.1, y: 0.1, minute: 1 },
    ]),
  ).toEqual([0]);
});

test('records without the time of a call are left as they are', () => {
  expect(
    kept([
      { x: 0, y: 0, minute: 0, isCall: 0 },
      { x: 0, y: 0, minute: 0, isCall: 0 },
    ]),
  ).toEqual([0, 1]);
});
