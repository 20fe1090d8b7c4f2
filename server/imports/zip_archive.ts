import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { fromBufferPromise, openPromise, validateFileName, type Entry, type ZipFile } from 'yauzl';
import { Refusal } from '@beatline/shared/model/refusal';

/** One file in an archive. */
export interface ZipEntry {
  /** Path in the archive, forward slashes. */
  readonly name: string;
  /** Size of the content as the archive declares it; reading stops with a Refusal where it is not kept. */
  readonly bytes: number;
}

/** A ZIP archive whose list of files has been read; its content may be read more than once. */
export interface ZipArchive {
  /** Files, without folders and without what packers add for themselves. */
  readonly entries: readonly ZipEntry[];
  /** The content of a file. Errors of the stream are Refusals; a bomb is refused before it is unpacked. */
  open(entry: ZipEntry): Readable;
}

/** Text and tables shrink 5 to 30 times; deflate itself ends at 1,032. Chosen between, because only a file made to harm comes near. */
export const LARGEST_RATIO = 250;
/** Below this, a ratio says nothing yet: a few kilobytes of blanks shrink by any factor and harm nobody. */
export const RATIO_FLOOR_BYTES = 16 * 2 ** 20;
/** Chosen, because a set of layers has a few dozen files. */
const MAX_ENTRIES = 10_000;
const STREAM_BYTES = 256 * 1024;

/** Reads the list of files of an archive on disk or in memory. Refuses what is no complete ZIP, is encrypted, or holds absurdly many files. */
export async function openZipArchive(source: string | Uint8Array, name: string): Promise<ZipArchive> {
  const zip = await openZip(source, name);
  const listed = new Map<ZipEntry, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      const path = pathOf(entry);
      if (path.endsWith('/') || isPackersOwn(path)) continue;
      if (listed.size === MAX_ENTRIES)
        throw new Refusal('zip_too_many', `${name} holds more than ${MAX_ENTRIES} files`, 'pack only the file to import');
      listed.set({ name: path, bytes: entry.uncompressedSize }, entry);
    }
  } catch (error) {
    throw refusalOf(error, name);
  } finally {
    zip.close();
  }
  return {
    entries: [...listed.keys()],
    open(file) {
      const entry = listed.get(file);
      if (entry === undefined) throw new Error(`${file.name} is not of this archive`);
      return Readable.from(unpacked(source, name, entry), { objectMode: false, highWaterMark: STREAM_BYTES });
    },
  };
}

/** A file by its path, without case. */
export function entryNamed(archive: ZipArchive, name: string): ZipEntry | undefined {
  const wanted = name.toLowerCase();
  return archive.entries.find((entry) => entry.name.toLowerCase() === wanted);
}

/** Files with one of these extensions (`.csv`), without case. */
export function entriesOfType(archive: ZipArchive, extensions: readonly string[]): ZipEntry[] {
  return archive.entries.filter((entry) => extensions.includes(extname(entry.name).toLowerCase()));
}

async function openZip(source: string | Uint8Array, name: string): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
  try {
    return typeof source === 'string'
      ? await openPromise(source, options)
      : await fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.byteLength), options);
  } catch (error) {
    throw refusalOf(error, name);
  }
}

/** The content of one file. Giving up on it closes the archive. */
async function* unpacked(source: string | Uint8Array, name: string, entry: Entry): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted()) throw new Refusal('zip_encrypted', `${name} is encrypted`, 'pack it again without a password');
  if (entry.uncompressedSize > RATIO_FLOOR_BYTES && entry.uncompressedSize > LARGEST_RATIO * entry.compressedSize)
    throw new Refusal(
      'zip_bomb',
      `${name} would unpack to ${Math.round(entry.uncompressedSize / 2 ** 20)} MiB from ${Math.ceil(entry.compressedSize / 2 ** 10)} KiB`,
      'no real file shrinks so far; export it again',
    );
  const zip = await openZip(source, name);
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) yield chunk as Buffer;
  } catch (error) {
    throw refusalOf(error, name);
  } finally {
    zip.close();
  }
}

/** File names are UTF-8 where the archive says so or they are; Chinese packers write GBK without saying. */
function pathOf(entry: Entry): string {
  const raw: Buffer = entry.fileNameRaw;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    text = new TextDecoder('gb18030').decode(raw);
  }
  const path = text.replaceAll('\\', '/');
  const fault = validateFileName(path);
  // Nothing is ever written to disk under these names, yet a path that climbs is no honest archive.
  if (fault !== null) throw new Refusal('zip_broken', `the archive holds a file with a bad name: ${fault}`, 'pack it again');
  return path;
}

function isPackersOwn(path: string): boolean {
  const parts = path.split('/');
  return parts.includes('__MACOSX') || (parts.at(-1) ?? '').startsWith('.');
}

function refusalOf(error: unknown, name: string): Refusal {
  if (error instanceof Refusal) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Refusal('zip_broken', `${name} is not a complete ZIP archive: ${message}`, 'copy or pack it again');
}
