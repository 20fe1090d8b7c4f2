import { allocateIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import { expect, test } from 'vitest';
import { createPresenceLedger } from './presence_ledger';

const DAY_MS = 86_400_000;

function rowAt(startMs: number, squareId: number): PresenceIntervals {
  const rows = allocateIntervals(1);
  rows.startMs[0] = startMs;
  rows.endMs[0] = startMs + 1000;
  rows.squareId[0] = squareId;
  return rows;
}

const squaresOf = (parts: readonly PresenceIntervals[]) => parts.flatMap((part) => [...part.squareId]);

test('a day is read once, and rows appended to it later are part of it', async () => {
  const read: number[] = [];
  const ledger = createPresenceLedger(async (range) => {
    read.push(range.fromMs / DAY_MS);
    return rowAt(range.fromMs + 5, range.fromMs / DAY_MS);
  });
  expect(squaresOf(await ledger.rows({ fromMs: 0, toMs: 2 * DAY_MS }))).toEqual([0, 1]);
  const before = ledger.version();
  ledger.append(rowAt(DAY_MS + 10, 77));
  expect(ledger.version()).toBeGreaterThan(before);
  expect(squaresOf(await ledger.rows({ fromMs: DAY_MS, toMs: 2 * DAY_MS }))).toEqual([1, 77]);
  expect(read).toEqual([0, 1]);
});

test('rows appended while their day is being read are not lost', async () => {
  let stored: PresenceIntervals = allocateIntervals(0);
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  let reads = 0;
  const ledger = createPresenceLedger(async () => {
    const seen = stored;
    if (reads++ === 0) await gate;
    return seen;
  });
  const first = ledger.rows({ fromMs: 0, toMs: DAY_MS });
  stored = rowAt(10, 5);
  ledger.append(stored);
  release();
  await first;
  expect(squaresOf(await ledger.rows({ fromMs: 0, toMs: DAY_MS }))).toEqual([5]);
});

test('many small parts are joined without changing their order, in memory a worker can share', async () => {
  const ledger = createPresenceLedger(async () => allocateIntervals(0));
  await ledger.rows({ fromMs: 0, toMs: DAY_MS });
  for (let i = 0; i < 120; i++) ledger.append(rowAt(i, i));
  const parts = await ledger.rows({ fromMs: 0, toMs: DAY_MS });
  expect(parts.length).toBeLessThan(60);
  expect(squaresOf(parts)).toEqual(Array.from({ length: 120 }, (_, i) => i));
  expect(parts[0]?.squareId.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('a day that could not be read is tried again', async () => {
  let failures = 1;
  const ledger = createPresenceLedger(async () => {
    if (failures-- > 0) throw new Error('connection lost');
    return rowAt(1, 3);
  });
  await expect(ledger.rows({ fromMs: 0, toMs: DAY_MS })).rejects.toThrow('connection lost');
  expect(squaresOf(await ledger.rows({ fromMs: 0, toMs: DAY_MS }))).toEqual([3]);
});
