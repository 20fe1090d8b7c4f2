import { upsertPlaces, type PlaceInput } from '@beatline/db/queries/places';
import { upsertZones, type ZoneInput } from '@beatline/db/queries/zones';
import { placeKindOf, zoneKindOf } from '@beatline/shared/formats/kind_names';
import { ringCentroid } from '@beatline/shared/geo/ring';
import type { LocatedGeometry } from '@beatline/shared/formats/located_geometry';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { ImportSettings } from '@beatline/shared/model/views/import_view';
import { importFeatures, type FeatureKind, type FeaturesAnswer } from './import_features';
import type { ImportContext } from './import_context';
import type { Importer } from './importer';
import type { ImportFile } from './input_file';
import { inspectFeatures } from './inspect_features';

type PlaceField = 'code' | 'name' | 'kind' | 'visitsPerDay' | 'dwellSeconds';
type ZoneField = 'code' | 'name' | 'kind';

const CODE_NAMES = ['code', '编号', '编码', '代码', '序号', 'id'];
const NAME_NAMES = ['name', '名称', '场所名称', '单位名称', '区域名称', '小区名称', '学校名称', 'title'];

const PLACE_KIND: FeatureKind<PlaceField, PlaceInput> = {
  kind: 'places',
  noun: 'place',
  fields: ['code', 'name', 'kind', 'visitsPerDay', 'dwellSeconds'],
  required: ['name', 'kind'],
  spellings: {
    code: CODE_NAMES,
    name: NAME_NAMES,
    kind: ['kind', '类型', '类别', '种类', '场所类型', '场所类别', '单位类型', 'type', 'category'],
    visitsPerDay: ['visitsperday', '每日巡逻次数', '每日次数', '巡逻次数'],
    dwellSeconds: ['dwellseconds', '停留秒数', '每次停留秒数'],
  },
  standsByStreets: true,
  read(cell, ground) {
    const name = cell('name');
    if (name === '') return { valid: false, field: 'name', reason: 'no_name' };
    const kind = placeKindOf(cell('kind'));
    if (kind === undefined) return { valid: false, field: 'kind', reason: 'kind_unknown' };
    const standard = standardOf(cell('visitsPerDay'), cell('dwellSeconds'));
    if (!standard.valid) return standard;
    const spot = ground === undefined ? undefined : spotOf(ground);
    if (spot === undefined) return { valid: false, field: 'geometry', reason: 'no_geometry' };
    const code = cell('code');
    return { valid: true, row: { code: code === '' ? undefined : code, name, kind, ...spot, standard: standard.standard } };
  },
  async store(scoped, rows) {
    await upsertPlaces(
      scoped,
      rows.map(({ row }) => row),
    );
    return { faults: [], extra: {} };
  },
};

const ZONE_KIND: FeatureKind<ZoneField, ZoneInput> = {
  kind: 'zones',
  noun: 'zone',
  fields: ['code', 'name', 'kind'],
  required: ['name', 'kind'],
  spellings: {
    code: CODE_NAMES,
    name: NAME_NAMES,
    kind: ['kind', '类型', '类别', '区域类型', '功能区类型', '功能区', 'type', 'category'],
  },
  standsByStreets: false,
  read(cell, ground) {
    const name = cell('name');
    if (name === '') return { valid: false, field: 'name', reason: 'no_name' };
    const kind = zoneKindOf(cell('kind'));
    if (kind === undefined) return { valid: false, field: 'kind', reason: 'kind_unknown' };
    const polygons = ground?.polygons ?? [];
    if (polygons.length === 0) return { valid: false, field: 'geometry', reason: 'no_area' };
    const code = cell('code');
    return {
      valid: true,
      row: { code: code === '' ? undefined : code, name, kind, geometry: { type: 'MultiPolygon', coordinates: polygons } },
    };
  },
  async store(scoped, rows) {
    const { rejected } = await upsertZones(
      scoped,
      rows.map(({ row }) => row),
    );
    return {
      faults: rejected.map((index) => ({ rowNumber: rows[index].rowNumber, field: 'geometry' as const, reason: 'no_area' as const })),
      extra: {},
    };
  },
};

/** More than once every two minutes, or a visit longer than a day, is a typing error. */
const MOST_VISITS = 720;
const LONGEST_DWELL_SECONDS = 86_400;

function standardOf(
  visits: string,
  dwell: string,
):
  | { readonly valid: true; readonly standard: PlaceInput['standard'] }
  | { readonly valid: false; readonly field: PlaceField; readonly reason: 'number_unreadable' } {
  if (visits === '' && dwell === '') return { valid: true, standard: undefined };
  const [visitsPerDay, dwellSeconds] = [Number(visits), Number(dwell)];
  if (visits === '' || !(Number.isInteger(visitsPerDay) && visitsPerDay >= 1 && visitsPerDay <= MOST_VISITS))
    return { valid: false, field: 'visitsPerDay', reason: 'number_unreadable' };
  if (dwell === '' || !(Number.isInteger(dwellSeconds) && dwellSeconds >= 1 && dwellSeconds <= LONGEST_DWELL_SECONDS))
    return { valid: false, field: 'dwellSeconds', reason: 'number_unreadable' };
  return { valid: true, standard: { visitsPerDay, dwellSeconds } };
}

/** Where a place stands: a point itself, an area by its centre. */
function spotOf({
  points,
  polygons,
}: LocatedGeometry): { readonly location: LngLat; readonly footprint: PlaceInput['footprint'] } | undefined {
  const ring = polygons[0]?.[0];
  if (ring !== undefined && ring.length >= 3)
    return { location: ringCentroid(closed(ring)), footprint: { type: 'MultiPolygon', coordinates: polygons } };
  return points.length === 0 ? undefined : { location: points[0], footprint: undefined };
}

function closed(ring: readonly LngLat[]): readonly LngLat[] {
  const [first] = ring;
  const last = ring[ring.length - 1];
  const isClosed = ring.length >= 4 && first[0] === last[0] && first[1] === last[1];
  return isClosed ? ring : [...ring, first];
}

/** Adds or replaces registered places from points or areas with name and kind: GeoJSON, KML, shapefile, or a table with a position. */
export function importPlaces(context: ImportContext, file: ImportFile, settings: ImportSettings = {}): Promise<FeaturesAnswer> {
  return importFeatures(context, file, settings, PLACE_KIND);
}

/** Adds or replaces zones with a rule and functional zones from areas with name and kind. */
export function importZones(context: ImportContext, file: ImportFile, settings: ImportSettings = {}): Promise<FeaturesAnswer> {
  return importFeatures(context, file, settings, ZONE_KIND);
}

export const PLACE_IMPORTER: Importer = {
  kind: 'places',
  inspect: (context, file, settings) => inspectFeatures(context, file, settings, PLACE_KIND),
  load: importPlaces,
};

export const ZONE_IMPORTER: Importer = {
  kind: 'zones',
  inspect: (context, file, settings) => inspectFeatures(context, file, settings, ZONE_KIND),
  load: importZones,
};
