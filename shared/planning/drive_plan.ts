import { creditPresence } from '../coverage/credit_presence';
import { trueNorthBearing } from '../coverage/drone_sight';
import { fixColumnsOf, type Fix } from '../coverage/fixes';
import { concatIntervals, type PresenceIntervals } from '../coverage/presence_intervals';
import type { BuildingEdges } from '../geo/building_edges';
import type { LngLat, ProjectedMeters } from '../geo/lng_lat';
import type { Projection } from '../geo/projection';
import type { ForceKind } from '../model/force_kind';
import { cameraOf } from './drone_airframe';
import { createRouteTimes, scheduleRoute } from './route_schedule';
import type { PlanRoutes } from './plan_problem';
import type { PreparedProblem } from './prepare_problem';
import { pathTo, shortestPaths, timedPath, type ShortestPaths } from './shortest_paths';

/** Time between the fixes of a driven plan, milliseconds: as patrol cars report (METHODS 3 counts up to three of them as observed). */
const FIX_INTERVAL_MS = 10_000;

/** A stretch of moving or standing, positions in projected metres with seconds from the window's start; times ascend. */
interface Movement {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly seconds: readonly number[];
}

/** One unit's line with its times, seconds from the window's start. */
export interface PlannedLine {
  readonly unit: number;
  readonly stops: readonly { readonly stop: number; readonly startSeconds: number; readonly endSeconds: number }[];
  /** Runs without a break in tracking: one for a street unit, one per sortie for a drone. */
  readonly runs: readonly (readonly Movement[])[];
  readonly distanceMeters: number;
  readonly travelSeconds: number;
  readonly departSeconds: number;
  readonly finishSeconds: number;
}

/** Works out where every unit is at every moment of a plan. O(stops · edges · log). */
export function drawLines(prepared: PreparedProblem, routes: PlanRoutes): PlannedLine[] {
  const searches = new Map<string, ShortestPaths>();
  return routes.map((_, unit) => drawLine(prepared, routes, unit, searches));
}

function drawLine(prepared: PreparedProblem, routes: PlanRoutes, unitIndex: number, searches: Map<string, ShortestPaths>): PlannedLine {
  const { problem } = prepared;
  const unit = problem.units[unitIndex];
  const visits = routes[unitIndex];
  const times = createRouteTimes();
  const columns = {
    stop: Int32Array.from(visits, (visit) => visit.stop),
    serviceSeconds: Float64Array.from(visits, (visit) => visit.serviceSeconds),
    notBeforeSeconds: Float64Array.from(visits, (visit) => visit.notBeforeSeconds),
  };
  if (!scheduleRoute(problem, unitIndex, Array.from(visits.keys()), columns, times))
    throw new Error('a route of the plan does not fit its shift');
  const halfClimb = (unit.battery?.climbSeconds ?? 0) / 2;
  const { size, seconds } = problem.travel[unit.travelClass];

  const runs: Movement[][] = [];
  let distanceMeters = 0;
  const fly = (from: number, to: number, departSeconds: number) => {
    const leg = drawLeg(prepared, unitIndex, from, to, departSeconds, departSeconds + seconds[from * size + to], searches);
    runs[runs.length - 1].push(leg.movement);
    distanceMeters += leg.lengthMeters;
  };
  const stops = visits.map((visit, i) => ({ stop: visit.stop, startSeconds: times.start[i], endSeconds: times.end[i] }));
  let at = unit.startIndex;
  stops.forEach(({ stop, startSeconds, endSeconds }, i) => {
    const next = problem.stops[stop].travelIndex;
    if (i === 0) runs.push([]);
    else if (times.takeoff[i] === 1) {
      fly(at, unit.startIndex, stops[i - 1].endSeconds);
      at = unit.startIndex;
      runs.push([]);
    }
    fly(at, next, startSeconds - seconds[at * size + next]);
    runs[runs.length - 1].push(standAt(prepared, stop, startSeconds, endSeconds));
    at = next;
  });
  const lastEnd = stops.at(-1)?.endSeconds ?? unit.shiftStartSeconds;
  if (runs.length === 0 && unit.battery === undefined) runs.push([]);
  if (runs.length > 0) fly(at, unit.endIndex, lastEnd);
  const first = stops[0];
  return {
    unit: unitIndex,
    stops,
    runs,
    distanceMeters,
    travelSeconds: times.travelSeconds,
    departSeconds:
      first === undefined
        ? unit.shiftStartSeconds
        : first.startSeconds - seconds[unit.startIndex * size + problem.stops[first.stop].travelIndex] - halfClimb,
    finishSeconds: times.finishSeconds,
  };
}

function standAt(prepared: PreparedProblem, stop: number, fromSeconds: number, untilSeconds: number): Movement {
  const { x, y } = stopPosition(prepared, stop);
  return { x: [x, x], y: [y, y], seconds: [fromSeconds, untilSeconds] };
}

/** Where a unit at a stop stands: the node on the street, or the position in the air. */
export function stopPosition(prepared: PreparedProblem, stop: number): ProjectedMeters {
  const { travelClass, travelIndex } = prepared.problem.stops[stop];
  if (travelClass === 'drone') return prepared.candidates[stop].position;
  const node = prepared.nodes[travelClass][travelIndex];
  return { x: prepared.graph.nodeX[node], y: prepared.graph.nodeY[node] };
}

function drawLeg(
  prepared: PreparedProblem,
  unitIndex: number,
  from: number,
  to: number,
  departSeconds: number,
  arriveSeconds: number,
  searches: Map<string, ShortestPaths>,
): { movement: Movement; lengthMeters: number } {
  const { travelClass } = prepared.problem.units[unitIndex];
  const path = travelClass === 'drone' ? flightPath(prepared, from, to) : streetPath(prepared, travelClass, from, to, searches);
  const total = path.seconds[path.seconds.length - 1];
  const stretch = total === 0 ? 0 : (arriveSeconds - departSeconds) / total;
  return {
    movement: { x: path.x, y: path.y, seconds: path.seconds.map((seconds) => departSeconds + seconds * stretch) },
    lengthMeters: path.lengthMeters,
  };
}

function streetPath(prepared: PreparedProblem, mode: 'vehicle' | 'foot', from: number, to: number, searches: Map<string, ShortestPaths>) {
  const nodes = prepared.nodes[mode];
  const key = `${mode} ${nodes[from]}`;
  const paths = searches.get(key) ?? shortestPaths(prepared.graph, mode, [{ node: nodes[from], seconds: 0 }], { targets: nodes });
  searches.set(key, paths);
  const edges = pathTo(prepared.graph, paths, nodes[to]);
  if (edges === undefined) throw new Error('a leg of the plan has no way');
  return timedPath(prepared.graph, mode, edges, nodes[from]);
}

function flightPath(prepared: PreparedProblem, from: number, to: number) {
  const positions = prepared.flights.path(from, to);
  if (positions === undefined) throw new Error('a flight of the plan has no way');
  const along = [0];
  for (let i = 1; i < positions.length; i++) {
    along.push(along[i - 1] + Math.hypot(positions[i].x - positions[i - 1].x, positions[i].y - positions[i - 1].y));
  }
  // Only the proportions of `seconds` matter: one second per metre
  return { x: positions.map((p) => p.x), y: positions.map((p) => p.y), seconds: along, lengthMeters: along[along.length - 1] };
}

/** The way of a line in degrees, consecutive equal positions left out; at least two. */
export function lineCoordinates(line: PlannedLine, projection: Projection, start: LngLat): LngLat[] {
  const coordinates: LngLat[] = [];
  let last: ProjectedMeters | undefined;
  for (const movement of line.runs.flat()) {
    for (let i = 0; i < movement.x.length; i++) {
      if (last !== undefined && last.x === movement.x[i] && last.y === movement.y[i]) continue;
      last = { x: movement.x[i], y: movement.y[i] };
      coordinates.push(projection.toLngLat(last));
    }
  }
  while (coordinates.length < 2) coordinates.push(coordinates[0] ?? start);
  return coordinates;
}

/**
 * Drives the lines: fixes at every bend and at least every ten seconds, credited by the ledger's own rules. Drones look straight down, the picture's width along the rows
 * of the lattice. Planned units get ids below zero so that
 * none is taken for one on patrol. O(fixes).
 */
export function presenceOfLines(
  lines: readonly PlannedLine[],
  prepared: PreparedProblem,
  units: readonly { readonly mode: 'vehicle' | 'foot' | 'drone'; readonly kind: ForceKind }[],
  ground: {
    readonly projection: Projection;
    readonly cellMeters: number;
    readonly buildings?: BuildingEdges | undefined;
    readonly fromMs: number;
  },
): PresenceIntervals {
  const parts: PresenceIntervals[] = [];
  for (const line of lines) {
    const { mode, kind } = units[line.unit];
    for (const run of line.runs) {
      const heightMeters = mode === 'drone' ? prepared.airframe.heightMeters : undefined;
      const fixes = fixColumnsOf(fixesOfRun(run, ground, heightMeters));
      const track = { unitId: -1 - line.unit, mode, kind, duty: 'patrol', intervalSeconds: FIX_INTERVAL_MS / 1000, fixes } as const;
      parts.push(creditPresence(mode === 'drone' ? { ...track, camera: cameraOf(prepared.airframe) } : track, ground).intervals);
    }
  }
  return concatIntervals(parts);
}

/** Fixes of one run in time order, whole milliseconds, never two at one instant. */
function fixesOfRun(
  run: readonly Movement[],
  ground: { readonly projection: Projection; readonly fromMs: number },
  heightMeters: number | undefined,
): Fix[] {
  const fixes: Fix[] = [];
  const add = (instantMs: number, position: ProjectedMeters) => {
    const last = fixes.at(-1);
    if (last !== undefined && instantMs <= last.instantMs) return;
    const [lng, lat] = ground.projection.toLngLat(position);
    if (heightMeters === undefined) fixes.push({ instantMs, lng, lat });
    else {
      const yawDegrees = -trueNorthBearing(ground.projection, [lng, lat]);
      fixes.push({ instantMs, lng, lat, heightMeters, pitchDegrees: -90, yawDegrees });
    }
  };
  for (const { x, y, seconds } of run) {
    for (let i = 0; i < x.length; i++) {
      const atMs = ground.fromMs + Math.round(seconds[i] * 1000);
      const beforeMs = i === 0 ? atMs : ground.fromMs + Math.round(seconds[i - 1] * 1000);
      for (let ms = beforeMs + FIX_INTERVAL_MS; ms < atMs; ms += FIX_INTERVAL_MS) {
        const fraction = (ms - beforeMs) / (atMs - beforeMs);
        add(ms, { x: x[i - 1] + (x[i] - x[i - 1]) * fraction, y: y[i - 1] + (y[i] - y[i - 1]) * fraction });
      }
      add(atMs, { x: x[i], y: y[i] });
    }
  }
  return fixes;
}
