import { expect, test } from 'vitest';
import { DEFAULT_STANDARDS } from '../model/standard';
import { ledger, MINUTE, MONDAY_8, SHANGHAI, type Row } from './ledger_fixture';
import { overPatrolSeconds } from './over_patrol';
import { standardsAlways } from './standard_rules';

function overMinutes(rows: readonly Row[], fromMinute: number, toMinute: number, tiers: readonly number[] = [1, 1, 1, 1, 1, 1]) {
  const over = overPatrolSeconds({
    squares: { squareId: Float64Array.of(1), tierByBand: Uint8Array.from(tiers) },
    standards: standardsAlways(DEFAULT_STANDARDS),
    intervals: ledger(rows),
    window: { fromMs: MONDAY_8 + fromMinute * MINUTE, toMs: MONDAY_8 + toMinute * MINUTE },
    clock: SHANGHAI,
  });
  return over[0] / 60;
}

test('an orange square is worth 60 minutes a shift, what is more is over', () => {
  expect(
    overMinutes(
      [
        { from: 0, to: 50 },
        { from: 100, to: 130 },
      ],
      0,
      480,
    ),
  ).toBe(20);
  expect(overMinutes([{ from: 0, to: 60 }], 0, 480)).toBe(0);
});

test('each shift has its own cap', () => {
  // 50 minutes on each side of 16:00 (minute 480)
  expect(overMinutes([{ from: 430, to: 530 }], 0, 960)).toBe(0);
  expect(overMinutes([{ from: 400, to: 560 }], 0, 960)).toBe(40);
});

test('the cap is that of the tier in the shift', () => {
  // red by day: 90; yellow in the evening: 40
  expect(overMinutes([{ from: 380, to: 580 }], 0, 960, [0, 0, 2, 2, 2, 2])).toBe(10 + 60);
});

test('two units at once do not double the dwell, and a call is no patrol', () => {
  expect(
    overMinutes(
      [
        { from: 0, to: 60, unit: 1 },
        { from: 0, to: 60, unit: 2 },
        { from: 100, to: 200, duty: 'dispatch' },
      ],
      0,
      480,
    ),
  ).toBe(0);
});
