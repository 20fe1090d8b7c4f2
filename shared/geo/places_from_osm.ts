import type { OsmData, OsmTags, OsmWay } from '../formats/osm_data';
import type { MapPlace } from '../model/base_feature';
import type { PlaceKind } from '../model/place';
import type { LngLat } from './lng_lat';
import { multipolygonOfRelation, polygonOfWay } from './osm_polygons';
import { ringCentroid } from './ring';

interface PlaceRule {
  readonly kind: PlaceKind;
  /** Chosen, because a label's room should follow how far people know the place. */
  readonly rank: number;
}

/** Which tags make a named place, most telling key first; `*` stands for any other value of the key. */
const PLACE_RULES: readonly { readonly key: string; readonly values: Readonly<Record<string, PlaceRule>> }[] = [
  {
    key: 'place',
    values: {
      city: { kind: 'other', rank: 0 },
      town: { kind: 'other', rank: 1 },
      suburb: { kind: 'other', rank: 2 },
      quarter: { kind: 'other', rank: 3 },
      village: { kind: 'other', rank: 3 },
      neighbourhood: { kind: 'other', rank: 4 },
      hamlet: { kind: 'other', rank: 4 },
      square: { kind: 'square', rank: 5 },
    },
  },
  { key: 'railway', values: { station: { kind: 'railway_station', rank: 3 }, halt: { kind: 'railway_station', rank: 5 } } },
  {
    key: 'amenity',
    values: {
      university: { kind: 'school', rank: 4 },
      college: { kind: 'school', rank: 5 },
      hospital: { kind: 'hospital', rank: 4 },
      school: { kind: 'school', rank: 6 },
      kindergarten: { kind: 'kindergarten', rank: 7 },
      marketplace: { kind: 'market', rank: 5 },
      police: { kind: 'police_station', rank: 5 },
      bank: { kind: 'bank', rank: 8 },
      bus_station: { kind: 'bus_stop', rank: 5 },
      townhall: { kind: 'other', rank: 5 },
      library: { kind: 'other', rank: 7 },
      theatre: { kind: 'other', rank: 7 },
      cinema: { kind: 'other', rank: 7 },
    },
  },
  {
    key: 'shop',
    values: {
      mall: { kind: 'mall', rank: 5 },
      department_store: { kind: 'mall', rank: 6 },
      supermarket: { kind: 'mall', rank: 7 },
      car: { kind: 'car_sales', rank: 8 },
    },
  },
  {
    key: 'tourism',
    values: {
      hotel: { kind: 'other', rank: 7 },
      guest_house: { kind: 'small_hotel', rank: 8 },
      hostel: { kind: 'small_hotel', rank: 8 },
      museum: { kind: 'other', rank: 6 },
      attraction: { kind: 'other', rank: 6 },
    },
  },
  {
    key: 'leisure',
    values: {
      park: { kind: 'other', rank: 5 },
      stadium: { kind: 'other', rank: 5 },
      sports_centre: { kind: 'other', rank: 7 },
      golf_course: { kind: 'other', rank: 7 },
    },
  },
  {
    key: 'landuse',
    values: {
      residential: { kind: 'compound', rank: 6 },
      industrial: { kind: 'other', rank: 6 },
      commercial: { kind: 'shop_cluster', rank: 6 },
      retail: { kind: 'shop_cluster', rank: 6 },
      cemetery: { kind: 'other', rank: 7 },
    },
  },
  {
    key: 'building',
    values: {
      warehouse: { kind: 'logistics', rank: 8 },
      apartments: { kind: 'compound', rank: 8 },
      train_station: { kind: 'railway_station', rank: 4 },
    },
  },
  { key: 'highway', values: { bus_stop: { kind: 'bus_stop', rank: 9 } } },
  { key: 'public_transport', values: { station: { kind: 'bus_stop', rank: 6 }, platform: { kind: 'bus_stop', rank: 9 } } },
];
/** A tag of Chinese mappers' and of our own files that names a kind of the register outright. */
const INDUSTRIAL_LOGISTICS: ReadonlySet<string> = new Set(['logistics', 'warehouse', 'distributor']);

/** Named places of an extract: nodes, and areas by their centre. Two elements for one place within an import both stay. */
export function placesFromOsm(data: OsmData): MapPlace[] {
  const places: MapPlace[] = [];
  const add = (osmId: string, tags: OsmTags, location: () => LngLat | undefined): void => {
    const found = placeRuleOf(tags);
    const name = (tags['name'] ?? tags['name:zh'] ?? '').trim();
    if (found === undefined || name === '') return;
    const at = location();
    if (at !== undefined) places.push({ osmId, name, osmKind: found.osmKind, kind: found.rule.kind, rank: found.rule.rank, location: at });
  };
  for (const node of data.taggedNodes) add(`node/${node.id}`, node.tags, () => node.location);
  for (const way of data.ways) {
    add(`way/${way.id}`, way.tags, () => {
      const polygon = polygonOfWay(data, way);
      return polygon?.type === 'Polygon' ? ringCentroid(polygon.coordinates[0]) : undefined;
    });
  }
  let wayById: ReadonlyMap<number, OsmWay> | undefined;
  for (const relation of data.relations) {
    if (relation.tags['type'] !== 'multipolygon') continue;
    add(`relation/${relation.id}`, relation.tags, () => {
      wayById ??= new Map(data.ways.map((way) => [way.id, way]));
      const area = multipolygonOfRelation(data, relation, wayById);
      if (area?.type === 'Polygon') return ringCentroid(area.coordinates[0]);
      // Polygons run from the smallest to the largest: the label stands in the largest.
      return area?.type === 'MultiPolygon' ? ringCentroid(area.coordinates[area.coordinates.length - 1][0]) : undefined;
    });
  }
  return places;
}

function placeRuleOf(tags: OsmTags): { readonly osmKind: string; readonly rule: PlaceRule } | undefined {
  if (INDUSTRIAL_LOGISTICS.has(tags['industrial'] ?? '')) return { osmKind: 'logistics', rule: { kind: 'logistics', rank: 6 } };
  for (const { key, values } of PLACE_RULES) {
    const value = tags[key];
    const rule = value === undefined ? undefined : values[value];
    if (value !== undefined && rule !== undefined) return { osmKind: value, rule };
  }
  return undefined;
}
