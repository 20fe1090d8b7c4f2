import type { Readable } from 'node:stream';
import { createAttributeReader, encodingOfAttributes, encodingOfCodePage } from '@beatline/shared/formats/shapefile_attributes';
import { broken, createShapeReader } from '@beatline/shared/formats/shapefile_shapes';
import type { GeoJsonFeature, GeoJsonGeometry } from '@beatline/shared/formats/geojson';
import { Refusal } from '@beatline/shared/model/refusal';
import type { FeatureFormat } from './feature_source';
import type { DeclaredCrs } from './input_crs';
import { spellingOf } from './text_encoding';
import { entriesOfType, entryNamed, type ZipArchive, type ZipEntry } from './zip_archive';

/** A .prj or .cpg file is a line or two. */
const MAX_SIDE_FILE_BYTES = 64 * 1024;

/**
 * Opens the shapefile of an archive: .shp, with .dbf for its properties, .prj for its coordinate system, .cpg for its encoding. Without .cpg the header
 * of the .dbf says it, else the texts themselves: UTF-8 where they are, else GB18030. Refuses an archive with several.
 */
export async function openShapefile(archive: ZipArchive, name: string, askedEncoding?: string): Promise<FeatureFormat> {
  const shapes = entriesOfType(archive, ['.shp']);
  if (shapes.length !== 1)
    throw new Refusal(
      'zip_several',
      `${name} holds several shapefiles: ${shapes
        .slice(0, 5)
        .map((entry) => entry.name)
        .join(', ')}`,
      'pack one on its own',
    );
  const [shape] = shapes;
  const beside = (extension: string): ZipEntry | undefined => entryNamed(archive, `${shape.name.slice(0, -4)}${extension}`);
  const attributes = beside('.dbf');
  const encoding = attributes === undefined ? undefined : await encodingOfTable(archive, attributes, beside('.cpg'), askedEncoding);
  return {
    format: 'shapefile',
    encoding,
    declaredCrs: await declaredCrsOf(archive, beside('.prj')),
    read: () => readFeatures(archive, shape, attributes, encoding ?? 'utf-8'),
  };
}

async function declaredCrsOf(archive: ZipArchive, projection: ZipEntry | undefined): Promise<DeclaredCrs | undefined> {
  if (projection === undefined) return undefined;
  const definition = (await readSmall(archive, projection)).toString('utf8').replace('\ufeff', '').trim();
  if (definition === '') return undefined;
  if (/[^\P{Cc}\t\r\n]/u.test(definition)) throw broken('its .prj file is no text');
  const named = /^\s*\w+\s*\[\s*"([^"]+)"/.exec(definition)?.[1];
  if (named === undefined) throw broken('its .prj file is no well-known text');
  return { crs: named, definition };
}

async function encodingOfTable(archive: ZipArchive, attributes: ZipEntry, codePage: ZipEntry | undefined, asked = 'auto'): Promise<string> {
  if (asked !== 'auto') return spellingOf(asked);
  if (codePage !== undefined) {
    const text = (await readSmall(archive, codePage)).toString('latin1');
    const declared = encodingOfCodePage(text);
    if (declared === undefined)
      throw new Refusal(
        'encoding_unknown',
        `the .cpg file names an unknown encoding, ${text.trim().slice(0, 40)}`,
        'name it with --encoding utf-8 or gbk',
      );
    return declared;
  }
  let before = Buffer.alloc(0);
  let header: Buffer | undefined;
  let isUtf8 = true;
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of archive.open(attributes)) {
    if (header === undefined) {
      before = Buffer.concat([before, chunk as Buffer]);
      if (before.length < 32) continue;
      header = before;
      const declared = encodingOfAttributes(header);
      if (declared !== undefined) return declared;
    }
    const bytes = before.length > 0 ? before.subarray(Math.min(before.length, header.readUInt16LE(8))) : (chunk as Buffer);
    before = Buffer.alloc(0);
    try {
      utf8.decode(bytes, { stream: true });
    } catch {
      isUtf8 = false;
      break;
    }
  }
  return isUtf8 ? 'utf-8' : 'gb18030';
}

async function readSmall(archive: ZipArchive, entry: ZipEntry): Promise<Buffer> {
  if (entry.bytes > MAX_SIDE_FILE_BYTES) throw broken(`${entry.name} has ${entry.bytes} bytes`);
  const chunks: Buffer[] = [];
  for await (const chunk of archive.open(entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Shapes and attributes go side by side; record i of one belongs to record i of the other. */
async function* readFeatures(
  archive: ZipArchive,
  shape: ZipEntry,
  attributes: ZipEntry | undefined,
  encoding: string,
): AsyncGenerator<readonly GeoJsonFeature[]> {
  const geometries = records<GeoJsonGeometry | undefined>(archive.open(shape), createShapeReader);
  const values =
    attributes === undefined
      ? undefined
      : records<Readonly<Record<string, string>> | undefined>(archive.open(attributes), (take) => createAttributeReader(encoding, take));
  try {
    for (;;) {
      const geometry = await geometries.next();
      const value = await values?.next();
      if (value !== undefined && (geometry.done === true) !== (value.done === true))
        throw broken('its .shp and .dbf files hold different numbers of records');
      if (geometry.done === true) return;
      // A record deleted in the table is no feature any more.
      if (value !== undefined && value.value === undefined) continue;
      yield [{ id: undefined, properties: value?.value ?? {}, geometry: geometry.value }];
    }
  } finally {
    await geometries.return(undefined);
    await values?.return(undefined);
  }
}

async function* records<T>(
  stream: Readable,
  createReader: (take: (item: T) => void) => { write(bytes: Uint8Array): void; close(): void },
): AsyncGenerator<T, undefined> {
  let items: T[] = [];
  const reader = createReader((item) => items.push(item));
  for await (const chunk of stream) {
    reader.write(chunk as Uint8Array);
    yield* items;
    items = [];
  }
  reader.close();
  yield* items;
  return undefined;
}
