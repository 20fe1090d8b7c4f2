import type { OsmData, OsmTags, OsmWay } from '../formats/osm_data';
import type { StreetSegment } from '../model/street_segment';
import { lineLengthMeters } from './great_circle';
import type { LngLat } from './lng_lat';
import { isPublicCarriageway, isStreetClass, streetPermissionsOf, type StreetPermissions } from './street_permissions';

/** Streets of an extract, cut into segments. */
export interface OsmStreets {
  readonly segments: readonly StreetSegment[];
  /** Street ways read. */
  readonly ways: number;
  /** Drivable length: public carriageways open to cars, without service ways, metres. */
  readonly lengthMeters: number;
  /** Steps between two nodes of a street way where the extract does not hold one of them; such a step is left out, the rest of the way is kept. */
  readonly missingNodes: number;
}

/** One street way while it is cut: only its nodes that have a position. */
interface Run {
  readonly nodes: number[];
  readonly positions: LngLat[];
}

/**
 * Cuts the street ways of `data` into segments at every node that two ways share (or one way passes twice), at their ends, and round
 * barriers that stop cars. Ids run from 1 in the order of the ways. Linear in the number of way nodes.
 */
export function streetsFromOsm(data: OsmData): OsmStreets {
  const ways = data.ways.filter(isStreet);
  const isJunction = junctionTest(ways);
  const blocks = blockedBarriers(data, isJunction);

  const segments: StreetSegment[] = [];
  let lengthMeters = 0;
  let missingNodes = 0;
  for (const way of ways) {
    missingNodes += missingSteps(data, way);
    const permissions = streetPermissionsOf(way.tags);
    for (const run of locatedRuns(data, way)) {
      for (const piece of cutRun(run, isJunction, blocks)) {
        const segment = segmentOf(segments.length + 1, way.tags, permissions, piece);
        segments.push(segment);
        if (segment.vehicleAllowed && isPublicCarriageway(segment.highwayClass)) lengthMeters += segment.lengthMeters;
      }
    }
  }
  // Ways that are no streets yet (under construction, platforms) still tell whether the extract is whole.
  for (const way of data.ways) if (way.tags['highway'] !== undefined && !isStreet(way)) missingNodes += missingSteps(data, way);
  return { segments, ways: ways.length, lengthMeters, missingNodes };
}

function isStreet(way: OsmWay): boolean {
  const highwayClass = way.tags['highway'];
  return highwayClass !== undefined && isStreetClass(highwayClass) && way.refs.length >= 2;
}

/** Nodes where streets meet: used more than once. The ends of a way are cut anyway. */
function junctionTest(ways: readonly OsmWay[]): (nodeId: number) => boolean {
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (const way of ways) {
    let previous: number | undefined;
    for (const ref of way.refs) {
      if (ref === previous) continue;
      if (seen.has(ref)) shared.add(ref);
      else seen.add(ref);
      previous = ref;
    }
  }
  return (nodeId) => shared.has(nodeId);
}

/** What a barrier stops. */
interface Blocked {
  readonly vehicle: boolean;
  readonly foot: boolean;
}
const CAR_STOPPING_BARRIERS: ReadonlySet<string> = new Set([
  'bollard',
  'block',
  'jersey_barrier',
  'cycle_barrier',
  'motorcycle_barrier',
  'stile',
  'turnstile',
  'full-height_turnstile',
  'kissing_gate',
  'log',
  'debris',
]);

/** Barriers on one street only: at a junction the tag does not say which street it stands on. */
function blockedBarriers(data: OsmData, isJunction: (nodeId: number) => boolean): ReadonlyMap<number, Blocked> {
  const blocked = new Map<number, Blocked>();
  for (const { id, tags } of data.taggedNodes) {
    const barrier = tags['barrier'];
    if (barrier === undefined || isJunction(id)) continue;
    const vehicleTag = tags['motorcar'] ?? tags['motor_vehicle'] ?? tags['vehicle'] ?? tags['access'];
    const vehicle = vehicleTag === undefined ? CAR_STOPPING_BARRIERS.has(barrier) || tags['locked'] === 'yes' : vehicleTag === 'no';
    const foot = (tags['foot'] ?? tags['access']) === 'no' || (tags['locked'] === 'yes' && tags['foot'] === undefined);
    if (vehicle || foot) blocked.set(id, { vehicle, foot });
  }
  return blocked;
}

function missingSteps(data: OsmData, way: OsmWay): number {
  let missing = 0;
  let previousMissing = false;
  way.refs.forEach((ref, i) => {
    const isMissing = data.location(ref) === undefined;
    if (i > 0 && (isMissing || previousMissing)) missing += 1;
    previousMissing = isMissing;
  });
  return missing;
}

/** The way cut where nodes are missing; repeated nodes and steps of no length are joined. */
function locatedRuns(data: OsmData, way: OsmWay): Run[] {
  const runs: Run[] = [];
  let run: Run = { nodes: [], positions: [] };
  for (const ref of way.refs) {
    const position = data.location(ref);
    if (position === undefined) {
      if (run.nodes.length > 1) runs.push(run);
      run = { nodes: [], positions: [] };
    } else if (run.nodes.at(-1) !== ref) {
      run.nodes.push(ref);
      run.positions.push(position);
    }
  }
  if (run.nodes.length > 1) runs.push(run);
  return runs;
}

interface Piece extends Run {
  readonly blocked: Blocked | undefined;
}

/** Cuts a run at junctions; the step before a barrier (or after it, at the run's start) becomes a piece of its own that keeps out whom the barrier stops. */
function cutRun(run: Run, isJunction: (nodeId: number) => boolean, blocks: ReadonlyMap<number, Blocked>): Piece[] {
  const last = run.nodes.length - 1;
  const blockedStep = new Map<number, Blocked>();
  run.nodes.forEach((node, i) => {
    const blocked = blocks.get(node);
    if (blocked !== undefined) blockedStep.set(i === 0 ? 0 : i - 1, blocked);
  });
  const pieces: Piece[] = [];
  let start = 0;
  for (let i = 1; i <= last; i++) {
    const node = run.nodes[i];
    const cut = i === last || isJunction(node) || blockedStep.has(i - 1) || blockedStep.has(i);
    if (!cut) continue;
    pieces.push({ nodes: run.nodes.slice(start, i + 1), positions: run.positions.slice(start, i + 1), blocked: blockedStep.get(i - 1) });
    start = i;
  }
  return pieces;
}

function segmentOf(id: number, tags: OsmTags, permissions: StreetPermissions, piece: Piece): StreetSegment {
  return {
    id,
    fromNode: piece.nodes[0],
    toNode: piece.nodes[piece.nodes.length - 1],
    highwayClass: tags['highway'] ?? '',
    name: streetName(tags),
    oneway: permissions.oneway,
    speedMetersPerSecond: permissions.speedMetersPerSecond,
    vehicleAllowed: permissions.vehicleAllowed && piece.blocked?.vehicle !== true,
    footAllowed: permissions.footAllowed && piece.blocked?.foot !== true,
    lengthMeters: lineLengthMeters(piece.positions),
    coordinates: piece.positions,
  };
}

function streetName(tags: OsmTags): string {
  return (tags['name'] ?? tags['name:zh'] ?? tags['ref'] ?? '').trim();
}
