import { upsertPlaces, type PlaceInput } from '@beatline/db/queries/places';
import { upsertZones, type ZoneInput } from '@beatline/db/queries/zones';
import { textProperty, type GeoJsonFeature } from '@beatline/shared/formats/geojson';
import type { ToLngLat } from '@beatline/shared/geo/coordinate_system';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { ringCentroid } from '@beatline/shared/geo/ring';
import { PLACE_KINDS, type PlaceKind } from '@beatline/shared/model/place';
import { Refusal } from '@beatline/shared/model/refusal';
import { ZONE_KINDS, type ZoneKind } from '@beatline/shared/model/zone';
import { areaOfFeature, readGeoJsonFile } from './geojson_file';
import { loadGround, type ImportContext } from './import_context';
import { openInputFile, type ImportFile } from './input_file';

/** Answer of `import places` and `import zones` (COMMANDS). */
export interface FeaturesAnswer {
  readonly loaded: number;
  readonly rejected: number;
}

export interface ImportFeaturesOptions {
  /** `field=property` pairs for fields whose property has another name. */
  readonly map?: Readonly<Record<string, string>> | undefined;
}

const PLACE_FIELDS = ['code', 'name', 'kind', 'visitsPerDay', 'dwellSeconds'] as const;
const ZONE_FIELDS = ['code', 'name', 'kind'] as const;

/** Kinds as Chinese registers write them. */
const PLACE_KIND_NAMES: Readonly<Record<string, PlaceKind>> = {
  学校: 'school',
  幼儿园: 'kindergarten',
  广场: 'square',
  农贸市场: 'market',
  商超: 'mall',
  公交站: 'bus_stop',
  商业网点: 'shop_cluster',
  寄递物流: 'logistics',
  汽车销售: 'car_sales',
  小旅店: 'small_hotel',
  银行: 'bank',
  医院: 'hospital',
  小区: 'compound',
  警务室: 'police_room',
  派出所: 'police_station',
  警企服务站: 'enterprise_service',
  文明劝导站: 'civility_post',
  高风险企业: 'risk_enterprise',
  火车站: 'railway_station',
  其他: 'other',
};
const ZONE_KIND_NAMES: Readonly<Record<string, ZoneKind>> = { 禁飞区: 'no-fly', 驻地: 'base', 隐私区: 'privacy' };

/** Adds or replaces registered places from GeoJSON points or areas with name and kind. */
export function importPlaces(context: ImportContext, file: ImportFile, options: ImportFeaturesOptions = {}): Promise<FeaturesAnswer> {
  return importFeatures(context, file, options, PLACE_FIELDS, async (scoped, features, toLngLat, property) => {
    const places: PlaceInput[] = [];
    for (const feature of features) {
      const name = property(feature, 'name');
      const kind = kindOf(property(feature, 'kind'), PLACE_KINDS, PLACE_KIND_NAMES);
      const spot = spotOf(feature, toLngLat);
      if (name === undefined || kind === undefined || spot === undefined) continue;
      const visitsPerDay = Number(property(feature, 'visitsPerDay') ?? Number.NaN);
      const dwellSeconds = Number(property(feature, 'dwellSeconds') ?? Number.NaN);
      const standard = visitsPerDay > 0 && dwellSeconds > 0 ? { visitsPerDay, dwellSeconds } : undefined;
      places.push({ code: property(feature, 'code'), name, kind, location: spot.location, footprint: spot.footprint, standard });
    }
    await upsertPlaces(scoped, places);
    return places.length;
  });
}

/** Adds or replaces zones (no-fly, base, privacy) from GeoJSON areas. */
export function importZones(context: ImportContext, file: ImportFile, options: ImportFeaturesOptions = {}): Promise<FeaturesAnswer> {
  return importFeatures(context, file, options, ZONE_FIELDS, async (scoped, features, toLngLat, property) => {
    const zones: ZoneInput[] = [];
    for (const feature of features) {
      const name = property(feature, 'name');
      const kind = kindOf(property(feature, 'kind'), ZONE_KINDS, ZONE_KIND_NAMES);
      const geometry = areaOfFeature(feature.geometry, toLngLat);
      if (name !== undefined && kind !== undefined && geometry !== undefined)
        zones.push({ code: property(feature, 'code'), name, kind, geometry });
    }
    const { rejected } = await upsertZones(scoped, zones);
    return zones.length - rejected.length;
  });
}

type Property<Field extends string> = (feature: GeoJsonFeature, field: Field) => string | undefined;
type Scoped = Parameters<typeof upsertPlaces>[0];

async function importFeatures<Field extends string>(
  context: ImportContext,
  file: ImportFile,
  options: ImportFeaturesOptions,
  fields: readonly Field[],
  load: (scoped: Scoped, features: readonly GeoJsonFeature[], toLngLat: ToLngLat, property: Property<Field>) => Promise<number>,
): Promise<FeaturesAnswer> {
  const input = await openInputFile(file);
  for (const field of Object.keys(options.map ?? {})) {
    if (!fields.some((known) => known === field))
      throw new Refusal('mapping_field_unknown', `there is no field ${field}`, `fields: ${fields.join(', ')}`);
  }
  return loadGround(context, async (scoped) => {
    const { features, toLngLat } = await readGeoJsonFile(scoped, input);
    const loaded = await load(scoped, features, toLngLat, (feature, field) => textProperty(feature, options.map?.[field] ?? field));
    if (loaded === 0)
      throw new Refusal(
        'nothing_loaded',
        `${input.name} holds nothing with a name, a known kind and a geometry`,
        'name the properties with --map name=property and --map kind=property',
      );
    return { loaded, rejected: features.length - loaded };
  });
}

function kindOf<Kind extends string>(
  text: string | undefined,
  kinds: readonly Kind[],
  names: Readonly<Record<string, Kind>>,
): Kind | undefined {
  return text === undefined ? undefined : (kinds.find((kind) => kind === text) ?? names[text]);
}

/** Where a feature stands: a point itself, an area by its centre. */
function spotOf(
  feature: GeoJsonFeature,
  toLngLat: ToLngLat,
): { readonly location: LngLat; readonly footprint: PlaceInput['footprint'] } | undefined {
  if (feature.geometry?.type === 'Point') {
    const location = toLngLat(feature.geometry.coordinates[0], feature.geometry.coordinates[1]);
    return location === undefined ? undefined : { location, footprint: undefined };
  }
  const footprint = areaOfFeature(feature.geometry, toLngLat);
  const ring = footprint?.coordinates[0]?.[0];
  return footprint === undefined || ring === undefined || ring.length === 0 ? undefined : { location: ringCentroid(ring), footprint };
}
