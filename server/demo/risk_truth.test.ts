import { expect, test } from 'vitest';
import { writeLngLat } from './city_frame';
import { SQUARE_METERS } from './city_squares';
import { localDayOf, LOCAL_OFFSET_MS, startOfLocalDay } from './demo_calendar';
import { FIXTURE_UNTIL_MS, fixtureDemo } from './demo_fixture';
import { HISTORY_DAYS } from './draw_incidents';

const HOUR_MS = 3_600_000;
const LAST_DAY = localDayOf(FIXTURE_UNTIL_MS);

/** Pearson's statistic as a standard score: (χ² − df)/√(2 df), about standard normal for many bins. */
function chiSquareScore(observed: Float64Array, expected: Float64Array): { score: number; bins: number } {
  let chi = 0;
  let bins = 0;
  // Bins that expect under 5 are pooled, as Cochran's rule asks.
  let poolObserved = 0;
  let poolExpected = 0;
  for (let i = 0; i < observed.length; i += 1) {
    poolObserved += observed[i];
    poolExpected += expected[i];
    if (poolExpected < 5) continue;
    chi += (poolObserved - poolExpected) ** 2 / poolExpected;
    bins += 1;
    poolObserved = 0;
    poolExpected = 0;
  }
  return { score: (chi - bins) / Math.sqrt(2 * bins), bins };
}

test('background incidents follow the rate over the hours of the week, group by group', () => {
  const { truth, incidents } = fixtureDemo();
  const scores: { readonly key: string; readonly score: number }[] = [];
  for (const [k, component] of truth.components.entries()) {
    if (component.underOperation) continue;
    const observed = new Float64Array(168);
    const expected = new Float64Array(168);
    const slotOf = (day: number, hour: number) => ((day + 3) % 7) * 24 + hour;
    for (let day = LAST_DAY - HISTORY_DAYS; day < LAST_DAY; day += 1) {
      for (let hour = 0; hour < 24; hour += 1)
        expected[slotOf(day, hour)] += (component.perYear / 8766) * truth.dayFactor(k, day) * truth.hourFactor(k, day, hour);
    }
    for (const incident of incidents) {
      const day = localDayOf(incident.instantMs);
      if (incident.component === k && !incident.isRepeat && day < LAST_DAY)
        observed[slotOf(day, Math.floor(((incident.instantMs + LOCAL_OFFSET_MS) % (24 * HOUR_MS)) / HOUR_MS))] += 1;
    }
    const { score } = chiSquareScore(observed, expected);
    scores.push({ key: component.key, score });
  }
  // 3.9 standard deviations: one false alarm in ten thousand for each component.
  expect(scores.length).toBeGreaterThan(8);
  expect(scores.filter(({ score }) => score >= 3.9)).toEqual([]);
}, 240_000);

test('background incidents follow the rate over the squares and the years', () => {
  const { truth, incidents } = fixtureDemo();
  const { squares } = truth;
  const observed = new Float64Array(squares.count);
  const expected = new Float64Array(squares.count);
  for (const [k, component] of truth.components.entries()) {
    for (let day = LAST_DAY - HISTORY_DAYS; day < LAST_DAY; day += 1) {
      let hours = 0;
      for (let hour = 0; hour < 24; hour += 1) hours += truth.hourFactor(k, day, hour);
      const rate = (component.perYear / 8766) * truth.dayFactor(k, day) * hours;
      const noon = startOfLocalDay(day) + 12 * HOUR_MS;
      for (let i = 0; i < squares.count; i += 1)
        if (truth.fields[k][i] > 0) expected[i] += rate * truth.fields[k][i] * truth.operationFactor(k, i, noon);
    }
  }
  for (const incident of incidents) if (!incident.isRepeat && localDayOf(incident.instantMs) < LAST_DAY) observed[incident.square] += 1;
  const { score, bins } = chiSquareScore(observed, expected);
  expect(bins).toBeGreaterThan(1000);
  expect(score).toBeLessThan(3.9);
});

test('the rate at a position is that of its square, and sums to the incidents drawn', () => {
  const { truth, incidents } = fixtureDemo();
  const { squares } = truth;
  const at = Date.parse('2026-11-20T21:30:00+08:00');
  const degrees = new Float64Array(2);
  writeLngLat((squares.column[2000] + 0.3) * SQUARE_METERS, (squares.row[2000] + 0.8) * SQUARE_METERS, degrees);
  const withRepeats = truth.trueRatePerHour(degrees[0], degrees[1], at);
  const background = truth.backgroundRatePerHour(2000, at);
  expect(withRepeats).toBeGreaterThan(background);
  expect(withRepeats).toBeLessThan(background / (1 - 0.3));
  expect(truth.trueRatePerHour(0, 0, at)).toBe(0);
  expect(
    truth.trueRatePerHour(degrees[0], degrees[1], at, 'theft') + truth.trueRatePerHour(degrees[0], degrees[1], at, 'fight'),
  ).toBeLessThan(withRepeats);
  const perHour = truth.meanRatePerHour(FIXTURE_UNTIL_MS - 14 * 24 * HOUR_MS).reduce((sum, value) => sum + value, 0);
  const lastMonth = incidents.filter((incident) => incident.instantMs > FIXTURE_UNTIL_MS - 28 * 24 * HOUR_MS).length;
  // Four standard deviations of a Poisson count, a little more for the clustering of repeats.
  expect(Math.abs(lastMonth - perHour * 28 * 24)).toBeLessThan(4.5 * Math.sqrt(lastMonth));
});

test('incidents come near each other in place and time more often than the rate alone would have it', () => {
  const { truth, incidents } = fixtureDemo();
  const repeats = incidents.filter((incident) => incident.isRepeat);
  expect(repeats.length / incidents.length).toBeGreaterThan(0.06);
  const burglary = truth.components.findIndex((component) => component.key === 'burglary');
  const list = incidents.filter((incident) => incident.component === burglary);
  const near = (dayGap: (a: number, b: number) => boolean) =>
    list.reduce(
      (sum, a, i) =>
        sum + list.slice(i + 1).filter((b) => Math.hypot(a.x - b.x, a.y - b.y) < 130 && dayGap(a.instantMs, b.instantMs)).length,
      0,
    );
  const within = (days: number, past: number) => (a: number, b: number) =>
    (b - a) / (24 * HOUR_MS) < days + past && (b - a) / (24 * HOUR_MS) >= past;
  expect(near(within(10, 0))).toBeGreaterThan(3 * near(within(10, 100)));
});

test('night theft sits by the markets, school disorder in school hours, fights at weekend nights', () => {
  const { truth, incidents, places } = fixtureDemo();
  const of = (key: string) => {
    const k = truth.components.findIndex((component) => component.key === key);
    return incidents.filter((incident) => incident.component === k);
  };
  const hour = (instantMs: number) => ((instantMs + LOCAL_OFFSET_MS) % (24 * HOUR_MS)) / HOUR_MS;
  const share = <T>(list: readonly T[], holds: (item: T) => boolean) => list.filter(holds).length / list.length;
  expect(share(of('market_night_theft'), (i) => hour(i.instantMs) < 5 || hour(i.instantMs) >= 22)).toBeGreaterThan(0.55);
  expect(share(of('school_gates'), (i) => truth.dayAt(localDayOf(i.instantMs)).schoolDay)).toBeGreaterThan(0.98);
  expect(share(of('bar_fights'), (i) => [4, 5, 6].includes((localDayOf(i.instantMs) + 3) % 7))).toBeGreaterThan(0.6);
  expect(places.some((place) => place.name === '东市夜市')).toBe(true);
});

test('thefts within the operation’s reach fall by its effect from its first day on', () => {
  const { truth, incidents } = fixtureDemo();
  const { operation } = truth;
  const days = 150 * 24 * HOUR_MS;
  const count = (from: number, to: number) =>
    incidents.filter(
      (i) =>
        truth.components[i.component].underOperation &&
        truth.operationFactor(i.component, i.square, operation.fromMs) < 1 &&
        i.instantMs >= from &&
        i.instantMs < to,
    ).length;
  const ratio = count(operation.fromMs, operation.fromMs + days) / count(operation.fromMs - days, operation.fromMs);
  expect(ratio).toBeGreaterThan(0.4);
  expect(ratio).toBeLessThan(0.8);
});
