import { describe, expect, test } from 'vitest';
import { measureCoverage } from '../coverage/measure_coverage';
import { allocateIntervals } from '../coverage/presence_intervals';
import { squareIdAt } from '../geo/lattice';
import type { LngLat } from '../geo/lng_lat';
import { PATROL_MODES } from '../model/patrol_mode';
import { Refusal } from '../model/refusal';
import { DEFAULT_STANDARDS } from '../model/standard';
import { TIERS } from '../model/tier';
import { DEFAULT_AIRFRAME, sortieSeconds } from './drone_airframe';
import { gridStreets, rectangle, TOY_FROM_MS, toyCity, toyProjection } from './fixtures/toy_city';
import { buildStreetGraph } from './street_graph';
import { suggestPlan, type SuggestPlanInput } from './suggest_plan';

const SMALL = { side: 20, seed: 3, hours: 3, vehicles: 2, foot: 1, drones: 1, blockMeters: 180 } as const;

function suggest(input: Omit<SuggestPlanInput, 'shouldStop'>, iterations: number) {
  return suggestPlan({ ...input, shouldStop: (done) => done >= iterations });
}

const city = toyCity(SMALL);
const suggested = suggest(city, 20);

/** Code of the Refusal a call ends in. */
function refusalOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return undefined;
}

describe('a suggested plan', () => {
  test('closes gap, no less than greedy does and no more than a bound without travel allows', () => {
    for (const seed of [1, 2, 3]) {
      const plan = suggest({ ...toyCity({ ...SMALL, seed }), seed }, 10);
      expect(plan.gapAfter).toBeLessThan(plan.gapBefore);
      expect(plan.gapAfter).toBeLessThanOrEqual(plan.greedyGapAfter);
      expect(plan.weightedClosed).toBeGreaterThanOrEqual(plan.greedyWeightedClosed);
      expect(plan.zeroTravelGapBound).toBeLessThanOrEqual(plan.gapAfter);
      expect(plan.coverageAfter).toBeCloseTo(1 - plan.gapAfter / plan.expectedIncidents, 12);
    }
  });

  test('is the same again for the same seed and number of iterations', () => {
    expect(suggest(city, 20)).toEqual(suggested);
    expect(suggested.iterations).toBe(20);
  });

  test('counts at least what its stops bring one after the other, and little more by what is seen in passing', () => {
    const brought = suggested.routes.flatMap((route) => route.stops).reduce((sum, stop) => sum + stop.gapClosedIncidents, 0);
    const closed = suggested.gapBefore - suggested.gapAfter;
    expect(closed).toBeGreaterThanOrEqual(brought - 1e-9);
    expect(closed).toBeLessThan(brought * 1.15);
  });

  test('keeps every unit within its shift, its stops in order, and no place visited twice within half its revisit time', () => {
    const startsOfPlace = new Map<number, number[]>();
    for (const route of suggested.routes) {
      const times = [route.startAt, ...route.stops.flatMap((stop) => [stop.arriveAt, stop.leaveAt]), route.endAt].map((at) =>
        Date.parse(at),
      );
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times[0]).toBeGreaterThanOrEqual(city.window.fromMs);
      expect(times.at(-1)).toBeLessThanOrEqual(city.window.toMs);
      for (const stop of route.stops)
        startsOfPlace.set(stop.squareId, [...(startsOfPlace.get(stop.squareId) ?? []), Date.parse(stop.arriveAt)]);
    }
    const stops = suggested.routes.flatMap((route) => route.stops);
    expect(stops.length).toBeGreaterThan(20);
    for (const [squareId, starts] of startsOfPlace) {
      const tier = stops.find((stop) => stop.squareId === squareId)?.tier ?? 'blue';
      const sorted = starts.toSorted((a, b) => a - b);
      for (let i = 1; i < sorted.length; i++)
        expect(sorted[i] - sorted[i - 1]).toBeGreaterThanOrEqual(500 * DEFAULT_STANDARDS[tier].revisitSeconds);
    }
  });

  test('fills no square beyond its cap', () => {
    const dwellOf = new Map<number, number>();
    for (const stop of suggested.routes.flatMap((route) => route.stops)) {
      const square = squareIdAt(toyProjection.toMeters(stop.location), 100);
      dwellOf.set(square, (dwellOf.get(square) ?? 0) + stop.dwellSeconds);
    }
    for (const [square, dwell] of dwellOf) {
      const index = city.squares.squareId.indexOf(square);
      expect(dwell).toBeLessThanOrEqual(DEFAULT_STANDARDS[TIERS[city.squares.tierByBand[index * 6 + 2]]].capSecondsPerBand);
    }
  });

  test('starts and ends units where they belong', () => {
    const end = toyProjection.toLngLat({ x: 230, y: 410 });
    const plan = suggest({ ...city, units: city.units.map((unit) => ({ ...unit, end: unit.mode === 'drone' ? unit.end : end })) }, 5);
    for (const route of plan.routes.filter((route) => route.mode !== 'drone')) {
      const [first, last] = [route.geometry.coordinates[0], route.geometry.coordinates.at(-1) ?? end];
      expect(metersApart(first, city.units[0].start ?? end)).toBeLessThan(150);
      expect(metersApart(last, end)).toBeLessThan(150);
    }
  });

  test('plans only the part of the window in which a unit is on shift', () => {
    const shift = { fromMs: TOY_FROM_MS + 3_600_000, toMs: TOY_FROM_MS + 2 * 3_600_000 };
    const plan = suggest({ ...city, units: city.units.map((unit) => ({ ...unit, shift })) }, 5);
    for (const route of plan.routes) {
      expect(Date.parse(route.startAt)).toBeGreaterThanOrEqual(shift.fromMs);
      expect(Date.parse(route.endAt)).toBeLessThanOrEqual(shift.toMs);
    }
    expect(plan.routes.some((route) => route.stops.length > 0)).toBe(true);
  });

  test('leaves alone what has been driven already', () => {
    // Somebody stood in every red square for a quarter of an hour until the window opened
    const red = Array.from(city.squares.squareId.keys()).filter((i) => city.squares.tierByBand[i * 6 + 2] === 0);
    const intervals = allocateIntervals(red.length);
    red.forEach((index, row) => {
      intervals.squareId[row] = city.squares.squareId[index];
      intervals.startMs[row] = TOY_FROM_MS - 900_000;
      intervals.endMs[row] = TOY_FROM_MS;
      intervals.mode[row] = PATROL_MODES.indexOf('vehicle');
    });
    const plan = suggest({ ...city, intervals }, 5);
    expect(plan.gapBefore).toBeLessThan(suggested.gapBefore);
    const tooEarly = plan.routes
      .flatMap((route) => route.stops)
      .filter((stop) => stop.tier === 'red' && Date.parse(stop.leaveAt) < TOY_FROM_MS + 1_800_000);
    expect(tooEarly).toEqual([]);
  });

  test('says which squares are left, worst first, and what is overdue', () => {
    const gaps = suggested.remaining.map((square) => square.gapIncidents);
    expect(gaps).toEqual(gaps.toSorted((a, b) => b - a));
    expect(suggested.redOverdueAfter).toBeLessThanOrEqual(suggested.redOverdueBefore);
    const before = measureCoverage({ ...city, intervals: allocateIntervals(0) });
    expect(suggested.gapBefore).toBe(before.totals.gapIncidents);
  });
});

describe('the drone line', () => {
  const route = suggested.routes.find(({ mode }) => mode === 'drone');

  test('flies sorties within the endurance less the reserve', () => {
    expect(route?.drone?.sorties).toBeGreaterThan(0);
    expect(route?.drone?.heightMeters).toBeLessThanOrEqual(120);
    const airborne = (route?.driveSeconds ?? 0) + (route?.dwellSeconds ?? 0);
    expect(airborne).toBeLessThanOrEqual((route?.drone?.sorties ?? 0) * sortieSeconds(DEFAULT_AIRFRAME));
  });

  test('looks only at squares whose standard accepts drones', () => {
    expect(route?.stops.map((stop) => stop.tier).filter((tier) => tier === 'red' || tier === 'orange')).toEqual([]);
  });

  test('goes round a no-fly zone in the way', () => {
    const zone = rectangle({ x: 1100, y: 300 }, { x: 1400, y: 1900 });
    const plan = suggest({ ...city, units: city.units.filter((unit) => unit.mode === 'drone'), noFly: [zone] }, 5);
    const way = plan.routes[0].geometry.coordinates.map((position) => toyProjection.toMeters(position));
    expect(plan.routes[0].stops.length).toBeGreaterThan(0);
    for (let i = 1; i < way.length; i++) {
      for (let k = 0; k <= 50; k++) {
        const x = way[i - 1].x + ((way[i].x - way[i - 1].x) * k) / 50;
        const y = way[i - 1].y + ((way[i].y - way[i - 1].y) * k) / 50;
        expect(x > 1100 && x < 1400 && y > 300 && y < 1900).toBe(false);
      }
    }
  });
});

describe('what cannot be planned is refused with its cause', () => {
  const [vehicle] = city.units;
  const drone = city.units.find((unit) => unit.mode === 'drone') ?? vehicle;

  test('no units', () => expect(refusalOf(() => suggest({ ...city, units: [] }, 1))).toBe('no_units'));

  test('a unit without a start, by name', () => {
    const run = () => suggest({ ...city, units: [{ ...vehicle, code: 'PC-07', start: undefined }] }, 1);
    expect(refusalOf(run)).toBe('unit_without_start');
    expect(run).toThrow('PC-07');
  });

  test('a shift of negative length', () => {
    const window = { fromMs: TOY_FROM_MS, toMs: TOY_FROM_MS - 3_600_000 };
    expect(refusalOf(() => suggest({ ...city, window }, 1))).toBe('negative_shift');
    expect(refusalOf(() => suggest({ ...city, units: [{ ...vehicle, shift: window }] }, 1))).toBe('negative_shift');
  });

  test('streets that are not connected', () => {
    const far = gridStreets(2, 2, 180).map((street) => ({
      ...street,
      fromNode: street.fromNode + 10_000,
      toNode: street.toNode + 10_000,
      coordinates: street.coordinates.map(([lng, lat]): LngLat => [lng + 0.05, lat]),
    }));
    const graph = buildStreetGraph([...gridStreets(10, 10, 180), ...far], toyProjection);
    const start = toyProjection.toLngLat({ x: 5230, y: 230 });
    expect(refusalOf(() => suggest({ ...city, graph, units: [{ ...vehicle, start, end: start }] }, 1))).toBe('streets_disconnected');
  });

  test('a start far from any street', () => {
    const start = toyProjection.toLngLat({ x: 90_000, y: 0 });
    expect(refusalOf(() => suggest({ ...city, units: [{ ...vehicle, start, end: start }] }, 1))).toBe('start_off_streets');
  });

  test('a dock inside a no-fly zone', () => {
    const noFly = [rectangle({ x: 900, y: 900 }, { x: 1100, y: 1100 })];
    expect(refusalOf(() => suggest({ ...city, noFly, units: [drone] }, 1))).toBe('dock_in_no_fly');
  });
});

function metersApart(a: LngLat, b: LngLat): number {
  const from = toyProjection.toMeters(a);
  const to = toyProjection.toMeters(b);
  return Math.hypot(from.x - to.x, from.y - to.y);
}
