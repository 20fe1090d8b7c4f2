import { expect, test } from 'vitest';
import { schoolWindowSchema } from '../model/school_plan';
import { ledger, MINUTE, MONDAY_8, type Row } from './ledger_fixture';
import { manningOf, type DueWindow } from './school_day';

const at = (minute: number) => MONDAY_8 + minute * MINUTE;
const gate = (from: number, to: number): DueWindow => ({
  ring: 'gate',
  range: { fromMs: at(from), toMs: at(to) },
  squares: new Set([1, 2]),
});
const manning = (rows: readonly Row[], window: DueWindow, nowMinute = 1000) => manningOf([window], ledger(rows), at(nowMinute))[0];

test('two officers one after the other man a gate together; the same minute is not counted twice', () => {
  expect(
    manning(
      [
        { from: -10, to: 30 },
        { square: 2, unit: 2, from: 20, to: 50 },
      ],
      gate(0, 60),
    ),
  ).toEqual({ state: 'manned', share: 50 / 60, shareWithDeclared: 50 / 60 });
  expect(
    manning(
      [
        { from: 0, to: 40 },
        { unit: 2, from: 0, to: 40 },
      ],
      gate(0, 60),
    ),
  ).toMatchObject({ state: 'missed', share: 40 / 60 });
});

test('who is elsewhere, on a call, only on camera, or only signed in does not man it; sight does', () => {
  for (const row of [
    { square: 3, from: 0, to: 60 },
    { from: 0, to: 60, duty: 'dispatch' },
    { from: 0, to: 60, mode: 'video' },
  ] as const)
    expect(manning([row], gate(0, 60))).toMatchObject({ state: 'missed', share: 0 });
  expect(manning([{ from: 0, to: 60, mode: 'post', evidence: 'declared' }], gate(0, 60))).toEqual({
    state: 'missed',
    share: 0,
    shareWithDeclared: 1,
  });
  expect(manning([{ from: 0, to: 60, mode: 'foot', seenOnly: 1 }], gate(0, 60))).toMatchObject({ state: 'manned' });
});

test('a window that is still running can be manned already, and is not missed before it ends', () => {
  expect(manning([], gate(0, 60), -1).state).toBe('ahead');
  expect(manning([{ from: 0, to: 20 }], gate(0, 60), 20)).toMatchObject({ state: 'running', share: 20 / 60 });
  expect(manning([{ from: 0, to: 50 }], gate(0, 60), 50)).toMatchObject({ state: 'manned' });
});

test('the road needs half of the time, the surroundings a tenth', () => {
  const rows: Row[] = [{ from: 0, to: 6 }];
  expect(manning(rows, { ...gate(0, 60), ring: 'surroundings' }).state).toBe('manned');
  expect(manning(rows, { ...gate(0, 60), ring: 'approach' }).state).toBe('missed');
  expect(manning([{ from: 0, to: 30 }], { ...gate(0, 60), ring: 'approach' }).state).toBe('manned');
});

test('a window has its times in order', () => {
  const window = { ring: 'gate', from: '21:30', to: '22:10', dayTypes: ['school_day'] };
  expect(schoolWindowSchema.safeParse(window).success).toBe(true);
  expect(schoolWindowSchema.safeParse({ ...window, to: '21:00' }).success).toBe(false);
  expect(schoolWindowSchema.safeParse({ ...window, to: '24:10' }).success).toBe(false);
});
