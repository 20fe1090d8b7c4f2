import { expect, test } from 'vitest';
import { fieldOfInstant, instantOfField } from './local_instant';

test("a field is read in the deployment's zone, whatever that of the browser", () => {
  expect(instantOfField('2026-11-20T21:00', 'Asia/Shanghai')).toBe('2026-11-20T13:00:00.000Z');
  expect(instantOfField('2026-07-01T08:00', 'America/Vancouver')).toBe('2026-07-01T15:00:00.000Z');
  expect(instantOfField('2026-12-01T08:00', 'America/Vancouver')).toBe('2026-12-01T16:00:00.000Z');
  expect(instantOfField('', 'Asia/Shanghai')).toBeUndefined();
  expect(fieldOfInstant(Date.parse('2026-11-20T13:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-20T21:00');
});
