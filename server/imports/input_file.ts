import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Refusal } from '@beatline/shared/model/refusal';
import { entriesOfType, entryNamed, LARGEST_RATIO, openZipArchive, RATIO_FLOOR_BYTES, type ZipArchive, type ZipEntry } from './zip_archive';

/** What an importer is given: a file on disk, or its bytes with the name it would have. */
export type ImportFile = { readonly path: string } | { readonly name: string; readonly bytes: Uint8Array };

/** A file ready to be read, gzip and ZIP undone; may be read more than once. */
export interface InputFile {
  /** Without folders; of a ZIP with one data file, that file's name. */
  readonly name: string;
  /** The first bytes of the content, at most {@link HEAD_BYTES}. Never empty. */
  readonly head: Buffer;
  readonly isWhole: boolean;
  /** Length of the content; undefined while it is packed. */
  readonly contentBytes?: number | undefined;
  /** The content from its start. Errors of the stream are Refusals. */
  stream(): Readable;
  /** The parts of a workbook or of a shapefile set; undefined where the content is one stream. */
  readonly archive?: ZipArchive | undefined;
}

/** Enough rows or elements to recognise a file by, little enough to parse at once. */
const HEAD_BYTES = 256 * 1024;
const READ_CHUNK_BYTES = 1024 * 1024;
/** A workbook inside a ZIP or gzip is unpacked into memory, because its parts are read out of order; larger ones have to be unpacked first. */
const NESTED_LIMIT_BYTES = 256 * 2 ** 20;
/** Extensions under which a ZIP holds something to import, the most telling first. */
const DATA_EXTENSIONS = ['.csv', '.tsv', '.xlsx', '.geojson', '.json', '.kml', '.gpx', '.osm', '.pbf', '.xml', '.txt'];

/** Opens a file for import. Refuses what cannot be read, is empty or is packed in a way that is not undone here. */
export async function openInputFile(file: ImportFile): Promise<InputFile> {
  const name = 'path' in file ? basename(file.path) : file.name;
  const start = 'path' in file ? await readStart(file.path) : Buffer.from(file.bytes.subarray(0, 4));
  if (start.length === 0) throw emptyFile(name);
  if (isZip(start)) return openZipped('path' in file ? file.path : file.bytes, name);
  const gzipped = start[0] === 0x1f && start[1] === 0x8b;
  const stream = (): Readable => {
    const raw =
      'path' in file
        ? createReadStream(file.path, { highWaterMark: READ_CHUNK_BYTES })
        : Readable.from(chunksOf(file.bytes), { objectMode: false });
    return gzipped ? unzipped(raw, name) : raw;
  };
  const { head, isWhole } = await readHead(stream());
  if (head.length === 0) throw emptyFile(name);
  if (gzipped && isZip(head)) return openZipped(await readWhole({ name, head, isWhole, stream }, NESTED_LIMIT_BYTES), name);
  const contentBytes = gzipped ? undefined : 'path' in file ? (await stat(file.path)).size : file.bytes.length;
  return { name, head, isWhole, contentBytes, stream };
}

function emptyFile(name: string): Refusal {
  return new Refusal('file_empty', `${name} is empty`, 'export it again and check that it holds data');
}

function isZip(start: Buffer): boolean {
  return start[0] === 0x50 && start[1] === 0x4b && start[2] === 0x03;
}

/** A ZIP is a workbook, a shapefile set, or the packing of one data file. */
async function openZipped(source: string | Uint8Array, name: string): Promise<InputFile> {
  const archive = await openZipArchive(source, name);
  const whole = (): Readable =>
    typeof source === 'string' ? createReadStream(source) : Readable.from(chunksOf(source), { objectMode: false });
  if (entryNamed(archive, 'xl/workbook.xml') !== undefined || entriesOfType(archive, ['.shp']).length > 0)
    return { name, ...(await readHead(whole())), stream: whole, archive };
  const entry = dataEntry(archive, name);
  const inner = { name: basename(entry.name), stream: () => archive.open(entry) };
  const { head, isWhole } = await readHead(inner.stream());
  if (head.length === 0) throw emptyFile(`${inner.name} in ${name}`);
  const content = { ...inner, head, isWhole };
  return isZip(head) ? openZipped(await readWhole(content, NESTED_LIMIT_BYTES), inner.name) : content;
}

/** The one file of an archive there is to import: text files beside a table are read-me files. */
function dataEntry(archive: ZipArchive, name: string): ZipEntry {
  const found = entriesOfType(archive, DATA_EXTENSIONS);
  const tables = found.filter((entry) => !entry.name.toLowerCase().endsWith('.txt'));
  const candidates = tables.length > 0 ? tables : found.length > 0 ? found : archive.entries;
  if (candidates.length === 1) return candidates[0];
  if (candidates.length === 0) throw emptyFile(name);
  throw new Refusal(
    'zip_several',
    `${name} holds several files: ${candidates
      .slice(0, 5)
      .map((entry) => entry.name)
      .join(', ')}`,
    'pack the one to import on its own',
  );
}

async function readStart(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).isDirectory()) throw new Refusal('file_is_folder', `${path} is a folder`, 'name a file in it');
    const handle = await open(path);
    try {
      const start = Buffer.alloc(4);
      const { bytesRead } = await handle.read(start, 0, start.length, 0);
      return start.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new Refusal('file_missing', `there is no file ${path}`, 'check the path');
    throw new Refusal(
      'file_unreadable',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'check its permissions',
    );
  }
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += READ_CHUNK_BYTES) yield bytes.subarray(start, start + READ_CHUNK_BYTES);
}

/** Undoes gzip; a broken or hostile archive becomes a Refusal, and giving up on the result closes the source too. */
function unzipped(raw: Readable, name: string): Readable {
  return Readable.from(gunzipped(raw, name), { objectMode: false, highWaterMark: READ_CHUNK_BYTES });
}

async function* gunzipped(raw: Readable, name: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: READ_CHUNK_BYTES });
  raw.on('error', (error) => gunzip.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of raw.pipe(gunzip)) {
      bytes += (chunk as Buffer).length;
      if (bytes > RATIO_FLOOR_BYTES && bytes > LARGEST_RATIO * gunzip.bytesWritten)
        throw new Refusal('zip_bomb', `${name} unpacks to far more than any real file`, 'export it again');
      yield chunk as Buffer;
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      'gzip_broken',
      `${name} is not a complete gzip file: ${error instanceof Error ? error.message : String(error)}`,
      'copy or download it again',
    );
  } finally {
    raw.destroy();
    gunzip.destroy();
  }
}

async function readHead(stream: Readable): Promise<{ head: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    chunks.push(bytes);
    length += bytes.length;
    if (length > HEAD_BYTES) break;
  }
  stream.destroy();
  const head = Buffer.concat(chunks);
  return { head: head.subarray(0, HEAD_BYTES), isWhole: length <= HEAD_BYTES };
}

/** Content of a file that is handled whole in memory (GeoJSON). Refuses one larger than `limitBytes`. */
export async function readWhole(input: InputFile, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input.stream()) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > limitBytes) {
      throw new Refusal(
        'file_too_large',
        `${input.name} holds more than ${Math.round(limitBytes / 2 ** 20)} MiB, too much for a file of this kind`,
        'split it',
      );
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** What a file is, by its content rather than its name. */
export type FileKind = 'osm-pbf' | 'xml' | 'json' | 'text' | 'xlsx' | 'shapefile';

/** Recognises the kind of a file from its first bytes, or its parts. */
export function fileKindOf(input: InputFile): FileKind {
  if (input.archive !== undefined) return entryNamed(input.archive, 'xl/workbook.xml') === undefined ? 'shapefile' : 'xlsx';
  if (input.head.subarray(4, 64).includes('OSMHeader')) return 'osm-pbf';
  const text = startOfText(input);
  if (text.startsWith('<')) return 'xml';
  return text.startsWith('{') || text.startsWith('[') ? 'json' : 'text';
}

/** Name of the root element of an XML file, lower case and without prefix; undefined where there is none near the start. */
export function xmlRootOf(input: InputFile): string | undefined {
  const text = startOfText(input).replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<![^>[]*(\[[\s\S]*?\])?[^>]*>/g, '');
  return /^\s*<(?:[\w.-]+:)?([\w.-]+)/.exec(text)?.[1].toLowerCase();
}

function startOfText(input: InputFile): string {
  return input.head
    .subarray(0, 4096)
    .toString('latin1')
    .replace(/^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '')
    .replaceAll('\0', '')
    .trimStart();
}
