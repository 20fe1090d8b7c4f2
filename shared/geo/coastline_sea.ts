import type { OsmData } from '../formats/osm_data';
import type { BaseFeature, Ring } from '../model/base_feature';
import type { LngLat, LngLatBounds } from './lng_lat';
import { isInsideRing, orientRing, signedDoubleArea } from './ring';

/**
 * The sea as areas: OpenStreetMap draws it only by its coastline, land on the left of the way's direction, water on the right. Open coastlines are closed
 * along the bounds of the extract; islands become holes. Empty when the extract has no coastline.
 */
export function seaFromCoastline(data: OsmData): BaseFeature[] {
  const { bounds } = data;
  const located = data.ways.filter((way) => way.tags['natural'] === 'coastline').flatMap((way) => locatedRuns(data, way.refs));
  if (located.length === 0 || bounds === undefined) return [];
  const lines = joinDirected(located).map((refs) => ({
    refs,
    positions: refs.map((ref) => data.location(ref)).filter((position) => position !== undefined),
  }));
  const closed = lines.filter(({ refs }) => refs.length >= 4 && refs[0] === refs[refs.length - 1]).map(({ positions }): Ring => positions);
  const open = lines.filter(({ refs }) => refs[0] !== refs[refs.length - 1]).map(({ positions }) => positions);
  const outers =
    open.length > 0 ? closeAlongBounds(open, bounds) : closed.some((ring) => signedDoubleArea(ring) > 0) ? [boundsRing(bounds)] : [];
  // A closed coastline round water is an inlet of its own; round land it is an island.
  const islands = closed.filter((ring) => signedDoubleArea(ring) > 0);
  const seas = [...outers, ...closed.filter((ring) => signedDoubleArea(ring) < 0)].map((ring) => orientRing(ring, 'outer'));
  return seas.map((outer, i) => {
    const holes = islands.filter((island) => isInsideRing(island[0], outer)).map((island) => orientRing(island, 'inner'));
    return {
      osmId: `coastline/${i + 1}`,
      layer: 'water',
      kind: 'sea',
      name: '',
      geometry: { type: 'Polygon', coordinates: [outer, ...holes] },
    };
  });
}

function locatedRuns(data: OsmData, refs: readonly number[]): (readonly number[])[] {
  const runs: number[][] = [[]];
  for (const ref of refs) {
    if (data.location(ref) !== undefined) runs[runs.length - 1].push(ref);
    else runs.push([]);
  }
  return runs.filter((run) => run.length >= 2);
}

/** Coastlines have a direction: only an end meets a start. */
function joinDirected(lines: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const byStart = new Map(lines.map((line) => [line[0], line]));
  const ends = new Set(lines.map((line) => line[line.length - 1]));
  const used = new Set<readonly number[]>();
  const joined: number[][] = [];
  const follow = (start: readonly number[]): void => {
    if (used.has(start)) return;
    used.add(start);
    const line = [...start];
    for (let next = byStart.get(line[line.length - 1]); next !== undefined && !used.has(next); next = byStart.get(line[line.length - 1])) {
      used.add(next);
      line.push(...next.slice(1));
    }
    joined.push(line);
  };
  for (const line of lines) if (!ends.has(line[0])) follow(line);
  for (const line of lines) follow(line);
  return joined;
}

/** Rings with the sea inside, counter-clockwise: each coastline backwards, then along the bounds counter-clockwise to where the next one leaves them. */
function closeAlongBounds(lines: readonly (readonly LngLat[])[], bounds: LngLatBounds): Ring[] {
  const arcs = lines.map((line) => {
    const seaOnLeft = [...line].reverse();
    return {
      positions: seaOnLeft,
      enters: perimeterAt(seaOnLeft[0], bounds),
      leaves: perimeterAt(seaOnLeft[seaOnLeft.length - 1], bounds),
    };
  });
  const used = new Set<(typeof arcs)[number]>();
  const rings: Ring[] = [];
  for (const first of arcs) {
    if (used.has(first)) continue;
    const ring: LngLat[] = [];
    let arc = first;
    do {
      used.add(arc);
      ring.push(onPerimeter(arc.enters, bounds), ...arc.positions, onPerimeter(arc.leaves, bounds));
      const from = arc.leaves;
      const ahead = (to: number): number => (((to - from) % 4) + 4) % 4;
      const candidates = arcs.filter((other) => other === first || !used.has(other)).sort((a, b) => ahead(a.enters) - ahead(b.enters));
      const next = candidates[0];
      for (let corner = Math.floor(from) + 1; corner < from + ahead(next.enters); corner++) ring.push(onPerimeter(corner, bounds));
      arc = next;
    } while (arc !== first);
    ring.push(ring[0]);
    rings.push(ring);
  }
  return rings;
}

/** Where on the bounds a position is nearest, counted counter-clockwise from the south-west corner: side 0 south, 1 east, 2 north, 3 west, plus the share of it. */
function perimeterAt([lng, lat]: LngLat, [west, south, east, north]: LngLatBounds): number {
  const x = Math.min(1, Math.max(0, (lng - west) / (east - west)));
  const y = Math.min(1, Math.max(0, (lat - south) / (north - south)));
  const distances = [y, 1 - x, 1 - y, x];
  const side = distances.indexOf(Math.min(...distances));
  return (side + [x, y, 1 - x, 1 - y][side]) % 4;
}

function onPerimeter(at: number, [west, south, east, north]: LngLatBounds): LngLat {
  const side = Math.floor(((at % 4) + 4) % 4);
  const share = at - Math.floor(at);
  if (side === 0) return [west + share * (east - west), south];
  if (side === 1) return [east, south + share * (north - south)];
  if (side === 2) return [east - share * (east - west), north];
  return [west, north - share * (north - south)];
}

function boundsRing([west, south, east, north]: LngLatBounds): Ring {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}
