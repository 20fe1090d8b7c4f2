import type { City } from './city';
import { groundOf } from './city_frame';
import type { DemoPlace } from './city_places';
import { SQUARE_METERS } from './city_squares';
import { localDayOf, startOfLocalDay } from './demo_calendar';
import { NEAR_REPEAT } from './risk_components';
import type { RiskTruth } from './risk_truth';
import { createRandom, seedFor, type SeededRandom } from './seeded_random';
import { labelledSpots } from './street_labels';

export const HISTORY_DAYS = 730;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** One drawn incident with what is true about it; the file shows less. */
export interface DrawnIncident {
  readonly instantMs: number;
  readonly x: number;
  readonly y: number;
  /** Index in the truth's squares. */
  readonly square: number;
  /** Index in the truth's components. */
  readonly component: number;
  /** True: set off by an earlier incident nearby; false: from the background rate. */
  readonly isRepeat: boolean;
  readonly address: string;
}

/** Two years of incidents up to `untilMs`, in order of time: a Poisson draw from the background rate, then its near repeats, generation by generation. */
export function drawIncidents(city: City, places: readonly DemoPlace[], truth: RiskTruth, untilMs: number): DrawnIncident[] {
  const random = createRandom(seedFor(city.seed, 'incidents'));
  const anchors = anchorsOf(city, places, truth);
  const lastDay = localDayOf(untilMs);
  const fromMs = startOfLocalDay(lastDay - HISTORY_DAYS);
  const incidents: DrawnIncident[] = [];
  for (const [k, component] of truth.components.entries()) {
    const cumulative = cumulated(truth.fields[k]);
    for (let day = lastDay - HISTORY_DAYS; day <= lastDay; day += 1) {
      const factor = truth.dayFactor(k, day);
      if (factor === 0) continue;
      const hourly = Array.from({ length: 24 }, (_, hour) => truth.hourFactor(k, day, hour));
      const total = hourly.reduce((sum, value) => sum + value, 0);
      const count = random.poisson((component.perYear / 8766) * factor * total);
      for (let n = 0; n < count; n += 1) {
        const instantMs = startOfLocalDay(day) + Math.floor((drawn(hourly, total, random) + random.next()) * HOUR_MS);
        const square = firstAbove(cumulative, random.next());
        // The operation thins what would have happened.
        if (instantMs >= untilMs || !random.chance(truth.operationFactor(k, square, instantMs))) continue;
        incidents.push({ instantMs, square, component: k, isRepeat: false, ...anchors.place(square, random) });
      }
    }
  }
  for (let next = 0; next < incidents.length; next += 1) {
    const parent = incidents[next];
    const repeats = random.poisson(truth.components[parent.component].repeats);
    for (let n = 0; n < repeats; n += 1) {
      const instantMs = parent.instantMs + Math.floor(random.exponential(NEAR_REPEAT.meanDelayDays) * DAY_MS);
      const x = parent.x + NEAR_REPEAT.spreadMeters * random.gaussian();
      const y = parent.y + NEAR_REPEAT.spreadMeters * random.gaussian();
      const square = truth.squares.indexAt(x, y);
      if (instantMs >= untilMs || instantMs < fromMs || square < 0 || truth.squares.water[square] === 1) continue;
      incidents.push({ instantMs, x, y, square, component: parent.component, isRepeat: true, address: anchors.addressNear(square, x, y) });
    }
  }
  return incidents.sort((a, b) => a.instantMs - b.instantMs || a.component - b.component || a.x - b.x);
}

function cumulated(field: Float64Array): Float64Array {
  const sums = new Float64Array(field.length);
  let sum = 0;
  for (let i = 0; i < field.length; i += 1) {
    sum += field[i];
    sums[i] = sum;
  }
  return sums;
}

function firstAbove(cumulative: Float64Array, share: number): number {
  const target = share * cumulative[cumulative.length - 1];
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] <= target) low = middle + 1;
    else high = middle;
  }
  return low;
}

function drawn(weights: readonly number[], total: number, random: SeededRandom): number {
  let left = random.next() * total;
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return i;
  }
  return weights.length - 1;
}

interface Anchors {
  /** A position within the square, on or beside one of its streets where it has any, and how one would say where that is. */
  place(square: number, random: SeededRandom): { readonly x: number; readonly y: number; readonly address: string };
  addressNear(square: number, x: number, y: number): string;
}

/** How far off the street line things happen, metres, standard deviation. */
const OFF_STREET_METERS = 11;

/** Street positions every 20 m and places, grouped by square. */
function anchorsOf(city: City, places: readonly DemoPlace[], truth: RiskTruth): Anchors {
  const { squares } = truth;
  const bySquare: { x: number; y: number; label: string }[][] = Array.from({ length: squares.count }, () => []);
  for (const { x, y, label } of labelledSpots(city)) {
    const square = squares.indexAt(x, y);
    if (square >= 0) bySquare[square].push({ x, y, label });
  }
  const positions = places.map((place) => ({ ...groundOf(place.u, place.v), label: place.name }));
  for (const position of positions) {
    const square = squares.indexAt(position.x, position.y);
    if (square >= 0) bySquare[square].push(position);
  }
  const nearestName: string[] = [];
  // Where there is no street, people name the nearest place.
  for (const [square, list] of bySquare.entries()) {
    if (list.length > 0) continue;
    const [x, y] = [(squares.column[square] + 0.5) * SQUARE_METERS, (squares.row[square] + 0.5) * SQUARE_METERS];
    nearestName[square] = positions.reduce((best, p) =>
      Math.hypot(p.x - x, p.y - y) < Math.hypot(best.x - x, best.y - y) ? p : best,
    ).label;
  }
  const clamp = (value: number, index: number) => Math.min(Math.max(value, index * SQUARE_METERS + 0.5), (index + 1) * SQUARE_METERS - 0.5);
  return {
    place(square, random) {
      const list = bySquare[square];
      const [column, row] = [squares.column[square], squares.row[square]];
      if (list.length === 0)
        return {
          x: (column + random.next()) * SQUARE_METERS,
          y: (row + random.next()) * SQUARE_METERS,
          address: `${nearestName[square]}附近`,
        };
      const anchor = random.pick(list);
      return {
        x: clamp(anchor.x + OFF_STREET_METERS * random.gaussian(), column),
        y: clamp(anchor.y + OFF_STREET_METERS * random.gaussian(), row),
        address: anchor.label,
      };
    },
    addressNear(square, x, y) {
      let best = `${nearestName[square] ?? ''}附近`;
      let bestSquared = Infinity;
      for (const anchor of bySquare[square]) {
        const squared = (anchor.x - x) ** 2 + (anchor.y - y) ** 2;
        if (squared < bestSquared) {
          bestSquared = squared;
          best = anchor.label;
        }
      }
      return best;
    },
  };
}
