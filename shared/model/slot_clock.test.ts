import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSlotClock } from './slot_clock';

const HOUR_MS = 3_600_000;

describe('the slot clock', () => {
  test('counts hours of the week from Monday midnight, local time', () => {
    const clock = createSlotClock('Asia/Shanghai');
    expect(clock.slotAt(Date.parse('2026-11-16T00:00:00+08:00'))).toBe(0);
    expect(clock.slotAt(Date.parse('2026-11-20T21:47:12+08:00'))).toBe(4 * 24 + 21);
    expect(clock.slotAt(Date.parse('2026-11-22T23:59:59+08:00'))).toBe(167);
  });

  test('knows the shift bands of weekday and weekend', () => {
    const clock = createSlotClock('Asia/Shanghai');
    expect(clock.shiftBandAt(Date.parse('2026-11-20T07:59:59+08:00'))).toBe(0);
    expect(clock.shiftBandAt(Date.parse('2026-11-20T08:00:00+08:00'))).toBe(1);
    expect(clock.shiftBandAt(Date.parse('2026-11-21T16:00:00+08:00'))).toBe(5);
  });

  test('has 23 hours on the day the clock goes forward and 25 on the day it goes back', () => {
    const clock = createSlotClock('America/Vancouver');
    const hoursOf = (from: string, to: string): number => {
      let hours = 0;
      for (let instant = Date.parse(from); instant < Date.parse(to); instant = clock.nextHourMs(instant)) hours++;
      return hours;
    };
    expect(hoursOf('2024-03-10T00:00:00-08:00', '2024-03-11T00:00:00-07:00')).toBe(23);
    expect(clock.slotAt(Date.parse('2024-03-10T03:00:00-07:00')) - clock.slotAt(Date.parse('2024-03-10T01:59:59-08:00'))).toBe(2);
    expect((Date.parse('2024-11-04T00:00:00-08:00') - Date.parse('2024-11-03T00:00:00-07:00')) / HOUR_MS).toBe(25);
  });

  test('turns local times into instants, the earlier of two and forward over a hole', () => {
    const clock = createSlotClock('America/Vancouver');
    const local = (text: string): number => Date.parse(`${text}Z`);
    expect(clock.instantOfLocalMs(local('2024-07-01T12:00:00'))).toBe(Date.parse('2024-07-01T12:00:00-07:00'));
    expect(clock.instantOfLocalMs(local('2024-11-03T01:30:00'))).toBe(Date.parse('2024-11-03T01:30:00-07:00'));
    expect(clock.instantOfLocalMs(local('2024-03-10T02:30:00'))).toBe(Date.parse('2024-03-10T03:30:00-07:00'));
  });

  test('undoes itself wherever local time is unambiguous', () => {
    const clock = createSlotClock('Asia/Shanghai');
    fc.assert(
      fc.property(fc.integer({ min: Date.parse('2000-01-01T00:00:00Z'), max: Date.parse('2035-01-01T00:00:00Z') }), (instant) => {
        expect(clock.instantOfLocalMs(clock.localMs(instant))).toBe(instant);
      }),
    );
  });

  test('refuses a zone nobody knows', () => {
    expect(() => createSlotClock('Mars/Olympus').slotAt(0)).toThrow(/unknown time zone/);
  });
});
