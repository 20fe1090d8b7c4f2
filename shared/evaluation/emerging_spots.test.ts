import { describe, expect, test } from 'vitest';
import { seededRandom } from '../planning/seeded_random';
import { emergingSpots } from './emerging_spots';

const SIDE = 20;
const PLACES = SIDE * SIDE;
const X = Float64Array.from({ length: PLACES }, (_, i) => (Math.floor(i / SIDE) + 0.5) * 100);
const Y = Float64Array.from({ length: PLACES }, (_, i) => ((i % SIDE) + 0.5) * 100);
const FALSE_DISCOVERY_RATE = 0.05;

/** A town as uneven as real ones: the busiest place has some hundred times what the quietest has. */
const WEIGHT = Float64Array.from({ length: PLACES }, (_, i) => 1 / (1 + ((i * 7919) % PLACES)));

/** Incidents drawn to places by weight. */
function drawn(count: number, random: () => number, weight: Float64Array = WEIGHT): Float64Array {
  const cumulative: number[] = [];
  weight.reduce((sum, value, i) => (cumulative[i] = sum + value), 0);
  const counts = new Float64Array(PLACES);
  for (let k = 0; k < count; k++) {
    const at = random() * (cumulative.at(-1) ?? 0);
    counts[cumulative.findIndex((sum) => sum > at)]++;
  }
  return counts;
}

const testOf = (recent: Float64Array, earlier: Float64Array) =>
  emergingSpots({ x: X, y: Y, recent, earlier, neighborMeters: 150, falseDiscoveryRate: FALSE_DISCOVERY_RATE });

describe('emerging and fading spots', () => {
  test('a place that had little and now has much is found, where it is and nowhere else', () => {
    const random = seededRandom(5);
    const recent = drawn(150, random);
    const planted = 7 * SIDE + 12;
    recent[planted] += 9;
    recent[planted + 1] += 5;
    const { emerging, fading } = testOf(recent, drawn(2000, random));
    expect(emerging).toHaveLength(1);
    const [spot] = emerging;
    expect(spot.places).toContain(planted);
    expect(Math.hypot(X[spot.places[0]] - X[planted], Y[spot.places[0]] - Y[planted])).toBeLessThanOrEqual(150);
    expect(spot.z).toBeGreaterThan(2);
    expect(spot.recent).toBeGreaterThanOrEqual(9);
    expect(spot.expected).toBeLessThan(spot.recent / 2);
    expect(fading).toEqual([]);
  });

  test('a place that was busy and fell silent is found as fading', () => {
    const random = seededRandom(6);
    const weight = Float64Array.from(WEIGHT);
    const silent = 3 * SIDE + 4;
    weight[silent] += 2;
    const earlier = drawn(2500, random, weight);
    const recent = drawn(200, random);
    const { fading, emerging } = testOf(recent, earlier);
    expect(fading[0]?.places).toContain(silent);
    expect(fading[0]?.z).toBeLessThan(-2);
    expect(emerging).toEqual([]);
  });

  test('twice as much everywhere is no spot', () => {
    const random = seededRandom(7);
    expect(testOf(drawn(600, random), drawn(2000, random))).toMatchObject({ emerging: [], fading: [] });
  });

  test('without any change something is found in no more towns than the false discovery rate allows', () => {
    const towns = 400;
    let found = 0;
    for (let town = 0; town < towns; town++) {
      const random = seededRandom(1000 + town);
      const { emerging, fading } = testOf(drawn(150, random), drawn(2000, random));
      found += (emerging.length > 0 ? 1 : 0) + (fading.length > 0 ? 1 : 0);
    }
    // two lists a town; where nothing is true every finding is false. The bound: rate plus two standard errors of so many draws
    const bound = FALSE_DISCOVERY_RATE + 2 * Math.sqrt((FALSE_DISCOVERY_RATE * (1 - FALSE_DISCOVERY_RATE)) / (2 * towns));
    expect(found / (2 * towns)).toBeLessThanOrEqual(bound);
  });

  test('probabilities are those of a draw without replacement, by hand', () => {
    // 3 recent of 10 incidents; the left place has 2 recent of 3: P(≥ 2) = (3·7 + 1)/120
    const { emerging } = emergingSpots({
      x: [0, 1000],
      y: [0, 0],
      recent: [2, 1],
      earlier: [1, 6],
      neighborMeters: 100,
      falseDiscoveryRate: 0.5,
    });
    expect(emerging[0]?.places).toEqual([0]);
    expect(emerging[0]?.probability).toBeCloseTo(22 / 120, 12);
  });

  test('weak data give empty lists', () => {
    const none = new Float64Array(PLACES);
    const few = Float64Array.from(none);
    few[0] = 2;
    expect(testOf(few, none)).toEqual({ emerging: [], fading: [], testedEmerging: 0, testedFading: 0 });
    expect(testOf(few, few)).toMatchObject({ emerging: [], fading: [] });
  });
});
