import type { Fix } from '@beatline/shared/coverage/fixes';
import { createProjection } from '@beatline/shared/geo/projection';
import type { Unit } from '@beatline/shared/model/unit';
import { expect, test } from 'vitest';
import { creditBatch, EMPTY_TAIL } from './unit_credit';

const projection = createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs');
const ground = { projection, cellMeters: 100 };
const car: Unit = {
  id: 7,
  code: 'C1',
  kind: 'sworn',
  mode: 'vehicle',
  crewSworn: 2,
  crewAuxiliary: 0,
  intervalSeconds: 10,
  stationId: undefined,
  baseLocation: undefined,
};
const START_MS = 1_760_000_000_000;

/** East along one row of squares at 10 m/s, a fix every 10 s. */
const drive: Fix[] = Array.from({ length: 60 }, (_, i) => {
  const [lng, lat] = projection.toLngLat({ x: 500_050 + i * 100.7, y: 3_300_050 });
  return { instantMs: START_MS + i * 10_000, lng, lat };
});

function creditInBatches(size: number): { ms: number; bySquare: Map<number, number> } {
  let tail = EMPTY_TAIL;
  let ms = 0;
  const bySquare = new Map<number, number>();
  for (let from = 0; from < drive.length; from += size) {
    const credited = creditBatch(car, 'patrol', tail, drive.slice(from, from + size), ground);
    tail = credited.tail;
    for (let row = 0; row < credited.intervals.length; row++) {
      const rowMs = credited.intervals.endMs[row] - credited.intervals.startMs[row];
      ms += rowMs;
      const square = credited.intervals.squareId[row];
      bySquare.set(square, (bySquare.get(square) ?? 0) + rowMs);
    }
  }
  return { ms, bySquare };
}

test('a moving car is credited every second once, however its fixes are batched', () => {
  const whole = creditInBatches(drive.length);
  expect(whole.ms).toBe(59 * 10_000);
  for (const size of [1, 2, 7]) {
    const parts = creditInBatches(size);
    expect(parts.ms).toBe(whole.ms);
    expect(parts.bySquare).toEqual(whole.bySquare);
  }
});

test('fixes that arrive late are counted and credit nothing a second time', () => {
  const first = creditBatch(car, 'patrol', EMPTY_TAIL, drive.slice(0, 10), ground);
  const again = creditBatch(car, 'patrol', first.tail, drive.slice(3, 10), ground);
  expect(again.late).toBe(7);
  expect(again.intervals.length).toBe(0);
});
