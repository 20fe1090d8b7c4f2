import { propertyText, type GeoJsonGeometry } from '@beatline/shared/formats/geojson';
import type { FileFormat } from '@beatline/shared/model/views/import_view';
import { hasFeatures, openFeatures, type SourceFeature } from './feature_source';
import type { DeclaredCrs } from './input_crs';
import type { InputFile } from './input_file';
import { openTable, type TableReading } from './input_table';

/** One feature of a layer, or one row of a table. */
export interface FeatureRow {
  /** Features count from 1; rows as a spreadsheet numbers them. */
  readonly rowNumber: number;
  /** Texts in the order of the header. */
  readonly cells: readonly string[];
  /** As written; undefined for rows of a table, whose position stands in columns. */
  readonly geometry: GeoJsonGeometry | undefined;
}

/** A file of things on the ground, whatever its format: layer or table. */
export interface FeatureRows {
  readonly format: FileFormat;
  readonly encoding: string | undefined;
  readonly delimiter: string | undefined;
  readonly sheet: string | undefined;
  readonly sheets: readonly string[];
  readonly header: readonly string[];
  /** Whether each row may bring its own geometry. */
  readonly isLayer: boolean;
  readonly declaredCrs: DeclaredCrs | undefined;
  readonly sample: readonly FeatureRow[];
  rows(): AsyncGenerator<readonly FeatureRow[]>;
}

/** Opens GeoJSON, KML, a zipped shapefile, CSV or XLSX as rows with a header. Refuses anything else. */
export async function openFeatureRows(input: InputFile, reading: TableReading): Promise<FeatureRows> {
  return hasFeatures(input) ? openLayer(input, reading.encoding) : openRows(input, reading);
}

async function openLayer(input: InputFile, encoding: string | undefined): Promise<FeatureRows> {
  const file = await openFeatures(input, encoding);
  const rowOf = ({ number, properties, geometry }: SourceFeature): FeatureRow => ({
    rowNumber: number,
    cells: file.propertyNames.map((name) => propertyText(properties[name])),
    geometry,
  });
  return {
    format: file.format,
    encoding: file.encoding,
    delimiter: undefined,
    sheet: undefined,
    sheets: [],
    header: file.propertyNames,
    isLayer: true,
    declaredCrs: file.declaredCrs,
    sample: file.sample.map(rowOf),
    async *rows() {
      for await (const features of file.features()) yield features.map(rowOf);
    },
  };
}

async function openRows(input: InputFile, reading: TableReading): Promise<FeatureRows> {
  const table = await openTable(input, reading);
  const { format, encoding, delimiter, sheet, sheets, header } = table;
  return {
    format,
    encoding,
    delimiter,
    sheet,
    sheets,
    header,
    isLayer: false,
    declaredCrs: undefined,
    sample: table.sample.map((cells, i) => ({ rowNumber: i + 2, cells, geometry: undefined })),
    async *rows() {
      for await (const { firstRow, rows } of table.batches())
        yield rows.map((cells, i) => ({ rowNumber: firstRow + i, cells, geometry: undefined }));
    },
  };
}
