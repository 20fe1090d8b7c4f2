import { crsOfGeoJson, type GeoJsonFeature } from '@beatline/shared/formats/geojson';
import { createGeoJsonReader } from '@beatline/shared/formats/geojson_stream';
import { createKmlReader, geometryOfPlacemark } from '@beatline/shared/formats/kml';
import { countPositions } from '@beatline/shared/formats/located_geometry';
import { Refusal } from '@beatline/shared/model/refusal';
import type { FileFormat } from '@beatline/shared/model/views/import_view';
import type { DeclaredCrs } from './input_crs';
import { fileKindOf, xmlRootOf, type InputFile } from './input_file';
import { openShapefile } from './shapefile_source';
import { encodingOf } from './text_encoding';
import { readXml } from './xml_text';

/** One feature of a file; coordinates as written, in the system of its file. */
export interface SourceFeature extends GeoJsonFeature {
  /** Position in the file, from 1. */
  readonly number: number;
}

/** A file of features, read once through and ready to be streamed. */
export interface FeatureFile {
  readonly format: Extract<FileFormat, 'geojson' | 'kml' | 'shapefile'>;
  readonly encoding: string | undefined;
  /** Undefined where the file says nothing: GeoJSON is then WGS 84 by its standard, a shapefile is anything. */
  readonly declaredCrs: DeclaredCrs | undefined;
  readonly count: number;
  /** Names of all properties, in the order they first appear. */
  readonly propertyNames: readonly string[];
  /** The first features. */
  readonly sample: readonly SourceFeature[];
  /** All features, some at a time. */
  features(): AsyncGenerator<readonly SourceFeature[]>;
}

/** How the features of one format come out of a file. */
export interface FeatureFormat {
  readonly format: FeatureFile['format'];
  readonly encoding: string | undefined;
  readonly declaredCrs: DeclaredCrs | undefined;
  read(): AsyncGenerator<readonly GeoJsonFeature[]>;
}

const SAMPLE_FEATURES = 400;
/** Bounds the sample of a file whose features are long. */
const SAMPLE_POSITIONS = 200_000;
/** Chosen: no layer has as many columns; a hostile file could name one for each feature. */
const MAX_PROPERTY_NAMES = 2000;

/**
 * Opens GeoJSON, KML or a zipped shapefile as one list of features, and goes through it once: all of it must be readable before any of it is stored. Memory:
 * the longest feature and the sample. Refuses other files, broken ones and those without features.
 */
export async function openFeatures(input: InputFile, askedEncoding?: string): Promise<FeatureFile> {
  const { format, encoding, declaredCrs, read, declared } = await formatOf(input, askedEncoding);
  const names = new Set<string>();
  const sample: SourceFeature[] = [];
  let positions = 0;
  let count = 0;
  for await (const features of read()) {
    for (const feature of features) {
      count += 1;
      for (const name of Object.keys(feature.properties)) names.add(name);
      if (names.size > MAX_PROPERTY_NAMES)
        throw new Refusal(
          'too_many_columns',
          `${input.name} names more than ${MAX_PROPERTY_NAMES} properties`,
          'export only the properties to import',
        );
      if (sample.length >= SAMPLE_FEATURES || positions > SAMPLE_POSITIONS) continue;
      sample.push({ ...feature, number: count });
      positions += countPositions(feature.geometry);
    }
  }
  if (count === 0) throw new Refusal('file_empty', `${input.name} holds no feature`, 'export it again and check that it holds data');
  return {
    format,
    encoding,
    declaredCrs: declared?.() ?? declaredCrs,
    count,
    propertyNames: [...names],
    sample,
    async *features() {
      let number = 0;
      for await (const features of read()) yield features.map((feature) => ({ ...feature, number: (number += 1) }));
    },
  };
}

/** Whether a file is of features rather than rows. */
export function hasFeatures(input: InputFile): boolean {
  const kind = fileKindOf(input);
  return kind === 'json' || kind === 'shapefile' || (kind === 'xml' && xmlRootOf(input) === 'kml');
}

async function formatOf(input: InputFile, askedEncoding?: string): Promise<FeatureFormat & { declared?: () => DeclaredCrs | undefined }> {
  const kind = fileKindOf(input);
  if (kind === 'shapefile' && input.archive !== undefined) return openShapefile(input.archive, input.name, askedEncoding);
  if (kind === 'xml' && xmlRootOf(input) === 'kml')
    return { format: 'kml', encoding: undefined, declaredCrs: { crs: 'EPSG:4326' }, read: () => readKml(input) };
  if (kind === 'json') {
    const encoding = await encodingOf(input, askedEncoding);
    let root: Readonly<Record<string, unknown>> = {};
    return {
      format: 'geojson',
      encoding,
      declaredCrs: undefined,
      read: () => readGeoJson(input, encoding, (read) => (root = read)),
      // Known once the file has been read through: the member may stand after the features.
      declared() {
        const crs = crsOfGeoJson(root);
        return crs === undefined ? undefined : { crs };
      },
    };
  }
  throw new Refusal(
    'features_wrong',
    `${input.name} holds no areas, lines or places`,
    'give GeoJSON, KML, or a ZIP of a shapefile (.shp, .dbf, .prj, .cpg)',
  );
}

async function* readGeoJson(
  input: InputFile,
  encoding: string,
  done: (root: Readonly<Record<string, unknown>>) => void,
): AsyncGenerator<readonly GeoJsonFeature[]> {
  let features: GeoJsonFeature[] = [];
  const reader = createGeoJsonReader((feature) => features.push(feature));
  const text = new TextDecoder(encoding);
  for await (const chunk of input.stream()) {
    reader.write(text.decode(chunk as Uint8Array, { stream: true }));
    yield features;
    features = [];
  }
  reader.write(text.decode());
  reader.close();
  done(reader.root);
  yield features;
}

async function* readKml(input: InputFile): AsyncGenerator<readonly GeoJsonFeature[]> {
  let features: GeoJsonFeature[] = [];
  const parser = createKmlReader((placemark) => {
    const { properties, when } = placemark;
    features.push({
      id: undefined,
      properties: when === '' ? properties : { time: when, ...properties },
      geometry: geometryOfPlacemark(placemark),
    });
  });
  yield* readXml(input, parser, () => {
    const gathered = features;
    features = [];
    return gathered;
  });
}
