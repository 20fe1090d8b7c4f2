import type { OsmData, OsmRelation, OsmWay } from '../formats/osm_data';
import type { BaseGeometry, Ring } from '../model/base_feature';
import type { LngLat } from './lng_lat';
import { isInsideRing, orientRing, signedDoubleArea } from './ring';

/** Smallest closed ring: a triangle, first position repeated. */
const MIN_RING_LENGTH = 4;

/** The line of a way as far as the extract holds its nodes; the longest stretch when it is cut. */
export function lineOfWay(data: OsmData, way: OsmWay): readonly LngLat[] {
  let longest: LngLat[] = [];
  let stretch: LngLat[] = [];
  for (const ref of way.refs) {
    const location = data.location(ref);
    if (location !== undefined) {
      stretch.push(location);
      continue;
    }
    if (stretch.length > longest.length) longest = stretch;
    stretch = [];
  }
  return stretch.length > longest.length ? stretch : longest;
}

/** The polygon of a closed way, undefined when it is not closed, has no area or lost too many nodes to the extract's edge. */
export function polygonOfWay(data: OsmData, way: OsmWay): BaseGeometry | undefined {
  const ring = ringOfRefs(data, way.refs);
  return ring === undefined ? undefined : { type: 'Polygon', coordinates: [orientRing(ring, 'outer')] };
}

/**
 * The area of a multipolygon relation: its member ways joined end to end into rings, each inner ring put into the smallest outer ring round it.
 * Rings that the extract cuts open are left out; undefined when no outer ring is left.
 */
export function multipolygonOfRelation(
  data: OsmData,
  relation: OsmRelation,
  wayById: ReadonlyMap<number, OsmWay>,
): BaseGeometry | undefined {
  const outers = ringsOfRole(data, relation, wayById, (role) => role !== 'inner').map((ring) => orientRing(ring, 'outer'));
  const inners = ringsOfRole(data, relation, wayById, (role) => role === 'inner').map((ring) => orientRing(ring, 'inner'));
  if (outers.length === 0) return undefined;
  const bySize = outers
    .map((outer) => ({ outer, area: signedDoubleArea(outer), holes: new Array<Ring>() }))
    .sort((a, b) => a.area - b.area);
  for (const inner of inners) bySize.find(({ outer }) => isInsideRing(inner[0], outer))?.holes.push(inner);
  const polygons = bySize.map(({ outer, holes }) => [outer, ...holes]);
  return polygons.length === 1 ? { type: 'Polygon', coordinates: polygons[0] } : { type: 'MultiPolygon', coordinates: polygons };
}

function ringsOfRole(
  data: OsmData,
  relation: OsmRelation,
  wayById: ReadonlyMap<number, OsmWay>,
  accepts: (role: string) => boolean,
): Ring[] {
  const lines = relation.members
    .filter((member) => member.type === 'way' && accepts(member.role))
    .map((member) => wayById.get(member.ref)?.refs)
    .filter((refs) => refs !== undefined && refs.length >= 2);
  return joinLines(lines as (readonly number[])[])
    .map((refs) => ringOfRefs(data, refs))
    .filter((ring) => ring !== undefined);
}

/** Joins lines of node ids that share ends; each result is as long as the lines allow, closed or not. Linear in the number of lines. */
export function joinLines(lines: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const linesAtEnd = new Map<number, number[]>();
  lines.forEach((line, i) => {
    for (const end of [line[0], line[line.length - 1]]) linesAtEnd.set(end, [...(linesAtEnd.get(end) ?? []), i]);
  });
  const used = Array.from(lines, () => false);
  const takeAt = (end: number): number | undefined => linesAtEnd.get(end)?.find((i) => !used[i]);

  return lines.flatMap((line, i) => {
    if (used[i]) return [];
    used[i] = true;
    const joined = [...line];
    // Forward from the end until the ring closes, then backward from the start for open lines.
    for (const side of ['end', 'start'] as const) {
      while (joined[0] !== joined[joined.length - 1]) {
        const end = side === 'end' ? joined[joined.length - 1] : joined[0];
        const next = takeAt(end);
        if (next === undefined) break;
        used[next] = true;
        const nextLine = lines[next];
        if (side === 'end') joined.push(...(nextLine[0] === end ? nextLine : [...nextLine].reverse()).slice(1));
        else joined.unshift(...(nextLine[0] === end ? [...nextLine].reverse() : nextLine).slice(0, -1));
      }
    }
    return [joined];
  });
}

function ringOfRefs(data: OsmData, refs: readonly number[]): Ring | undefined {
  if (refs.length < MIN_RING_LENGTH || refs[0] !== refs[refs.length - 1]) return undefined;
  const ring: LngLat[] = [];
  for (const ref of refs) {
    const location = data.location(ref);
    if (location === undefined) continue;
    const previous = ring[ring.length - 1];
    if (previous === undefined || previous[0] !== location[0] || previous[1] !== location[1]) ring.push(location);
  }
  const [first] = ring;
  const last = ring[ring.length - 1];
  if (first !== undefined && (first[0] !== last[0] || first[1] !== last[1])) ring.push(first);
  return ring.length >= MIN_RING_LENGTH && signedDoubleArea(ring) !== 0 ? ring : undefined;
}
