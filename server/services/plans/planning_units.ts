import { listPlaces } from '@beatline/db/queries/places';
import { listUnits } from '@beatline/db/queries/units';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { Refusal } from '@beatline/shared/model/refusal';
import { SLOT_COUNT } from '@beatline/shared/model/shift_band';
import type { Unit } from '@beatline/shared/model/unit';
import { nearestNode, type StreetGraph } from '@beatline/shared/planning/street_graph';
import type { PlanningUnit } from '@beatline/shared/planning/planning_unit';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import { listLiveUnits } from '../units/live';

export interface UnitChoice {
  readonly vehicles: number | undefined;
  readonly foot: number | undefined;
  readonly drones: number | undefined;
  /** Codes of registered units. */
  readonly units: readonly string[] | undefined;
}

/** Where units without a base start and end. */
export interface PlanStart {
  readonly location: LngLat;
  readonly name: string;
}

/** When nothing is chosen and nobody is on shift. */
const CARS_WHEN_NOBODY_IS_ON_SHIFT = 4;

/**
 * The units a plan is made for: registered ones by code, so many without a name, or, when neither is given, those on shift now. Units without a base, and those
 * without a name, start at the police station nearest the centre of the risk, else at the street node nearest to it.
 */
export async function planningUnits(
  app: App,
  ground: Ground,
  graph: StreetGraph,
  choice: UnitChoice,
): Promise<{ readonly units: readonly PlanningUnit[]; readonly start: PlanStart | undefined }> {
  const start = await startOf(app, ground, graph);
  const registered = await app.query(listUnits);
  if (choice.units !== undefined) return { units: choice.units.map((code) => unitOfCode(registered, code, start)), start };

  const counts = { vehicles: choice.vehicles ?? 0, foot: choice.foot ?? 0, drones: choice.drones ?? 0 };
  if (counts.vehicles + counts.foot + counts.drones > 0) return { units: unnamedUnits(counts, start), start };
  if (choice.vehicles !== undefined || choice.foot !== undefined || choice.drones !== undefined) {
    throw new Refusal('no_units', 'a plan needs at least one unit', 'choose one or more vehicles, foot teams or drones');
  }
  const live = (await listLiveUnits(app)).filter((unit) => !unit.stale && unit.duty === 'patrol');
  const onShift = registered.filter((unit) => live.some(({ unitId }) => unitId === unit.id) && plannedMode(unit) !== undefined);
  if (onShift.length > 0) return { units: onShift.map((unit) => unitOfCode(registered, unit.code, start)), start };
  return { units: unnamedUnits({ vehicles: CARS_WHEN_NOBODY_IS_ON_SHIFT, foot: 0, drones: 0 }, start), start };
}

function unitOfCode(registered: readonly Unit[], code: string, start: PlanStart): PlanningUnit {
  const unit = registered.find((each) => each.code === code);
  if (unit === undefined) throw new Refusal('no_such_unit', `there is no unit ${code}`, 'import units lists the codes there are');
  const mode = plannedMode(unit);
  if (mode === undefined)
    throw new Refusal('unit_mode', `unit ${code} is a ${unit.mode}: routes are made for vehicles, foot teams and drones`);
  const place = unit.baseLocation ?? start.location;
  return { code, mode, kind: unit.kind, start: place, end: place };
}

/** How a unit travels when it is planned for; posts and cameras stay where they are. A bike plans as a vehicle. */
function plannedMode(unit: Unit): PlanningUnit['mode'] | undefined {
  if (unit.mode === 'vehicle' || unit.mode === 'bike') return 'vehicle';
  return unit.mode === 'foot' || unit.mode === 'drone' ? unit.mode : undefined;
}

function unnamedUnits(
  counts: { readonly vehicles: number; readonly foot: number; readonly drones: number },
  start: PlanStart,
): PlanningUnit[] {
  const make = (letter: string, mode: PlanningUnit['mode'], count: number) =>
    Array.from({ length: count }, (_, i): PlanningUnit => ({
      code: `${letter}${i + 1}`,
      mode,
      kind: 'sworn',
      start: start.location,
      end: start.location,
    }));
  return [...make('车', 'vehicle', counts.vehicles), ...make('步', 'foot', counts.foot), ...make('机', 'drone', counts.drones)];
}

async function startOf(app: App, ground: Ground, graph: StreetGraph): Promise<PlanStart> {
  const center = centerOfRisk(ground);
  const at = ground.projection.toMeters(center);
  const distance = (location: LngLat) => {
    const { x, y } = ground.projection.toMeters(location);
    return Math.hypot(x - at.x, y - at.y);
  };
  const stations = (await app.query(listPlaces)).filter((place) => place.kind === 'police_station');
  const nearest = stations.sort((a, b) => distance(a.location) - distance(b.location) || a.id - b.id)[0];
  if (nearest !== undefined) return { location: nearest.location, name: nearest.name };
  const node = nearestNode(graph, at, 'vehicle');
  if (node === undefined) throw new Refusal('no_streets', 'there is no street a vehicle may use', 'import the streets of the area');
  return {
    location: ground.projection.toLngLat({ x: graph.nodeX[node.node], y: graph.nodeY[node.node] }),
    name: 'street node nearest the centre of the risk',
  };
}

/** Mean of the squares' centres weighted by their risk; plain mean before any risk was fitted. */
function centerOfRisk(ground: Ground): LngLat {
  const { expectedPerHour } = ground.data;
  let [lng, lat, weight] = [0, 0, 0];
  const add = (square: number, by: number) => {
    const [squareLng, squareLat] = ground.centerOf(square);
    lng += by * squareLng;
    lat += by * squareLat;
    weight += by;
  };
  for (let square = 0; square < ground.squares.length; square++) {
    let week = 0;
    for (let slot = 0; slot < SLOT_COUNT; slot++) week += expectedPerHour[square * SLOT_COUNT + slot];
    add(square, week);
  }
  if (weight === 0) for (let square = 0; square < ground.squares.length; square++) add(square, 1);
  if (weight === 0) throw new Refusal('no_squares', 'there is no ground to plan on', 'import jurisdictions or streets first');
  return [lng / weight, lat / weight];
}
