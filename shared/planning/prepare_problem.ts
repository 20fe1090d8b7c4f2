import { DEFAULT_SIGHT_RADIUS_METERS } from '../coverage/credit_presence';
import { squareCenter } from '../geo/lattice';
import type { BuildingEdges } from '../geo/building_edges';
import type { LngLat, ProjectedMeters } from '../geo/lng_lat';
import type { Projection } from '../geo/projection';
import { presenceWeight } from '../model/force_kind';
import { Refusal } from '../model/refusal';
import type { Standard } from '../model/standard';
import { TIER_PLANNING_WEIGHT, TIERS } from '../model/tier';
import { createAirspace, isClosed, type Airspace, type FlightLegs } from './airspace';
import { chooseLookPositions, chooseStreetStops, type StopCandidate, type StopChoice } from './choose_stops';
import { climbSeconds, nadirFootprint, sortieSeconds, type DroneAirframe } from './drone_airframe';
import { buildGapModel, type GapModelInput } from './gap_model';
import { SERVICE_SECONDS, type PlanProblem, type ProblemStop, type ProblemUnit, type TravelClass, type TravelTimes } from './plan_problem';
import type { ReadyUnit } from './planning_unit';
import { shortestPaths } from './shortest_paths';
import { startNode } from './start_node';
import { withStopNodes, type StreetGraph } from './street_graph';
import { flightTimes, streetTimes } from './travel_matrix';

/** Stops to choose from. Chosen: a few hundred for a shift (METHODS 5), more for cars, which get everywhere. */
const STOP_COUNT: Readonly<Record<TravelClass, number>> = { vehicle: 320, foot: 160, drone: 80 };

/** How far from its start a foot team is given stops, seconds of walking: chosen, because longer approaches are driven. */
const FOOT_RANGE_SECONDS = 2400;

/** Price of travel as a share of what a unit second is worth on average: chosen, small enough never to beat a visit. */
const TRAVEL_PRICE_FRACTION = 0.01;

export interface ProblemInput extends GapModelInput {
  readonly units: readonly ReadyUnit[];
  readonly graph: StreetGraph;
  readonly projection: Projection;
  readonly buildings?: BuildingEdges | undefined;
  readonly cellMeters: number;
  readonly noFly: readonly (readonly LngLat[])[];
  readonly airframe: DroneAirframe;
  /** Incidents expected while out of standard, and tier code and standard at the window's end, per square of the field, before the plan. */
  readonly gapIncidents: Float64Array;
  readonly tier: Uint8Array;
  readonly standard: Int16Array;
  /** What `standard` points into. */
  readonly heldTo: readonly Standard[];
  readonly onProgress: (stage: 'candidates' | 'travel', fractionDone: number) => void;
}

/** A problem together with the ground it stands on, for drawing and driving its solution. */
export interface PreparedProblem {
  readonly problem: PlanProblem;
  /** The streets, with a node at every stop. */
  readonly graph: StreetGraph;
  /** Per stop, what it was chosen as. */
  readonly candidates: readonly StopCandidate[];
  /** Node of each travel index of a street class. */
  readonly nodes: Readonly<Record<'vehicle' | 'foot', readonly number[]>>;
  readonly flights: FlightLegs;
  readonly airframe: DroneAirframe;
  readonly starts: readonly ProjectedMeters[];
}

/** Chooses stops, finds the ways between them and works out what they can close. Throws a Refusal that names what stands in the way. */
export function prepareProblem(input: ProblemInput): PreparedProblem {
  const { units, squares, projection, cellMeters } = input;
  const indexById = new Map<number, number>();
  squares.squareId.forEach((id, index) => indexById.set(id, index));
  const indexOfSquare = (id: number) => indexById.get(id);
  const starts = units.map((unit) => projection.toMeters(unit.start));
  const ends = units.map((unit) => projection.toMeters(unit.end));
  const ofClass = (travelClass: TravelClass) => units.flatMap((unit, i) => (unit.mode === travelClass ? [i] : []));

  // Where units start: refused before anything costs time
  const nodeOf = (position: ProjectedMeters, i: number) => {
    const { mode, code } = units[i];
    return mode === 'drone' ? -1 : startNode(input.graph, position, mode, code);
  };
  const startNodes = starts.map(nodeOf);
  const endNodes = ends.map(nodeOf);
  const airspace = createAirspace(input.noFly.map((ring) => ring.map((position) => projection.toMeters(position))));
  for (const i of ofClass('drone')) refuseClosedDock(airspace, starts[i], ends[i], units[i].code);

  // Stops
  input.onProgress('candidates', 0);
  const choiceFor = (travelClass: TravelClass): StopChoice => ({
    demand: demandFor(input, ofClass(travelClass)),
    squareIds: squares.squareId,
    indexOfSquare,
    cellMeters,
    reach:
      travelClass === 'drone'
        ? { kind: 'below', ...nadirFootprint(input.airframe) }
        : { kind: 'around', radiusMeters: DEFAULT_SIGHT_RADIUS_METERS, buildings: input.buildings },
    count: ofClass(travelClass).length === 0 ? 0 : STOP_COUNT[travelClass],
  });
  const vehicleStops = ofClass('vehicle').length === 0 ? [] : chooseStreetStops(input.graph, 'vehicle', choiceFor('vehicle'));
  const footStops =
    ofClass('foot').length === 0
      ? []
      : chooseFootStops(
          input,
          ofClass('foot').map((i) => startNodes[i]),
          choiceFor('foot'),
        );
  const droneStops =
    ofClass('drone').length === 0
      ? []
      : chooseLooks(
          input,
          airspace,
          ofClass('drone').map((i) => starts[i]),
          choiceFor('drone'),
        );
  const streetStops = [...vehicleStops, ...footStops];
  const split = withStopNodes(
    input.graph,
    streetStops.flatMap((stop) => (stop.onStreet === undefined ? [] : [stop.onStreet])),
  );

  // Ways between them: stops first, then every unit's start and end
  input.onProgress('travel', 0);
  const unitNodes = (travelClass: TravelClass) => ofClass(travelClass).flatMap((i) => [startNodes[i], endNodes[i]]);
  const nodes = {
    vehicle: [...split.nodes.slice(0, vehicleStops.length), ...unitNodes('vehicle')],
    foot: [...split.nodes.slice(vehicleStops.length), ...unitNodes('foot')],
  };
  const share = nodes.vehicle.length / Math.max(1, nodes.vehicle.length + nodes.foot.length);
  const airPositions = [...droneStops.map((stop) => stop.position), ...ofClass('drone').flatMap((i) => [starts[i], ends[i]])];
  const air = flightTimes(airspace, input.airframe, airPositions);
  const travel: Record<TravelClass, TravelTimes> = {
    vehicle: streetTimes(split.graph, 'vehicle', nodes.vehicle, (done) => input.onProgress('travel', done * share)),
    foot: streetTimes(split.graph, 'foot', nodes.foot, (done) => input.onProgress('travel', share + done * (1 - share))),
    drone: air.times,
  };

  // What they can close
  const stopsOf: readonly (readonly [TravelClass, readonly StopCandidate[]])[] = [
    ['vehicle', vehicleStops],
    ['foot', footStops],
    ['drone', droneStops],
  ];
  const candidates = stopsOf.flatMap(([, stops]) => stops);
  const fieldIndex = Int32Array.from(new Set(candidates.flatMap((stop) => stop.squares))).sort();
  const model = buildGapModel(input, fieldIndex);
  const modelIndex = new Map(Array.from(fieldIndex, (index, i) => [index, i] as const));
  const inModel = (square: number | undefined) => (square === undefined ? -1 : (modelIndex.get(square) ?? -1));
  const problemStops = stopsOf.flatMap(([travelClass, stops]) =>
    stops.map((stop, travelIndex): ProblemStop => ({
      travelClass,
      travelIndex,
      squares: Int32Array.from(stop.squares, inModel),
      ownSquare: inModel(stop.ownSquare),
      place: inModel(stop.place),
    })),
  );
  const problemUnits = units.map((unit, i) =>
    problemUnit(
      input,
      model.standards,
      i,
      { vehicle: vehicleStops.length, foot: footStops.length, drone: droneStops.length }[unit.mode] + 2 * ofClass(unit.mode).indexOf(i),
    ),
  );
  const openWeighted = fieldIndex.reduce((sum, _, i) => sum + model.openWeighted[model.firstBreak[i + 1] - 1], 0);
  const unitSeconds = units.reduce((sum, unit) => sum + unit.shiftEndSeconds - unit.shiftStartSeconds, 0);
  return {
    problem: {
      model,
      stops: problemStops,
      units: problemUnits,
      travel,
      travelPrice: (TRAVEL_PRICE_FRACTION * openWeighted) / unitSeconds,
    },
    graph: split.graph,
    candidates,
    nodes,
    flights: air.legs,
    airframe: input.airframe,
    starts,
  };
}

/** Weight of a second of a unit's sight under a standard, if need be with a sworn unit beside it. */
function sightWeight({ acceptedModes, acceptedKinds }: Standard, unit: ReadyUnit): number {
  return acceptedModes.includes(unit.mode) && acceptedKinds.includes(unit.kind) ? presenceWeight(unit.mode, unit.kind) : 0;
}

/** Tier-weighted demand that one full visit by any of these units could close, per square of the field. */
function demandFor(input: ProblemInput, unitIndexes: readonly number[]): Float64Array {
  const windowSeconds = (input.window.toMs - input.window.fromMs) / 1000;
  const accepted = input.heldTo.map((standard) => unitIndexes.some((i) => sightWeight(standard, input.units[i]) > 0));
  return input.gapIncidents.map((gap, square) => {
    const code = input.standard[square];
    if (code < 0 || !accepted[code]) return 0;
    const { revisitSeconds, dwellSeconds } = input.heldTo[code];
    return TIER_PLANNING_WEIGHT[TIERS[input.tier[square]]] * gap * Math.min(1, (revisitSeconds + dwellSeconds) / windowSeconds);
  });
}

function chooseFootStops(input: ProblemInput, startNodes: readonly number[], choice: StopChoice): StopCandidate[] {
  const sources = startNodes.map((node) => ({ node, seconds: 0 }));
  const { seconds } = shortestPaths(input.graph, 'foot', sources, { limitSeconds: FOOT_RANGE_SECONDS });
  return chooseStreetStops(input.graph, 'foot', choice, (node) => seconds[node] < Infinity);
}

function chooseLooks(input: ProblemInput, airspace: Airspace, docks: readonly ProjectedMeters[], choice: StopChoice): StopCandidate[] {
  const { airframe, squares, cellMeters } = input;
  const leftSeconds = sortieSeconds(airframe) - climbSeconds(airframe) - SERVICE_SECONDS[0];
  const rangeMeters = (leftSeconds / 2) * airframe.cruiseMetersPerSecond;
  const centers = Array.from(squares.squareId, (id: number) => squareCenter(id, cellMeters));
  const inRange = (position: ProjectedMeters) => docks.some((dock) => Math.hypot(dock.x - position.x, dock.y - position.y) <= rangeMeters);
  return chooseLookPositions(airspace, centers, choice, inRange);
}

function refuseClosedDock(airspace: Airspace, start: ProjectedMeters, end: ProjectedMeters, code: string): void {
  if (!isClosed(airspace, start) && !isClosed(airspace, end)) return;
  throw new Refusal(
    'dock_in_no_fly',
    `The dock of drone ${code} lies inside a no-fly zone.`,
    'Move the dock, or clear the zone for this drone first.',
  );
}

function problemUnit(input: ProblemInput, standards: readonly Standard[], index: number, startIndex: number): ProblemUnit {
  const unit = input.units[index];
  const { airframe } = input;
  return {
    travelClass: unit.mode,
    shiftStartSeconds: unit.shiftStartSeconds,
    shiftEndSeconds: unit.shiftEndSeconds,
    startIndex,
    endIndex: startIndex + 1,
    weightByStandard: standards.map((standard) => (standard.requiresSworn && unit.kind !== 'sworn' ? 0 : sightWeight(standard, unit))),
    companyWeightByStandard: standards.map((standard) => sightWeight(standard, unit)),
    battery:
      unit.mode === 'drone'
        ? { sortieSeconds: sortieSeconds(airframe), climbSeconds: climbSeconds(airframe), turnaroundSeconds: airframe.turnaroundSeconds }
        : undefined,
  };
}
