import { latticeCellOf } from '@beatline/shared/geo/lattice';
import { SPEED_LIMIT_METERS_PER_SECOND } from '@beatline/shared/model/patrol_mode';
import { describe, expect, test } from 'vitest';
import { demoProjection } from './city_frame';
import { FIXTURE_TRACK_DAYS, FIXTURE_UNTIL_MS, fixtureDemo, fixtureTracks } from './demo_fixture';
import { FEASIBLE_FRACTION, standingUnits } from '@beatline/shared/coverage/strength';
import { feasibleStandards, squaresByTier, thinnestShift } from './feasible_standard';
import { simulateFrom } from './live_simulator';
import { drawShift, dutiesOn } from './patrol_shift';
import { sampleShift } from './shift_fixes';
import { localDayOf } from './demo_calendar';
import { TRACK_DAYS } from './track_files';

/** The first test of a file draws the whole demo: seconds on an idle machine, much longer on a shared one. */
const GENERATING_TIMEOUT_MS = 240_000;

interface ReadFix {
  readonly unit: string;
  readonly instantMs: number;
  readonly lng: number;
  readonly lat: number;
  readonly accuracyMeters: number;
}

function rowsOf(bytes: Uint8Array): ReadFix[] {
  return new TextDecoder()
    .decode(bytes)
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((row) => {
      const [unit, at, lng, lat, , accuracy] = row.split(',');
      return {
        unit,
        instantMs: Date.parse(`${at.replace(' ', 'T')}+08:00`),
        lng: Number(lng),
        lat: Number(lat),
        accuracyMeters: Number(accuracy),
      };
    });
}

function pointsOf(unit: string, bytes: Uint8Array): ReadFix[] {
  return [...new TextDecoder().decode(bytes).matchAll(/<trkpt lat="([\d.]+)" lon="([\d.]+)"><time>([^<]+)<\/time><\/trkpt>/g)].map(
    (match) => ({
      unit,
      lat: Number(match[1]),
      lng: Number(match[2]),
      instantMs: Date.parse(match[3]),
      accuracyMeters: 5,
    }),
  );
}

describe('the tracks', () => {
  test(
    '24 vehicles, 16 foot teams, 4 drones and 10 posts leave fixes at the pace of 1.5 million in three weeks, none after the end',
    () => {
      const files = fixtureTracks();
      const modes = fixtureDemo().patrols.units.map((unit) => unit.mode);
      expect(['vehicle', 'foot', 'drone', 'post'].map((mode) => modes.filter((one) => one === mode).length)).toEqual([24, 16, 4, 10]);
      expect(files.filter((file) => file.mode === 'foot')).toHaveLength(16);
      expect(files.filter((file) => file.mode === 'drone')).toHaveLength(4);
      const total = (files.reduce((sum, file) => sum + file.fixes, 0) * TRACK_DAYS) / FIXTURE_TRACK_DAYS;
      expect(total).toBeGreaterThan(1_400_000);
      expect(total).toBeLessThan(1_750_000);
      const fleet = files.find((file) => file.mode === 'vehicle');
      const fixes = rowsOf(fleet?.bytes ?? new Uint8Array());
      expect(new Set(fixes.map((fix) => fix.unit)).size).toBe(24);
      expect(fixes).toHaveLength(fleet?.fixes ?? 0);
      expect(
        fixes.every((fix) => fix.instantMs < FIXTURE_UNTIL_MS && fix.instantMs >= FIXTURE_UNTIL_MS - FIXTURE_TRACK_DAYS * 86_400_000),
      ).toBe(true);
    },
    GENERATING_TIMEOUT_MS,
  );

  test('implied speeds stay within the limits of their mode but for a handful of poor fixes', () => {
    const shareTooFast = fixtureTracks().map((file) => {
      const limit = SPEED_LIMIT_METERS_PER_SECOND[file.mode];
      const fixes = file.unit === undefined ? rowsOf(file.bytes).slice(0, 60_000) : pointsOf(file.unit, file.bytes);
      expect(fixes.length).toBeGreaterThan(500);
      let fast = 0;
      for (let i = 1; i < fixes.length; i += 1) {
        const [a, b] = [fixes[i - 1], fixes[i]];
        if (a.unit !== b.unit || a.accuracyMeters > 50 || b.accuracyMeters > 50) continue;
        const [p, q] = [demoProjection.toMeters([a.lng, a.lat]), demoProjection.toMeters([b.lng, b.lat])];
        if (Math.hypot(p.x - q.x, p.y - q.y) > limit * Math.max(1, (b.instantMs - a.instantMs) / 1000)) fast += 1;
      }
      return { file: file.name, share: fast / fixes.length };
    });
    expect(shareTooFast.filter(({ share }) => share > 0.004)).toEqual([]);
  });

  test('vehicles keep to streets: nine of ten fixes within 12 m of one, and none far out in the river', () => {
    const { patrols, airspace, city, truth } = fixtureDemo();
    const near = new Set<number>();
    for (const edge of city.network.edges) {
      for (let i = 2; i < edge.path.length; i += 2) {
        const [x0, y0, x1, y1] = [edge.path[i - 2], edge.path[i - 1], edge.path[i], edge.path[i + 1]];
        for (let t = 0; t <= 1; t += 4 / Math.max(4, Math.hypot(x1 - x0, y1 - y0)))
          near.add(Math.floor((x0 + (x1 - x0) * t) / 12) * 1e7 + Math.floor((y0 + (y1 - y0) * t) / 12));
      }
    }
    const duty = dutiesOn(patrols, patrols.units[0], localDayOf(FIXTURE_UNTIL_MS) - 3)[0];
    const fixes = sampleShift(patrols.seed, patrols.units[0], duty, drawShift(patrols, airspace, 0, duty));
    let close = 0;
    for (let i = 0; i < fixes.length; i += 1) {
      const { x, y } = demoProjection.toMeters([fixes.lng[i], fixes.lat[i]]);
      const [c, r] = [Math.floor(x / 12), Math.floor(y / 12)];
      if ([-1, 0, 1].some((dc) => [-1, 0, 1].some((dr) => near.has((c + dc) * 1e7 + r + dr)))) close += 1;
    }
    expect(close / fixes.length).toBeGreaterThan(0.9);
    expect(latticeCellOf(truth.squares.squareId[0]).column).toBe(truth.squares.column[0]);
  });

  test('signals drop: there are silent stretches of minutes within duties, and short ones too', () => {
    const { patrols, airspace } = fixtureDemo();
    let long = 0;
    let missing = 0;
    let total = 0;
    for (let unit = 0; unit < 12; unit += 1) {
      const duty = dutiesOn(patrols, patrols.units[unit], localDayOf(FIXTURE_UNTIL_MS) - 2)[0];
      const fixes = sampleShift(patrols.seed, patrols.units[unit], duty, drawShift(patrols, airspace, unit, duty));
      for (let i = 1; i < fixes.length; i += 1) {
        const gap = (fixes.instantMs[i] - fixes.instantMs[i - 1]) / 1000;
        total += gap;
        if (gap > 120) long += 1;
        if (gap > 30) missing += gap;
      }
    }
    expect(long).toBeGreaterThan(4);
    expect(missing / total).toBeGreaterThan(0.01);
    expect(missing / total).toBeLessThan(0.12);
  });

  test('drones keep out of no-fly and privacy zones and above the ground', () => {
    const { patrols, airspace } = fixtureDemo();
    let legs = 0;
    for (const [index, unit] of patrols.units.entries()) {
      if (unit.mode !== 'drone') continue;
      for (let day = 1; day <= 4; day += 1) {
        const duty = dutiesOn(patrols, unit, localDayOf(FIXTURE_UNTIL_MS) - day)[0];
        const line = drawShift(patrols, airspace, index, duty);
        for (let k = 1; k < line.x.length; k += 1) {
          legs += 1;
          expect(airspace({ x: line.x[k - 1], y: line.y[k - 1] }, { x: line.x[k], y: line.y[k] })).toBe(true);
          expect(line.height[k]).toBeLessThanOrEqual(120);
        }
      }
    }
    expect(legs).toBeGreaterThan(80);
  });

  test('patrols lean towards risk and leave gaps: some risky squares are never stopped at in a day', () => {
    const { patrols, airspace, truth } = fixtureDemo();
    const seconds = new Float64Array(truth.squares.count);
    for (const [index, unit] of patrols.units.entries()) {
      if (unit.mode !== 'vehicle' && unit.mode !== 'foot') continue;
      for (const duty of dutiesOn(patrols, unit, localDayOf(FIXTURE_UNTIL_MS) - 1)) {
        const fixes = sampleShift(patrols.seed, unit, duty, drawShift(patrols, airspace, index, duty));
        for (let i = 0; i < fixes.length; i += 1) {
          const { x, y } = demoProjection.toMeters([fixes.lng[i], fixes.lat[i]]);
          const square = truth.squares.indexAt(x, y);
          if (square >= 0) seconds[square] += unit.intervalSeconds;
        }
      }
    }
    const ranked = [...patrols.squareRisk.keys()].toSorted((a, b) => patrols.squareRisk[b] - patrols.squareRisk[a]);
    const top = ranked.slice(0, 285);
    const mean = (list: readonly number[]) => list.reduce((sum, square) => sum + seconds[square], 0) / list.length;
    expect(mean(top)).toBeGreaterThan(2 * mean(ranked));
    expect(top.filter((square) => seconds[square] < 300).length / top.length).toBeGreaterThan(0.15);
  });
});

describe('the live simulator', () => {
  test('goes on exactly where the files ended and gives the same fixes however it is stepped', () => {
    const demo = fixtureDemo();
    const flat = (steps: readonly number[], from: number) => {
      const simulator = simulateFrom(demo, from);
      const seen: string[] = [];
      for (const step of steps)
        for (const batch of simulator.next(from + step * 1000))
          for (const fix of batch.fixes) seen.push(`${batch.unitCode} ${fix.instantMs} ${fix.lng} ${fix.lat}`);
      return seen.toSorted();
    };
    const from = FIXTURE_UNTIL_MS;
    expect(flat([7, 20, 33, 120, 3600], from)).toEqual(flat([3600], from));
    const fleet = fixtureTracks().find((file) => file.mode === 'vehicle');
    const lastHour = rowsOf(fleet?.bytes ?? new Uint8Array()).filter((fix) => fix.instantMs >= from - 3_600_000);
    const replayed = flat([3600], from - 3_600_000).filter((line) => line.startsWith('车'));
    expect(replayed).toHaveLength(lastHour.length);
    expect(replayed[0].split(' ')[1]).toBe(
      `${lastHour.toSorted((a, b) => (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : a.instantMs - b.instantMs))[0].instantMs}`,
    );
  });

  test('only units on duty send, at their interval, across the change of shift', () => {
    const simulator = simulateFrom(fixtureDemo(), FIXTURE_UNTIL_MS);
    const evening = new Set(simulator.next(FIXTURE_UNTIL_MS + 600_000).map((batch) => batch.unitCode));
    expect([...evening].filter((code) => code.startsWith('车'))).toHaveLength(8);
    simulator.next(FIXTURE_UNTIL_MS + 7_200_000 + 1000);
    const night = new Set(simulator.next(FIXTURE_UNTIL_MS + 7_200_000 + 1_800_000).map((batch) => batch.unitCode));
    expect([...night].filter((code) => code.startsWith('车'))).toHaveLength(8);
    expect([...night].some((code) => evening.has(code) && code.startsWith('车'))).toBe(false);
    expect(() => simulator.next(FIXTURE_UNTIL_MS)).toThrow(/cannot go back/);
  });
});

test('the demo’s standard asks for at most 70 % of its thinnest shift and is no slacker than that needs', () => {
  const { patrols, truth } = fixtureDemo();
  const roster = thinnestShift(patrols.units);
  const squares = squaresByTier(truth.squares.count);
  const need = standingUnits(feasibleStandards(truth.squares.count, roster), squares);
  expect(need).toBeLessThanOrEqual(FEASIBLE_FRACTION * roster);
  expect(need).toBeGreaterThan(0.9 * FEASIBLE_FRACTION * roster);
});
