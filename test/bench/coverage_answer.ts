import { squareIdOf } from '@beatline/shared/geo/lattice';
import { DEFAULT_STANDARDS } from '@beatline/shared/model/standard';
import { SHIFT_BAND_COUNT, SLOT_COUNT } from '@beatline/shared/model/shift_band';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { measureCoverage, presenceLookBackMs } from '@beatline/shared/coverage/measure_coverage';
import { allocateIntervals, takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import { standardsAlways } from '@beatline/shared/coverage/standard_rules';
import { random } from './coverage_tracks';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WINDOW = { fromMs: Date.parse('2026-11-02T00:00:00+08:00'), toMs: Date.parse('2026-11-03T00:00:00+08:00') };
const clock = createSlotClock('Asia/Shanghai');
const standards = standardsAlways(DEFAULT_STANDARDS);

/** Squares of a square area; 1 % red, 4 % orange, 15 % yellow, and a rate for each hour of the week. */
function groundOf(side: number) {
  const draw = random(3);
  const count = side * side;
  const squareId = Float64Array.from({ length: count }, (_, i) => squareIdOf(Math.floor(i / side), i % side)).sort();
  const tierByBand = new Uint8Array(count * SHIFT_BAND_COUNT);
  const rates = new Float64Array(count * SLOT_COUNT);
  for (let square = 0; square < count; square++) {
    const rank = draw();
    const tier = rank < 0.01 ? 0 : rank < 0.05 ? 1 : rank < 0.2 ? 2 : 3;
    tierByBand.fill(tier, square * SHIFT_BAND_COUNT, (square + 1) * SHIFT_BAND_COUNT);
    for (let slot = 0; slot < SLOT_COUNT; slot++) rates[square * SLOT_COUNT + slot] = draw() * 10 ** -(3 + tier);
  }
  return { squareId, tierByBand, expectedPerHour: (square: number, slot: number) => rates[square * SLOT_COUNT + slot] ?? 0 };
}

/**
 * A ledger of units on duty at once, from as long before the window as still matters: half the time driving, a square every quarter of a minute, half standing
 * for some minutes. By day and in it by square and start, as the ledger is read from the database.
 */
function ledgerOf(side: number, units: number): PresenceIntervals {
  const draw = random(11);
  const fromMs = WINDOW.fromMs - presenceLookBackMs(standards);
  const most = Math.ceil(units * ((WINDOW.toMs - fromMs) / HOUR_MS) * 160);
  const rows = allocateIntervals(most);
  let row = 0;
  for (let unit = 0; unit < units; unit++) {
    let column = Math.floor(draw() * side);
    let line = Math.floor(draw() * side);
    for (let atMs = fromMs; atMs < WINDOW.toMs && row < most;) {
      const lasts = Math.round(draw() < 0.035 ? 120_000 + draw() * 600_000 : 8000 + draw() * 14_000);
      rows.squareId[row] = squareIdOf(column, line);
      rows.startMs[row] = atMs;
      rows.endMs[row] = atMs + lasts;
      rows.unitId[row++] = unit;
      atMs += lasts;
      if (draw() < 0.5) column = Math.min(side - 1, Math.max(0, column + (draw() < 0.5 ? 1 : -1)));
      else line = Math.min(side - 1, Math.max(0, line + (draw() < 0.5 ? 1 : -1)));
    }
  }
  const dayOf = (index: number) => Math.floor((rows.startMs[index] ?? 0) / DAY_MS);
  const order = Uint32Array.from({ length: row }, (_, index) => index).sort(
    (p, q) => dayOf(p) - dayOf(q) || (rows.squareId[p] ?? 0) - (rows.squareId[q] ?? 0) || (rows.startMs[p] ?? 0) - (rows.startMs[q] ?? 0),
  );
  return takeIntervals(rows, order);
}

/** Coverage and gap of every square over 24 hours, everything from scratch. */
export function answerRow(cells: number, units: number, runs: number): Record<string, number> {
  const side = Math.round(Math.sqrt(cells));
  const squares = groundOf(side);
  const intervals = ledgerOf(side, units);
  const milliseconds: number[] = [];
  const cpuBefore = process.cpuUsage();
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    measureCoverage({ squares, standards, intervals, window: WINDOW, nowMs: WINDOW.toMs, clock, binMs: HOUR_MS });
    milliseconds.push(performance.now() - started);
  }
  const cpu = process.cpuUsage(cpuBefore);
  milliseconds.sort((a, b) => a - b);
  return {
    squares: side * side,
    units,
    'ledger rows': intervals.length,
    runs,
    'median ms': Math.round(milliseconds[Math.floor(runs / 2)] ?? 0),
    'p95 ms': Math.round(milliseconds[Math.min(runs - 1, Math.ceil(0.95 * runs) - 1)] ?? 0),
    'mean CPU ms': Math.round((cpu.user + cpu.system) / 1000 / runs),
    'memory of the process, MB': Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
}
