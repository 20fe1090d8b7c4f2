import type { OsmData, OsmRelation, OsmTags, OsmWay } from '../formats/osm_data';
import type { BaseFeature, BaseGeometry, BaseLayer } from '../model/base_feature';
import { lineOfWay, multipolygonOfRelation, polygonOfWay } from './osm_polygons';

/** Where an element belongs on the base map, as read from its tags. */
interface LayerKind {
  readonly layer: BaseLayer;
  readonly kind: string;
  readonly form: 'area' | 'line';
}

/** Keys whose value makes an area of a layer, most telling first. `undefined` values: every value of the key except `no`. */
const AREA_RULES: readonly { readonly key: string; readonly layer: BaseLayer; readonly values: ReadonlySet<string> | undefined }[] = [
  { key: 'building', layer: 'building', values: undefined },
  { key: 'natural', layer: 'water', values: new Set(['water', 'bay', 'strait']) },
  { key: 'waterway', layer: 'water', values: new Set(['riverbank', 'dock', 'basin']) },
  { key: 'landuse', layer: 'water', values: new Set(['reservoir', 'basin']) },
  {
    key: 'leisure',
    layer: 'green',
    values: new Set(['park', 'garden', 'golf_course', 'nature_reserve', 'playground', 'pitch', 'dog_park', 'common']),
  },
  {
    key: 'landuse',
    layer: 'green',
    values: new Set([
      'grass',
      'forest',
      'meadow',
      'recreation_ground',
      'village_green',
      'cemetery',
      'allotments',
      'orchard',
      'farmland',
      'wood',
    ]),
  },
  { key: 'natural', layer: 'green', values: new Set(['wood', 'scrub', 'grassland', 'heath', 'wetland', 'grass']) },
  {
    key: 'amenity',
    layer: 'block',
    values: new Set(['school', 'kindergarten', 'college', 'university', 'hospital', 'marketplace', 'bus_station', 'parking']),
  },
  { key: 'leisure', layer: 'block', values: new Set(['stadium', 'sports_centre']) },
  { key: 'railway', layer: 'block', values: new Set(['station']) },
  {
    key: 'landuse',
    layer: 'block',
    values: new Set([
      'residential',
      'commercial',
      'retail',
      'industrial',
      'construction',
      'military',
      'railway',
      'education',
      'institutional',
      'brownfield',
      'garages',
      'port',
    ]),
  },
  { key: 'place', layer: 'block', values: new Set(['square', 'city_block']) },
  { key: 'highway', layer: 'block', values: new Set(['pedestrian']) },
];
const LINE_RULES: readonly { readonly key: string; readonly layer: BaseLayer; readonly values: ReadonlySet<string> }[] = [
  { key: 'waterway', layer: 'water', values: new Set(['river', 'stream', 'canal', 'ditch', 'drain']) },
  { key: 'railway', layer: 'rail', values: new Set(['rail', 'light_rail', 'subway', 'tram', 'narrow_gauge', 'monorail']) },
];

/** Features of the base map beside streets: water, green, blocks, buildings, rail; multipolygon relations included. Order: ways, then relations. */
export function baseFeaturesFromOsm(data: OsmData): BaseFeature[] {
  const wayById = new Map(data.ways.map((way) => [way.id, way]));
  const features: BaseFeature[] = [];
  // Before 2017 many multipolygons carried their tags on the outer way: such a way is drawn with the relation's holes, not again by itself.
  const drawnByRelation = new Set<number>();
  const fromRelations: BaseFeature[] = [];
  for (const relation of data.relations) {
    if (relation.tags['type'] !== 'multipolygon') continue;
    const { tags, carriers } = tagsOfMultipolygon(relation, wayById);
    const layerKind = layerKindOf(tags, true);
    if (layerKind?.form !== 'area') continue;
    const geometry = multipolygonOfRelation(data, relation, wayById);
    if (geometry === undefined) continue;
    for (const carrier of carriers) drawnByRelation.add(carrier);
    fromRelations.push(featureOf(`relation/${relation.id}`, layerKind, tags, geometry));
  }
  for (const way of data.ways) {
    if (drawnByRelation.has(way.id)) continue;
    const layerKind = layerKindOf(way.tags, way.refs[0] === way.refs[way.refs.length - 1]);
    if (layerKind === undefined) continue;
    const geometry = layerKind.form === 'area' ? polygonOfWay(data, way) : lineGeometry(data, way);
    if (geometry !== undefined) features.push(featureOf(`way/${way.id}`, layerKind, way.tags, geometry));
  }
  return [...features, ...fromRelations];
}

function lineGeometry(data: OsmData, way: OsmWay): BaseGeometry | undefined {
  const coordinates = lineOfWay(data, way);
  return coordinates.length >= 2 ? { type: 'LineString', coordinates } : undefined;
}

function featureOf(osmId: string, { layer, kind }: LayerKind, tags: OsmTags, geometry: BaseGeometry): BaseFeature {
  return { osmId, layer, kind, name: (tags['name'] ?? tags['name:zh'] ?? '').trim(), geometry };
}

/** The relation's own tags, or its outer ways' where it has none that draw it; with the ways that carried them. */
function tagsOfMultipolygon(relation: OsmRelation, wayById: ReadonlyMap<number, OsmWay>): { tags: OsmTags; carriers: readonly number[] } {
  if (layerKindOf(relation.tags, true) !== undefined) return { tags: relation.tags, carriers: [] };
  const outers = relation.members.filter((member) => member.type === 'way' && member.role !== 'inner');
  const carriers = outers
    .map((member) => wayById.get(member.ref))
    .filter((way) => way !== undefined && layerKindOf(way.tags, true)?.form === 'area');
  return { tags: carriers[0]?.tags ?? {}, carriers: carriers.map((way) => way?.id ?? Number.NaN) };
}

function layerKindOf(tags: OsmTags, closed: boolean): LayerKind | undefined {
  if (closed) {
    for (const { key, layer, values } of AREA_RULES) {
      const value = tags[key];
      if (value === undefined || value === 'no' || (values !== undefined && !values.has(value))) continue;
      if (key === 'highway' && tags['area'] !== 'yes') continue;
      return { layer, kind: value, form: 'area' };
    }
  }
  for (const { key, layer, values } of LINE_RULES) {
    const value = tags[key];
    if (value !== undefined && values.has(value)) return { layer, kind: value, form: 'line' };
  }
  return undefined;
}
