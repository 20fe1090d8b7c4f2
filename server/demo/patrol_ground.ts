import type { City } from './city';
import { groundOf } from './city_frame';
import { STATIONS } from './city_jurisdictions';
import type { DemoPlace } from './city_places';
import { demoUnits, type DemoUnit } from './demo_units';
import { createPatrolNetwork, nearestNode, nodesOf, type PatrolNetwork } from './patrol_network';
import type { RiskTruth } from './risk_truth';
import { createRandom, seedFor } from './seeded_random';

/** What all patrols of the demo share: roster, streets with ways to their destinations, where it is worth going. */
export interface PatrolGround {
  readonly seed: number;
  readonly units: readonly DemoUnit[];
  readonly vehicles: PatrolNetwork;
  readonly foot: PatrolNetwork;
  /** Per vehicle destination: its station and how much happens there, mean 1. */
  readonly vehicleStation: Uint8Array;
  readonly vehicleRisk: Float64Array;
  readonly footRisk: Float64Array;
  /** Per unit: where it starts and ends (index among the destinations of its network), and where a foot team walks. */
  readonly home: readonly number[];
  readonly footStops: ReadonlyMap<string, readonly number[]>;
  /** Ground position of each unit's post or dock. */
  readonly stand: readonly { readonly x: number; readonly y: number }[];
  readonly dayAt: RiskTruth['dayAt'];
  /** Incidents an hour per square, the mean of the last weeks. */
  readonly squareRisk: Float64Array;
  readonly squares: RiskTruth['squares'];
}

const VEHICLE_DESTINATIONS_PER_STATION = 62;
const FOOT_STOPS_PER_BEAT = 13;
const FOOT_BEAT_RADIUS_METERS = 520;

export function preparePatrols(city: City, places: readonly DemoPlace[], truth: RiskTruth, untilMs: number): PatrolGround {
  const random = createRandom(seedFor(city.seed, 'patrol ground'));
  const units = demoUnits(places);
  const { squares } = truth;
  const squareRisk = truth.meanRatePerHour(untilMs, [
    'theft',
    'pickpocket',
    'vehicle_theft',
    'burglary',
    'fight',
    'drunk',
    'disorder',
    'damage',
    'traffic',
    'other',
  ]);
  const meanRisk = squareRisk.reduce((sum, value) => sum + value, 0) / squares.count;
  const riskAt = (node: number) => {
    const square = squares.indexAt(city.network.nodes[node].x, city.network.nodes[node].y);
    return square < 0 ? 0 : squareRisk[square] / meanRisk;
  };

  // Vehicles: the station houses, then street corners drawn with a leaning towards risk
  const drivable = nodesOf(city.network, 'vehicle');
  const houses = STATIONS.map((station) => nearestNode(city.network, drivable, groundOf(station.house.u, station.house.v)));
  const destinations = [...houses];
  const vehicleStation = [...STATIONS.keys()];
  for (const station of STATIONS.keys()) {
    const candidates = [...city.network.nodes.keys()].filter(
      (node) =>
        drivable[node] === 1 && squares.station[squares.indexAt(city.network.nodes[node].x, city.network.nodes[node].y)] === station,
    );
    const drawn = new Set<number>();
    const weights = candidates.map((node) => 0.15 + Math.min(riskAt(node), 15) ** 1.5);
    while (drawn.size < Math.min(VEHICLE_DESTINATIONS_PER_STATION, candidates.length))
      drawn.add(candidates[weightedIndex(weights, random.next())]);
    for (const node of drawn) {
      destinations.push(node);
      vehicleStation.push(station);
    }
  }
  const vehicles = createPatrolNetwork(city.network, 'vehicle', destinations, Infinity);

  // Foot teams: corners within a short walk of the middle of their beat
  const walkable = nodesOf(city.network, 'foot');
  const footDestinations: number[] = [];
  const footStops = new Map<string, number[]>();
  const positionOf = (name: string) => {
    const place = places.find((candidate) => candidate.name === name);
    return place === undefined ? groundOf(0, 0) : groundOf(place.u, place.v);
  };
  for (const beat of new Set(units.filter((unit) => unit.mode === 'foot').map((unit) => unit.beat ?? ''))) {
    const middle = positionOf(beat);
    const near = [...city.network.nodes.keys()].filter(
      (node) =>
        walkable[node] === 1 &&
        Math.hypot(city.network.nodes[node].x - middle.x, city.network.nodes[node].y - middle.y) < FOOT_BEAT_RADIUS_METERS,
    );
    const weights = near.map((node) => 0.2 + Math.min(riskAt(node), 20) ** 1.3);
    const drawn = new Set<number>([nearestNode(city.network, walkable, middle)]);
    while (drawn.size < Math.min(FOOT_STOPS_PER_BEAT, near.length)) drawn.add(near[weightedIndex(weights, random.next())]);
    footStops.set(
      beat,
      [...drawn].map((node) => footDestinations.push(node) - 1),
    );
  }
  const foot = createPatrolNetwork(city.network, 'foot', footDestinations, 1500);

  return {
    seed: city.seed,
    units,
    vehicles,
    foot,
    footStops,
    squares,
    squareRisk,
    dayAt: truth.dayAt,
    vehicleStation: Uint8Array.from(vehicleStation),
    vehicleRisk: Float64Array.from(destinations, riskAt),
    footRisk: Float64Array.from(footDestinations, riskAt),
    home: units.map((unit) => (unit.mode === 'foot' ? (footStops.get(unit.beat ?? '')?.[0] ?? 0) : unit.station)),
    stand: units.map((unit) =>
      unit.beat === undefined ? groundOf(STATIONS[unit.station].house.u, STATIONS[unit.station].house.v) : positionOf(unit.beat),
    ),
  };
}

/** An index drawn in proportion to its weight, from a uniform share. */
export function weightedIndex(weights: ArrayLike<number>, share: number): number {
  let total = 0;
  for (let i = 0; i < weights.length; i += 1) total += weights[i];
  let left = share * total;
  for (let i = 0; i < weights.length; i += 1) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return weights.length - 1;
}
