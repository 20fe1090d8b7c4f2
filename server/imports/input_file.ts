import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Refusal } from '@beatline/shared/model/refusal';

/** What an importer is given: a file on disk, or its bytes with the name it would have. */
export type ImportFile = { readonly path: string } | { readonly name: string; readonly bytes: Uint8Array };

/** A file ready to be read, gzip undone; may be read more than once. */
export interface InputFile {
  /** Without folders. */
  readonly name: string;
  /** The first bytes of the content, at most {@link HEAD_BYTES}. Never empty. */
  readonly head: Buffer;
  readonly isWhole: boolean;
  /** The content from its start. Errors of the stream are Refusals. */
  stream(): Readable;
}

/** Enough rows or elements to recognise a file by, little enough to parse at once. */
const HEAD_BYTES = 256 * 1024;
const READ_CHUNK_BYTES = 1024 * 1024;

/** Opens a file for import. Refuses what cannot be read, is empty or is packed in a way that is not undone here. */
export async function openInputFile(file: ImportFile): Promise<InputFile> {
  const name = 'path' in file ? basename(file.path) : file.name;
  const start = 'path' in file ? await readStart(file.path) : Buffer.from(file.bytes.subarray(0, 4));
  if (start.length === 0) throw new Refusal('file_empty', `${name} is empty`, 'export it again and check that it holds data');
  const zipped = start[0] === 0x1f && start[1] === 0x8b;
  if (start[0] === 0x50 && start[1] === 0x4b && start[2] === 0x03) {
    throw new Refusal(
      'file_zipped',
      `${name} is a ZIP archive or an Excel workbook`,
      'unpack it, or save the sheet as CSV, and give that file',
    );
  }
  const stream = (): Readable => {
    const raw =
      'path' in file
        ? createReadStream(file.path, { highWaterMark: READ_CHUNK_BYTES })
        : Readable.from(chunksOf(file.bytes), { objectMode: false });
    return zipped ? unzipped(raw, name) : raw;
  };
  const { head, isWhole } = await readHead(stream());
  if (head.length === 0) throw new Refusal('file_empty', `${name} is empty`, 'export it again and check that it holds data');
  return { name, head, isWhole, stream };
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

/** Unzips; a broken archive becomes a Refusal, and giving up on the result closes the source too. */
function unzipped(raw: Readable, name: string): Readable {
  const gunzip = createGunzip({ chunkSize: READ_CHUNK_BYTES });
  const output = new PassThrough({ highWaterMark: READ_CHUNK_BYTES });
  raw.on('error', (error) => output.destroy(error));
  gunzip.on('error', (error) => {
    raw.destroy();
    output.destroy(new Refusal('gzip_broken', `${name} is not a complete gzip file: ${error.message}`, 'copy or download it again'));
  });
  output.on('close', () => {
    raw.destroy();
    gunzip.destroy();
  });
  raw.pipe(gunzip).pipe(output);
  return output;
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
export type FileKind = 'osm-pbf' | 'xml' | 'json' | 'text';

/** Recognises the kind of a file from its first bytes. */
export function fileKindOf(input: InputFile): FileKind {
  if (input.head.subarray(4, 64).includes('OSMHeader')) return 'osm-pbf';
  const text = input.head
    .subarray(0, 1024)
    .toString('latin1')
    .replace(/^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '')
    .replaceAll('\0', '')
    .trimStart();
  if (text.startsWith('<')) return 'xml';
  return text.startsWith('{') || text.startsWith('[') ? 'json' : 'text';
}
