import { propertyText, type GeoJsonFeature } from '@beatline/shared/formats/geojson';
import { normalisedHeader } from '@beatline/shared/formats/person_columns';
import { openFeatures, type SourceFeature } from './feature_source';
import type { InputFile } from './input_file';
import type { InputTable } from './input_table';

const BATCH_ROWS = 5000;

/**
 * A file of features as a table: one row a feature, its properties as columns, and the position of points in two more, named lng and lat, or x and y where
 * the file declares a projected system. Row numbers are those of the features plus one, as if a header stood above them.
 */
export async function openFeatureTable(input: InputFile, askedEncoding?: string): Promise<InputTable> {
  const file = await openFeatures(input, askedEncoding);
  const { declaredCrs, propertyNames, sample } = file;
  const isProjected =
    declaredCrs?.definition?.trimStart().toUpperCase().startsWith('PROJ') ?? (declaredCrs !== undefined && declaredCrs.crs !== 'EPSG:4326');
  const names = (isProjected ? ['x', 'y'] : ['lng', 'lat']).map((name) => columnName(name, propertyNames));
  const rowOf = (feature: GeoJsonFeature): string[] => [
    ...propertyNames.map((name) => propertyText(feature.properties[name])),
    ...positionOf(feature),
  ];
  return {
    format: file.format,
    encoding: file.encoding,
    delimiter: undefined,
    sheet: undefined,
    sheets: [],
    header: [...propertyNames, ...names],
    sample: sample.map(rowOf),
    position: { x: propertyNames.length, y: propertyNames.length + 1, declaredCrs },
    async *batches() {
      let firstRow = 2;
      let rows: string[][] = [];
      for await (const features of file.features()) {
        for (const feature of features) rows.push(rowOf(feature));
        if (rows.length < BATCH_ROWS) continue;
        yield { firstRow, rows };
        firstRow += rows.length;
        rows = [];
      }
      if (rows.length > 0) yield { firstRow, rows };
    },
  };
}

/** The name of a position column, told apart from a property of the same name. */
function columnName(name: string, propertyNames: readonly string[]): string {
  const isTaken = propertyNames.some((property) => normalisedHeader(property) === name);
  return isTaken ? `${name} of geometry` : name;
}

function positionOf({ geometry }: SourceFeature | GeoJsonFeature): [string, string] {
  if (geometry?.type !== 'Point') return ['', ''];
  const [x, y] = geometry.coordinates;
  return [Number.isFinite(x) ? String(x) : '', Number.isFinite(y) ? String(y) : ''];
}
