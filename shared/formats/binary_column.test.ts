import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeColumn, encodeColumn } from './binary_column';

test('a column crosses the wire bit for bit, whatever its type', () => {
  fc.assert(
    fc.property(fc.float64Array(), fc.float32Array(), fc.uint8Array(), fc.int32Array(), fc.uint32Array(), (...columns) => {
      for (const column of columns) expect(decodeColumn(encodeColumn(column))).toEqual(column);
    }),
  );
});

test('a view into a larger buffer sends only its own part', () => {
  const whole = Float32Array.of(1, 2, 3, 4);
  expect(decodeColumn(encodeColumn(whole.subarray(1, 3)))).toEqual(Float32Array.of(2, 3));
});
