import type { City } from './city';
import type { Rectangle, Site } from './city_blocks';
import { groundOf, writeLngLat } from './city_frame';
import { lakeIsland, lakeShore, PARK } from './city_green';
import type { NetworkEdge } from './city_network';
import {
  AVENUES,
  COLUMN_COUNT,
  CROSS_STREETS,
  HALF_WIDTH_METERS,
  RIVER_NAME,
  STATION_BUILDING,
  quarterAt,
  railV,
  riverHalfWidthMeters,
  type HighwayClass,
} from './city_plan';
import { railStrip } from './city_streets';
import { PLAN_BOUNDS, TOWN_PARTS, type DemoPlace } from './city_places';
import { createByteWriter } from './byte_writer';

type Tags = Readonly<Record<string, string>>;
type Corner = readonly [u: number, v: number];

/** Posted limits, km/h, as usual in Chinese towns. */
const MAX_SPEED: Readonly<Record<HighwayClass, string | undefined>> = {
  trunk: '70',
  primary: '60',
  secondary: '50',
  tertiary: '40',
  residential: '30',
  living_street: '15',
  service: '15',
  pedestrian: undefined,
  footway: undefined,
};

const LANDUSE: Readonly<Record<Site['use'], Tags>> = {
  homes: { landuse: 'residential' },
  towers: { landuse: 'residential' },
  old_town: { landuse: 'residential' },
  village: { landuse: 'residential' },
  school: { amenity: 'school' },
  college: { amenity: 'university' },
  hospital: { landuse: 'institutional' },
  government: { landuse: 'institutional' },
  commerce: { landuse: 'commercial' },
  station: { landuse: 'commercial' },
  plaza: { place: 'square' },
  wholesale: { landuse: 'retail' },
  night_market: { landuse: 'retail' },
  bars: { landuse: 'retail' },
  small_goods: { landuse: 'retail' },
  industry: { landuse: 'industrial' },
  logistics: { landuse: 'industrial' },
  fields: { landuse: 'farmland' },
  park: { leisure: 'park' },
  river: {},
  outside: {},
};

/** The base map and streets of the city as OpenStreetMap XML (API 0.6), with ids that begin at 1. */
export function writeOsm(city: City, places: readonly DemoPlace[]): Uint8Array {
  const nodes = createByteWriter(1 << 24);
  const ways = createByteWriter(1 << 23);
  const degrees = new Float64Array(2);
  let nodeId = 0;
  let wayId = 0;

  const node = (x: number, y: number, tags?: Tags): number => {
    writeLngLat(x, y, degrees);
    nodeId += 1;
    nodes.text('<node id="');
    nodes.whole(nodeId, 1);
    nodes.text('" lat="');
    nodes.decimal(degrees[1], 7);
    nodes.text('" lon="');
    nodes.decimal(degrees[0], 7);
    if (tags === undefined) nodes.text('"/>\n');
    else {
      nodes.text('">');
      writeTags(nodes, tags);
      nodes.text('</node>\n');
    }
    return nodeId;
  };
  const way = (refs: readonly number[], tags: Tags): void => {
    wayId += 1;
    ways.text('<way id="');
    ways.whole(wayId, 1);
    ways.text('">');
    for (const ref of refs) {
      ways.text('<nd ref="');
      ways.whole(ref, 1);
      ways.text('"/>');
    }
    writeTags(ways, tags);
    ways.text('</way>\n');
  };
  const nodeAt = ([u, v]: Corner): number => {
    const { x, y } = groundOf(u, v);
    return node(x, y);
  };
  const line = (corners: readonly Corner[], tags: Tags) => way(corners.map(nodeAt), tags);
  const area = (corners: readonly Corner[], tags: Tags) => {
    const refs = corners.map(nodeAt);
    way([...refs, refs[0]], tags);
  };

  // Ground
  for (const site of city.built.sites) {
    const named = places.find((place) => place.site === site);
    const tags = {
      ...LANDUSE[site.use],
      ...named?.tags,
      ...(named !== undefined && Object.keys(named.tags).length > 0 ? { name: named.name } : site.name === '' ? {} : { name: site.name }),
    };
    area(outline(site, 70), tags);
    if (site.walled) writeWall(site, line);
  }
  area(outline({ west: PARK.west + 22, east: PARK.east - 22, south: PARK.south + 22, north: PARK.north - 22 }, 70), {
    leisure: 'park',
    name: PARK.name,
  });
  area(lakeShore().slice(0, -1), { natural: 'water', water: 'lake', name: PARK.lakeName });
  area(lakeIsland().slice(0, -1), { landuse: 'grass' });
  const reach = Array.from({ length: 161 }, (_, i) => PLAN_BOUNDS.west - 300 + (i * (PLAN_BOUNDS.east - PLAN_BOUNDS.west + 600)) / 160);
  area([...reach.map((u): Corner => [u, 178]), ...reach.toReversed().map((u): Corner => [u, -178])], { landuse: 'grass' });
  area(
    [...reach.map((u): Corner => [u, riverHalfWidthMeters(u)]), ...reach.toReversed().map((u): Corner => [u, -riverHalfWidthMeters(u)])],
    { natural: 'water', water: 'river', name: RIVER_NAME },
  );
  line(
    reach.map((u): Corner => [u, 0]),
    { waterway: 'river', name: RIVER_NAME },
  );

  // Railway: the main line in two tracks, more beside the station and the freight yards
  for (let column = 0; column < COLUMN_COUNT; column += 1) {
    const strip = railStrip(column);
    if (strip !== undefined)
      area(outline({ west: AVENUES[column].at, east: AVENUES[column + 1].at, south: strip.south + 6, north: strip.north - 6 }, 90), {
        landuse: 'railway',
      });
    const yard = ['station', 'logistics'].includes(quarterAt(column, CROSS_STREETS.length - 4));
    const tracks = yard ? [-22, -16, -10, 10, 16] : [];
    for (const aside of tracks)
      line(
        sampled(AVENUES[column].at, AVENUES[column + 1].at, (u) => railV(u) + aside),
        { railway: 'rail', service: 'yard' },
      );
  }
  for (const aside of [-2.5, 2.5])
    line(
      sampled(PLAN_BOUNDS.west - 300, PLAN_BOUNDS.east + 300, (u) => railV(u) + aside),
      { railway: 'rail', name: '澜东铁路' },
    );
  const stationSouth = railV(85) - 32 - STATION_BUILDING.depthMeters;
  area(
    outline(
      { west: STATION_BUILDING.west, east: STATION_BUILDING.east, south: stationSouth, north: stationSouth + STATION_BUILDING.depthMeters },
      400,
    ),
    { building: 'train_station', name: STATION_BUILDING.name },
  );

  for (const building of city.built.buildings) {
    area(
      [
        [building.west, building.south],
        [building.east, building.south],
        [building.east, building.north],
        [building.west, building.north],
      ],
      { building: building.kind, 'building:levels': `${building.levels}` },
    );
  }
  writeStreets(city, node, way);

  // Points
  for (const place of places) {
    if (Object.keys(place.tags).length === 0 || place.site !== undefined) continue;
    const { x, y } = groundOf(place.u, place.v);
    node(x, y, { ...place.tags, name: place.name });
  }
  for (const [name, rank, u, v] of TOWN_PARTS) {
    const { x, y } = groundOf(u, v);
    node(x, y, { place: rank, name });
  }

  const head = createByteWriter(512);
  head.text('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="Beatline 演示数据">\n');
  const tail = createByteWriter(16);
  tail.text('</osm>\n');
  return joined([head.bytes(), nodes.bytes(), ways.bytes(), tail.bytes()]);
}

/** One way per run of edges of a street with the same structure; gates are nodes of their own kind. */
function writeStreets(
  city: City,
  node: (x: number, y: number, tags?: Tags) => number,
  way: (refs: readonly number[], tags: Tags) => void,
): void {
  const ids = new Map<number, number>();
  const junction = (index: number): number => {
    let id = ids.get(index);
    if (id === undefined) {
      const at = city.network.nodes[index];
      id = node(at.x, at.y, at.gate ? { barrier: 'gate' } : undefined);
      ids.set(index, id);
    }
    return id;
  };
  let refs: number[] = [];
  let previous: NetworkEdge | undefined;
  const flush = () => {
    if (previous !== undefined) way(refs, streetTags(previous));
  };
  for (const edge of city.network.edges) {
    if (previous === undefined || previous.way !== edge.way || previous.to !== edge.from || previous.structure !== edge.structure) {
      flush();
      refs = [junction(edge.from)];
    }
    for (let i = 2; i < edge.path.length - 2; i += 2) refs.push(node(edge.path[i], edge.path[i + 1]));
    refs.push(junction(edge.to));
    previous = edge;
  }
  flush();
}

function streetTags(edge: NetworkEdge): Tags {
  const maxspeed = MAX_SPEED[edge.highway];
  return {
    highway: edge.highway,
    ...(edge.name === '' || edge.highway === 'service' ? {} : { name: edge.name }),
    ...(maxspeed === undefined ? {} : { maxspeed }),
    ...(edge.oneway === 0 ? {} : { oneway: edge.oneway === 1 ? 'yes' : '-1' }),
    ...(edge.structure === 'bridge' ? { bridge: 'yes', layer: '1' } : edge.structure === 'tunnel' ? { tunnel: 'yes', layer: '-1' } : {}),
  };
}

/** The wall in pieces between gates. */
function writeWall(site: Site, line: (corners: readonly Corner[], tags: Tags) => void): void {
  const half = HALF_WIDTH_METERS.service;
  const sides: readonly { readonly from: Corner; readonly to: Corner }[] = [
    { from: [site.west, site.south], to: [site.east, site.south] },
    { from: [site.east, site.south], to: [site.east, site.north] },
    { from: [site.west, site.north], to: [site.east, site.north] },
    { from: [site.west, site.south], to: [site.west, site.north] },
  ];
  for (const { from, to } of sides) {
    const along = from[1] === to[1] ? 0 : 1;
    const gates = site.gates
      .filter((gate) => Math.abs((along === 0 ? gate.v : gate.u) - from[1 - along]) < 0.1)
      .map((gate) => (along === 0 ? gate.u : gate.v));
    const cuts = [from[along], ...gates.toSorted((a, b) => a - b).flatMap((at) => [at - half, at + half]), to[along]];
    for (let k = 0; k + 1 < cuts.length; k += 2) {
      line(
        sampled(cuts[k], cuts[k + 1], () => from[1 - along]).map(([t, w]): Corner => (along === 0 ? [t, w] : [w, t])),
        { barrier: 'wall' },
      );
    }
  }
}

/** The line w(t) from one t to another, a corner at least every 60 m. */
function sampled(from: number, to: number, across: (t: number) => number): Corner[] {
  const pieces = Math.max(1, Math.ceil((to - from) / 60));
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const t = from + ((to - from) * i) / pieces;
    return [t, across(t)] as const;
  });
}

/** Corners of a rectangle, counter-clockwise and not closed, with more along sides longer than `stepMeters`. */
export function outline(rectangle: Rectangle, stepMeters: number): Corner[] {
  const { west, east, south, north } = rectangle;
  const across = Math.max(1, Math.ceil((east - west) / stepMeters));
  const up = Math.max(1, Math.ceil((north - south) / stepMeters));
  const corners: Corner[] = [];
  for (let k = 0; k < across; k += 1) corners.push([west + ((east - west) * k) / across, south]);
  for (let k = 0; k < up; k += 1) corners.push([east, south + ((north - south) * k) / up]);
  for (let k = 0; k < across; k += 1) corners.push([east - ((east - west) * k) / across, north]);
  for (let k = 0; k < up; k += 1) corners.push([west, north - ((north - south) * k) / up]);
  return corners;
}

function writeTags(writer: { text(value: string): void }, tags: Tags): void {
  for (const [key, value] of Object.entries(tags)) {
    writer.text('<tag k="');
    writer.text(key);
    writer.text('" v="');
    writer.text(value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'));
    writer.text('"/>');
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
