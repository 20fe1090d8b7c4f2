import { CATEGORY_GROUPS, type CategoryGroup } from '@beatline/shared/model/category';
import type { City } from './city';
import { demoProjection, groundOf } from './city_frame';
import type { DemoPlace } from './city_places';
import { SQUARE_METERS, type DemoSquares } from './city_squares';
import { createDemoCalendar, localDayOf, LOCAL_OFFSET_MS, type DemoDay } from './demo_calendar';
import { RISK_COMPONENTS, type RiskComponent } from './risk_components';
import { createRandom, seedFor } from './seeded_random';

const HOURS_PER_YEAR = 8766;
const DAY_MS = 86_400_000;

/** A special operation whose effect is part of the truth: from its first day on incidents within its reach fall, and come back slowly. */
export interface DemoOperation {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly center: { readonly x: number; readonly y: number };
  readonly radiusMeters: number;
  /** Fall on the first day, a share; it fades with `fadeDays`. */
  readonly fall: number;
  readonly fadeDays: number;
}

/** The generating rate of the demo's incidents: forecasts can be judged against it. Times are epoch ms. */
export interface RiskTruth {
  readonly squares: DemoSquares;
  readonly components: readonly RiskComponent[];
  /** Per component the share of each square, Σ = 1. */
  readonly fields: readonly Float64Array[];
  readonly operation: DemoOperation;
  readonly dayAt: (localDay: number) => DemoDay;
  /** Factor of one component on a local day, without hours, squares and operation. */
  dayFactor(component: number, localDay: number): number;
  /** Factor of a component's hour 0-23 on a kind of day; Σ over an ordinary week / 168 = 1. */
  hourFactor(component: number, localDay: number, hour: number): number;
  operationFactor(component: number, square: number, instantMs: number): number;
  /** Incidents per hour in a square, near repeats left out; all groups or one. */
  backgroundRatePerHour(square: number, instantMs: number, group?: CategoryGroup): number;
  /**
   * Incidents per hour in the square that holds the position, near repeats included in the mean: each component's rate over
   * (1 − repeats). That the repeats spread 65 m and 5 days from their parents is left out of it. 0 outside the district.
   */
  trueRatePerHour(lng: number, lat: number, instantMs: number, group?: CategoryGroup): number;
  /** The same for every square of `squares`, mean over the 168 hours of an ordinary week around the instant, holidays not counted. */
  meanRatePerHour(instantMs: number, groups?: readonly CategoryGroup[]): Float64Array;
}

export function createRiskTruth(city: City, places: readonly DemoPlace[], squares: DemoSquares, untilMs: number): RiskTruth {
  const components = RISK_COMPONENTS;
  const grounds = groundShares(city, squares);
  const streets = streetLengths(city, squares);
  const quirks = quirksOfSquares(city.seed, squares);
  const fields = components.map((component, k) => fieldOf(component, k, { city, places, squares, grounds, streets, quirks }));
  const hours = components.map(hoursOf);
  const dayAt = createDemoCalendar();
  const untilDay = localDayOf(untilMs);
  const start = (untilDay - 236) * DAY_MS - LOCAL_OFFSET_MS;
  const market = places.find((place) => place.name === '东市夜市');
  const operation: DemoOperation = {
    name: '集市平安行动',
    fromMs: start,
    toMs: start + 60 * DAY_MS,
    center: market === undefined ? groundOf(0, 1200) : groundOf(market.u, market.v),
    radiusMeters: 950,
    fall: 0.48,
    fadeDays: 420,
  };
  const inReach = Uint8Array.from({ length: squares.count }, (_, i) => {
    const dx = (squares.column[i] + 0.5) * SQUARE_METERS - operation.center.x;
    const dy = (squares.row[i] + 0.5) * SQUARE_METERS - operation.center.y;
    return Math.hypot(dx, dy) <= operation.radiusMeters ? 1 : 0;
  });

  function dayFactor(k: number, day: number): number {
    const component = components[k];
    const { type, schoolDay, daysToSpringFestival, yearFraction } = dayAt(day);
    if (component.days.schoolDaysOnly === true && !schoolDay) return 0;
    const kind = type === 'weekend' ? component.days.weekend : type === 'holiday' ? component.days.holiday : 1;
    const season = 1 + component.season.swing * Math.cos(2 * Math.PI * (yearFraction - component.season.peak));
    const spring = daysToSpringFestival < 25 ? 1 + (component.season.beforeSpringFestival ?? 0) * (1 - daysToSpringFestival / 25) : 1;
    const trend = (1 + component.trendPerYear) ** ((day - untilDay) / 365.25);
    return kind * season * spring * trend;
  }
  function hourFactor(k: number, day: number, hour: number): number {
    const { type, weekday } = dayAt(day);
    return hours[k][(type === 'holiday' ? 6 : weekday) * 24 + hour];
  }
  function operationFactor(k: number, square: number, instantMs: number): number {
    if (inReach[square] === 0 || instantMs < operation.fromMs || !components[k].underOperation) return 1;
    return 1 - operation.fall * Math.exp(-(instantMs - operation.fromMs) / DAY_MS / operation.fadeDays);
  }
  function rate(square: number, instantMs: number, group: CategoryGroup | undefined, withRepeats: boolean): number {
    const day = localDayOf(instantMs);
    const hour = Math.floor((((instantMs + LOCAL_OFFSET_MS) % DAY_MS) / DAY_MS) * 24);
    let sum = 0;
    for (const [k, component] of components.entries()) {
      if (group !== undefined && component.group !== group) continue;
      const perHour =
        (component.perYear / HOURS_PER_YEAR) *
        fields[k][square] *
        dayFactor(k, day) *
        hourFactor(k, day, hour) *
        operationFactor(k, square, instantMs);
      sum += withRepeats ? perHour / (1 - component.repeats) : perHour;
    }
    return sum;
  }
  return {
    squares,
    components,
    fields,
    operation,
    dayAt,
    dayFactor,
    hourFactor,
    operationFactor,
    backgroundRatePerHour: (square, instantMs, group) => rate(square, instantMs, group, false),
    trueRatePerHour(lng, lat, instantMs, group) {
      const { x, y } = demoProjection.toMeters([lng, lat]);
      const square = squares.indexAt(x, y);
      return square < 0 ? 0 : rate(square, instantMs, group, true);
    },
    meanRatePerHour(instantMs, groups = CATEGORY_GROUPS) {
      const day = localDayOf(instantMs);
      const mean = new Float64Array(squares.count);
      for (const [k, component] of components.entries()) {
        if (!groups.includes(component.group)) continue;
        let week = 0;
        for (let d = day - 3; d <= day + 3; d += 1)
          for (let hour = 0; hour < 24; hour += 1) week += dayFactor(k, d) * hourFactor(k, d, hour);
        const perHour = ((component.perYear / HOURS_PER_YEAR) * week) / 168 / (1 - component.repeats);
        for (let i = 0; i < squares.count; i += 1) mean[i] += perHour * fields[k][i] * operationFactor(k, i, instantMs);
      }
      return mean;
    },
  };
}

/** Of 261 weekdays a year about 195 are school days (Ministry of Education: 39 weeks). */
const SCHOOL_DAYS_PER_WEEKDAY = 195 / 261;

/** Seven rows of 24 hours from the bumps, scaled so that with the factors of weekend days the mean of an ordinary week is 1. */
function hoursOf(component: RiskComponent): Float64Array {
  const table = new Float64Array(168);
  const { base } = component.when;
  let sum = 0;
  for (let weekday = 0; weekday < 7; weekday += 1) {
    const weekend = weekday >= 5;
    const factor = component.days.schoolDaysOnly === true ? (weekend ? 0 : SCHOOL_DAYS_PER_WEEKDAY) : weekend ? component.days.weekend : 1;
    for (let hour = 0; hour < 24; hour += 1) {
      let value = base;
      for (const [middle, width, height] of bumpsAt(component, weekday, hour)) {
        const apart = Math.abs(hour + 0.5 - middle);
        value += height * Math.exp(-0.5 * (Math.min(apart, 24 - apart) / width) ** 2);
      }
      table[weekday * 24 + hour] = value;
      sum += value * factor;
    }
  }
  return table.map((value) => (value * 168) / sum);
}

/** Which bumps count in an hour. Where Friday is special, a night out belongs to the evening before: Sunday evening is a workday's. */
function bumpsAt({ when }: RiskComponent, weekday: number, hour: number): RiskComponent['when']['workday'] {
  if (when.friday === undefined) return weekday >= 5 ? when.weekend : when.workday;
  const eveningOf = hour < 6 ? (weekday + 6) % 7 : weekday;
  if (hour < 6 || hour >= 18) return eveningOf === 4 || eveningOf === 5 ? when.friday : when.workday;
  return weekday >= 5 ? when.weekend : when.workday;
}

/** Hectares of each use of ground in each square, by a raster of 20 m in street space. */
function groundShares(city: City, squares: DemoSquares): Map<string, Float64Array> {
  const shares = new Map<string, Float64Array>();
  const step = 20;
  for (const site of city.built.sites) {
    const share = shares.get(site.use) ?? new Float64Array(squares.count);
    shares.set(site.use, share);
    for (let u = site.west + step / 2; u < site.east; u += step) {
      for (let v = site.south + step / 2; v < site.north; v += step) {
        const { x, y } = groundOf(u, v);
        const square = squares.indexAt(x, y);
        if (square >= 0) share[square] += (step * step) / 10_000;
      }
    }
  }
  return shares;
}

/** Hundreds of metres of street in each square by size of street. */
function streetLengths(city: City, squares: DemoSquares): Record<'arterial' | 'collector' | 'lane', Float64Array> {
  const lengths = {
    arterial: new Float64Array(squares.count),
    collector: new Float64Array(squares.count),
    lane: new Float64Array(squares.count),
  };
  for (const edge of city.network.edges) {
    const size = ['trunk', 'primary', 'secondary'].includes(edge.highway)
      ? 'arterial'
      : edge.highway === 'tertiary' || edge.highway === 'pedestrian'
        ? 'collector'
        : 'lane';
    for (let i = 2; i < edge.path.length; i += 2) {
      const [x0, y0, x1, y1] = [edge.path[i - 2], edge.path[i - 1], edge.path[i], edge.path[i + 1]];
      const square = squares.indexAt((x0 + x1) / 2, (y0 + y1) / 2);
      if (square >= 0) lengths[size][square] += Math.hypot(x1 - x0, y1 - y0) / 100;
    }
  }
  return lengths;
}

/**
 * How much more or less happens in a square than its ground says: log-normal, as real cities are lumpy, and alike among neighbours two or three
 * squares apart.
 */
function quirksOfSquares(seed: number, squares: DemoSquares): Float64Array {
  const random = createRandom(seedFor(seed, 'quirks'));
  const own = Float64Array.from({ length: squares.count }, () => random.gaussian());
  return Float64Array.from({ length: squares.count }, (_, i) => {
    let sum = 0;
    let squared = 0;
    for (let dc = -3; dc <= 3; dc += 1) {
      for (let dr = -3; dr <= 3; dr += 1) {
        const near = squares.indexAt((squares.column[i] + dc + 0.5) * SQUARE_METERS, (squares.row[i] + dr + 0.5) * SQUARE_METERS);
        if (near < 0) continue;
        const weight = Math.exp(-(dc * dc + dr * dr) / 5);
        sum += weight * own[near];
        squared += weight * weight;
      }
    }
    return Math.exp((0.8 * sum) / Math.sqrt(squared) + 0.4 * random.gaussian());
  });
}

interface FieldInputs {
  readonly city: City;
  readonly places: readonly DemoPlace[];
  readonly squares: DemoSquares;
  readonly grounds: ReadonlyMap<string, Float64Array>;
  readonly streets: Record<'arterial' | 'collector' | 'lane', Float64Array>;
  readonly quirks: Float64Array;
}

function fieldOf(component: RiskComponent, k: number, { city, places, squares, grounds, streets, quirks }: FieldInputs): Float64Array {
  const field = new Float64Array(squares.count);
  for (const [use, weight] of Object.entries(component.where.ground ?? {})) {
    const share = grounds.get(use);
    if (share !== undefined) for (let i = 0; i < field.length; i += 1) field[i] += weight * share[i];
  }
  for (const size of ['arterial', 'collector', 'lane'] as const) {
    const weight = component.where.streets?.[size] ?? 0;
    if (weight > 0) for (let i = 0; i < field.length; i += 1) field[i] += weight * streets[size][i];
  }
  for (const rule of component.where.places ?? []) {
    for (const place of places) {
      if (rule.kinds !== undefined && !rule.kinds.includes(place.kind)) continue;
      if (rule.name !== undefined && !rule.name.test(place.name)) continue;
      addKernel(field, squares, groundOf(place.u, place.v), rule.weight, rule.meters);
    }
  }
  const random = createRandom(seedFor(city.seed, 'field', k));
  let sum = 0;
  for (let i = 0; i < field.length; i += 1) {
    field[i] *= squares.water[i] === 1 ? 0 : quirks[i] * Math.exp(0.25 * random.gaussian());
    sum += field[i];
  }
  return field.map((value) => value / sum);
}

/** Adds a Gaussian of the given total weight, by its density at the centres of squares within three standard deviations. */
function addKernel(
  field: Float64Array,
  squares: DemoSquares,
  at: { readonly x: number; readonly y: number },
  weight: number,
  meters: number,
): void {
  const reach = 3 * meters;
  const scale = (weight * SQUARE_METERS * SQUARE_METERS) / (2 * Math.PI * meters * meters);
  for (let x = Math.floor((at.x - reach) / SQUARE_METERS) + 0.5; x * SQUARE_METERS <= at.x + reach; x += 1) {
    for (let y = Math.floor((at.y - reach) / SQUARE_METERS) + 0.5; y * SQUARE_METERS <= at.y + reach; y += 1) {
      const square = squares.indexAt(x * SQUARE_METERS, y * SQUARE_METERS);
      if (square >= 0)
        field[square] += scale * Math.exp(-0.5 * (((x * SQUARE_METERS - at.x) ** 2 + (y * SQUARE_METERS - at.y) ** 2) / (meters * meters)));
    }
  }
}
