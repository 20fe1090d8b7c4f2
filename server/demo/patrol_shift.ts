import { STATIONS } from './city_jurisdictions';
import { startOfLocalDay } from './demo_calendar';
import type { DemoUnit } from './demo_units';
import { flySorties, type Airspace } from './drone_flight';
import { weightedIndex, type PatrolGround } from './patrol_ground';
import type { PatrolNetwork } from './patrol_network';
import { createRandom, seedFor, type SeededRandom } from './seeded_random';

const HOUR_MS = 3_600_000;
/** A crew that has been somewhere goes elsewhere first: the wish to return grows back over this time. */
const RETURN_SECONDS = 3 * 3600;
/** Foot teams work three days and have the fourth off. */
const FOOT_CYCLE_DAYS = 4;

/** Where a unit is over one duty: positions at instants, straight and steady in between. Local time within the duty in seconds. */
export interface Timeline {
  readonly seconds: number[];
  readonly x: number[];
  readonly y: number[];
  /** Metres above ground; drones only. */
  readonly height: number[];
  /** Stretches [from, to) without any fix: switched off, or a drone on its dock. */
  readonly silent: (readonly [from: number, to: number])[];
}

export interface Duty {
  readonly startMs: number;
  readonly endMs: number;
}

/** The duties of a unit that begin on a local day. */
export function dutiesOn(ground: PatrolGround, unit: DemoUnit, localDay: number): Duty[] {
  const resting = unit.mode === 'foot' && (localDay + seedFor(ground.seed, 'rest', unit.code)) % FOOT_CYCLE_DAYS === 0;
  const day = ground.dayAt(localDay);
  return unit.duties
    .filter((duty) => !resting && (!duty.schoolDaysOnly || day.schoolDay))
    .map((duty) => ({
      startMs: startOfLocalDay(localDay) + duty.startHour * HOUR_MS,
      endMs: startOfLocalDay(localDay) + (duty.startHour + duty.hours) * HOUR_MS,
    }));
}

/** Draws where a unit goes in one duty. The same seed, unit and start give the same way, so that a live feed goes on where a file ended. */
export function drawShift(ground: PatrolGround, airspace: Airspace, unitIndex: number, duty: Duty): Timeline {
  const unit = ground.units[unitIndex];
  const random = createRandom(seedFor(ground.seed, 'shift', unit.code, duty.startMs / 60_000));
  const timeline: Timeline = { seconds: [], x: [], y: [], height: [], silent: [] };
  const length = (duty.endMs - duty.startMs) / 1000;
  switch (unit.mode) {
    case 'vehicle':
      driveShift(ground, unitIndex, length, random, timeline);
      break;
    case 'foot':
      walkShift(ground, unitIndex, length, random, timeline);
      break;
    case 'drone':
      flySorties(ground, airspace, ground.stand[unitIndex], length, random, timeline);
      break;
    default:
      stay(timeline, 0, ground.stand[unitIndex], random.between(-120, 60));
      stay(timeline, length, ground.stand[unitIndex], 0);
  }
  return timeline;
}

function stay(timeline: Timeline, seconds: number, at: { readonly x: number; readonly y: number }, early: number): void {
  timeline.seconds.push(seconds + early);
  timeline.x.push(at.x);
  timeline.y.push(at.y);
  timeline.height.push(0);
}

/** A way through the network that grows leg by leg. */
interface Journey {
  node: number;
  seconds: number;
}

/** Follows the way to a destination; waits now and then where large streets meet. */
function follow(
  network: PatrolNetwork,
  destination: number,
  pace: number,
  waitChance: number,
  journey: Journey,
  random: SeededRandom,
  timeline: Timeline,
): void {
  const next = network.next[destination];
  for (let arc = next[journey.node]; arc >= 0; arc = next[journey.node]) {
    const edge = network.city.edges[arc >> 1];
    const speed = network.paceOf(arc >> 1) * pace * random.between(0.85, 1.1);
    const forward = (arc & 1) === 0;
    const count = edge.path.length / 2;
    for (let k = 1; k < count; k += 1) {
      const at = forward ? 2 * k : 2 * (count - 1 - k);
      const before = forward ? at - 2 : at + 2;
      journey.seconds += Math.hypot(edge.path[at] - edge.path[before], edge.path[at + 1] - edge.path[before + 1]) / speed;
      push(timeline, journey.seconds, edge.path[at], edge.path[at + 1]);
    }
    journey.node = forward ? edge.to : edge.from;
    if (edge.highway !== 'service' && random.chance(waitChance)) wait(network, journey, random.between(4, 42), timeline);
  }
}

function wait(network: PatrolNetwork, journey: Journey, seconds: number, timeline: Timeline): void {
  const { x, y } = network.city.nodes[journey.node];
  journey.seconds += seconds;
  push(timeline, journey.seconds, x, y);
}

function push(timeline: Timeline, seconds: number, x: number, y: number): void {
  timeline.seconds.push(seconds);
  timeline.x.push(x);
  timeline.y.push(y);
  timeline.height.push(0);
}

/**
 * Leans towards risk, but not enough (power 0.8), with each car's habits on top, so that some ground is seen too often and some too rarely. Stops are five
 * to fifteen minutes, longer where there is trouble: shorter ones would leave the standard unmet everywhere and every gap alike.
 */
function driveShift(ground: PatrolGround, unitIndex: number, length: number, random: SeededRandom, timeline: Timeline): void {
  const unit = ground.units[unitIndex];
  const network = ground.vehicles;
  const habits = createRandom(seedFor(ground.seed, 'habit', unit.code));
  const liking = Float64Array.from(network.destinations, (_, d) => {
    const own = ground.vehicleStation[d] === unit.station;
    const habit = Math.exp(0.9 * habits.gaussian());
    return d < STATIONS.length ? 0 : (own ? 1 : 0.035) * habit * (0.12 + ground.vehicleRisk[d]) ** 0.8;
  });
  const home = ground.home[unitIndex];
  const journey: Journey = { node: network.destinations[home], seconds: 0 };
  const base = network.city.nodes[journey.node];
  push(timeline, 0, base.x, base.y);
  wait(network, journey, random.between(300, 900), timeline);
  const meal = length * random.between(0.42, 0.58);
  let eaten = false;
  let last = home;
  const seen = new Float64Array(network.destinations.length).fill(-Infinity);
  while (journey.seconds < length - 1500) {
    if (!eaten && journey.seconds > meal) {
      eaten = true;
      follow(network, home, random.between(0.9, 1.1), 0.05, journey, random, timeline);
      wait(network, journey, random.between(1300, 2300), timeline);
      last = home;
      continue;
    }
    const weights = liking.map((value, d) =>
      d === last ? 0 : (value * wishToReturn(seen[d], journey.seconds)) / (90 + network.seconds[d][journey.node]),
    );
    const destination = weightedIndex(weights, random.next());
    seen[destination] = journey.seconds;
    follow(network, destination, random.between(0.72, 1.12), 0.045, journey, random, timeline);
    last = destination;
    const risk = ground.vehicleRisk[destination];
    if (random.chance(Math.min(0.95, 0.35 + 0.12 * risk)))
      wait(network, journey, random.between(240, 480) + random.exponential(150 + 30 * Math.min(risk, 10)), timeline);
  }
  follow(network, home, 1, 0.04, journey, random, timeline);
  wait(network, journey, Math.max(60, length + 30 - journey.seconds), timeline);
}

function wishToReturn(seenSeconds: number, nowSeconds: number): number {
  return 1 - Math.exp(-(nowSeconds - seenSeconds) / RETURN_SECONDS);
}

function walkShift(ground: PatrolGround, unitIndex: number, length: number, random: SeededRandom, timeline: Timeline): void {
  const network = ground.foot;
  const stops = ground.footStops.get(ground.units[unitIndex].beat ?? '') ?? [];
  const start = ground.home[unitIndex];
  const journey: Journey = { node: network.destinations[start], seconds: random.between(600, 1500) };
  timeline.silent.push([0, journey.seconds]);
  const first = network.city.nodes[journey.node];
  push(timeline, 0, first.x, first.y);
  wait(network, journey, 30, timeline);
  const meal = length * random.between(0.4, 0.6);
  let eaten = false;
  let last = start;
  const seen = new Float64Array(network.destinations.length).fill(-Infinity);
  while (journey.seconds < length - 900) {
    if (!eaten && journey.seconds > meal) {
      eaten = true;
      const from = journey.seconds;
      wait(network, journey, random.between(1500, 2700), timeline);
      timeline.silent.push([from + 60, journey.seconds]);
      continue;
    }
    const weights = stops.map((stop) =>
      stop === last || !Number.isFinite(network.seconds[stop][journey.node])
        ? 0
        : ((0.2 + ground.footRisk[stop]) ** 0.8 * wishToReturn(seen[stop], journey.seconds)) / (120 + network.seconds[stop][journey.node]),
    );
    const destination = stops[weightedIndex(weights, random.next())] ?? start;
    seen[destination] = journey.seconds;
    follow(network, destination, random.between(0.85, 1.12), 0.02, journey, random, timeline);
    last = destination;
    wait(network, journey, random.between(240, 480) + random.exponential(180), timeline);
  }
  timeline.silent.push([Math.min(journey.seconds, length - 60), length + 3600]);
}
