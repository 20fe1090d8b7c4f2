import { expect, test } from 'vitest';
import { holdSeconds } from '../coverage/hold';
import { allocateIntervals } from '../coverage/presence_intervals';
import { squareIdOf } from '../geo/lattice';
import { createSlotClock } from '../model/slot_clock';
import { standardsAlways } from '../coverage/standard_rules';
import { DEFAULT_STANDARDS } from '../model/standard';
import type { StreetSegment } from '../model/street_segment';
import { TIERS, type Tier } from '../model/tier';
import { TOY_FROM_MS, toyProjection } from './fixtures/toy_city';
import { buildStreetGraph } from './street_graph';
import { suggestPlan } from './suggest_plan';

/** Tips of the arms of a star, all 600 m from its centre: from any to any other is equally far. Columns and rows of squares. */
const TIPS = [
  [0, 6],
  [6, 0],
  [0, -6],
  [-6, 0],
  [5, 5],
  [5, -5],
  [-5, -5],
  [-5, 5],
] as const;

/** Rates fall from tier to tier, as ranking by rate makes them; a half from red to orange, a fifth from orange to yellow. */
const RATE_PER_HOUR: Readonly<Record<Tier, number>> = { red: 0.2, orange: 0.1, yellow: 0.02, blue: 0.001 };

function planStar(tiers: readonly Tier[], units: number, seed: number) {
  const streets = TIPS.map(([column, row], i): StreetSegment => ({
    id: i,
    fromNode: 0,
    toNode: i + 1,
    highwayClass: 'residential',
    name: '',
    oneway: 0,
    speedMetersPerSecond: 10,
    vehicleAllowed: true,
    footAllowed: true,
    lengthMeters: 600,
    coordinates: [toyProjection.toLngLat({ x: 50, y: 50 }), toyProjection.toLngLat({ x: column * 100 + 50, y: row * 100 + 50 })],
  }));
  const bySquare = TIPS.map(([column, row], i) => ({ id: squareIdOf(column, row), tier: tiers[i] })).sort((a, b) => a.id - b.id);
  const start = toyProjection.toLngLat({ x: 50, y: 50 });
  const plan = suggestPlan({
    window: { fromMs: TOY_FROM_MS, toMs: TOY_FROM_MS + 8 * 3_600_000 },
    nowMs: TOY_FROM_MS,
    units: Array.from({ length: units }, (_, i) => ({ code: `V${i + 1}`, mode: 'vehicle', kind: 'sworn', start, end: start })),
    graph: buildStreetGraph(streets, toyProjection),
    projection: toyProjection,
    cellMeters: 100,
    squares: {
      squareId: Float64Array.from(bySquare, ({ id }) => id),
      tierByBand: Uint8Array.from(bySquare.flatMap(({ tier }) => Array.from({ length: 6 }, () => TIERS.indexOf(tier)))),
      expectedPerHour: (i) => RATE_PER_HOUR[bySquare[i].tier],
    },
    standards: standardsAlways(DEFAULT_STANDARDS),
    intervals: allocateIntervals(0),
    noFly: [],
    clock: createSlotClock('Asia/Shanghai'),
    seed,
    shouldStop: (iterations) => iterations >= 30,
  });
  return { plan, squares: bySquare };
}

test('no yellow square is visited while an orange one as near is overdue and could be', () => {
  const arrangements: readonly (readonly Tier[])[] = [
    ['red', 'orange', 'orange', 'yellow', 'yellow', 'yellow', 'blue', 'blue'],
    ['yellow', 'yellow', 'orange', 'blue', 'orange', 'yellow', 'red', 'blue'],
    ['blue', 'yellow', 'yellow', 'orange', 'yellow', 'blue', 'yellow', 'yellow'],
  ];
  let yellowVisits = 0;
  for (const [i, tiers] of arrangements.entries()) {
    for (const units of [1, 2]) {
      const { plan, squares } = planStar(tiers, units, i + 1);
      const stops = plan.routes.flatMap((route) => route.stops);
      const { revisitSeconds, dwellSeconds } = DEFAULT_STANDARDS.orange;
      for (const yellow of stops.filter((stop) => stop.tier === 'yellow')) {
        yellowVisits++;
        const at = Date.parse(yellow.arriveAt);
        for (const { id } of squares.filter(({ tier }) => tier === 'orange')) {
          const visits = stops.filter((stop) => stop.squareId === id && Date.parse(stop.arriveAt) <= at);
          const coveredUntil = visits.reduce(
            (latest, visit) =>
              Math.max(latest, Date.parse(visit.leaveAt) + 1000 * holdSeconds(visit.dwellSeconds, DEFAULT_STANDARDS.orange)),
            -Infinity,
          );
          const mayCome =
            visits.every((visit) => at - Date.parse(visit.arriveAt) >= 500 * revisitSeconds) &&
            stops
              .filter((stop) => stop.squareId === id && Date.parse(stop.arriveAt) > at)
              .every((stop) => Date.parse(stop.arriveAt) - at >= 500 * revisitSeconds);
          const hasTime = at + 1000 * dwellSeconds + 60_000 <= TOY_FROM_MS + 8 * 3_600_000;
          expect(
            coveredUntil >= at || !mayCome || !hasTime,
            `${yellow.arriveAt} yellow, orange covered until ${(coveredUntil - at) / 60_000} min later`,
          ).toBe(true);
        }
      }
    }
  }
  expect(yellowVisits).toBeGreaterThan(6);
});
