import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { describe, expect, test } from 'vitest';
import { isoInZone } from '../iso_in_zone';
import { namedWindows, shiftBandRange } from './named_windows';

const shanghai = createSlotClock('Asia/Shanghai');
const at = (iso: string) => Date.parse(iso);

describe('named windows', () => {
  test('carry the offset of the deployment zone', () => {
    const windows = namedWindows(shanghai, at('2026-11-20T21:47:12+08:00'));
    expect(windows.shift).toEqual({ from: '2026-11-20T16:00:00+08:00', to: '2026-11-21T00:00:00+08:00' });
    expect(windows.now).toEqual({ from: '2026-11-20T20:47:12+08:00', to: '2026-11-20T21:47:12+08:00' });
    expect(windows.previousShift).toEqual({ from: '2026-11-20T08:00:00+08:00', to: '2026-11-20T16:00:00+08:00' });
    expect(windows.nextShift).toEqual({ from: '2026-11-21T00:00:00+08:00', to: '2026-11-21T08:00:00+08:00' });
    expect(windows.today).toEqual({ from: '2026-11-20T00:00:00+08:00', to: '2026-11-21T00:00:00+08:00' });
  });

  test('tonight is the rest of a running night, and the coming night otherwise', () => {
    expect(namedWindows(shanghai, at('2026-11-20T10:00:00+08:00')).tonight).toEqual({
      from: '2026-11-20T18:00:00+08:00',
      to: '2026-11-21T02:00:00+08:00',
    });
    expect(namedWindows(shanghai, at('2026-11-20T21:47:12+08:00')).tonight).toEqual({
      from: '2026-11-20T22:00:00+08:00',
      to: '2026-11-21T02:00:00+08:00',
    });
    expect(namedWindows(shanghai, at('2026-11-21T00:10:00+08:00')).tonight).toEqual({
      from: '2026-11-21T00:15:00+08:00',
      to: '2026-11-21T02:00:00+08:00',
    });
    expect(namedWindows(shanghai, at('2026-11-21T01:30:00+08:00')).tonight).toEqual({
      from: '2026-11-21T18:00:00+08:00',
      to: '2026-11-22T02:00:00+08:00',
    });
  });

  test('a band that loses an hour to the change of the clock is seven hours long and ends on the wall clock', () => {
    const vancouver = createSlotClock('America/Vancouver');
    const band = shiftBandRange(vancouver, at('2024-03-10T01:30:00-08:00'));
    expect((band.toMs - band.fromMs) / 3_600_000).toBe(7);
    expect(isoInZone(vancouver, band.toMs)).toBe('2024-03-10T08:00:00-07:00');
  });

  test('a zone with half an hour in its offset is written with it', () => {
    expect(isoInZone(createSlotClock('Asia/Kolkata'), at('2024-01-01T00:00:00.250Z'))).toBe('2024-01-01T05:30:00.250+05:30');
  });
});
