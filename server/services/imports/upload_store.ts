import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refusalOfSystemError } from '@beatline/db/engine/system_refusal';
import { Refusal } from '@beatline/shared/model/refusal';
import type { Upload } from '@beatline/shared/model/views/import_view';

/** Chosen, because a year of a large city's fixes is half of it, and nobody should wait for more to find the disk full. */
export const MAX_UPLOAD_BYTES = 4 * 2 ** 30;
/** Chosen, because somebody may start an import in the evening and agree to it in the morning. */
const KEPT_MS = 24 * 3_600_000;
/** What file systems take for one name, with room. */
const MAX_NAME_BYTES = 200;
const UPLOAD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Files that were sent in to be looked at and loaded, one folder each under `folder`. */
export interface UploadStore {
  /** Keeps what a stream gives under a file name. Refuses more than `maxBytes`; nothing stays of what is refused or broken off. */
  keep(name: string, content: Readable): Promise<Upload>;
  /** Where an upload lies. Refuses one that is gone. */
  find(uploadId: string): Promise<{ readonly path: string }>;
  remove(uploadId: string): Promise<void>;
}

/** Uploads in a folder, which is made when the first one comes; those older than a day are removed when the next one comes. */
export function createUploadStore(folder: string, nowMs: () => number, maxBytes: number = MAX_UPLOAD_BYTES): UploadStore {
  const folderOf = (uploadId: string) => join(folder, uploadId);

  async function removeOld(): Promise<void> {
    for (const entry of await readdir(folder)) {
      if (!UPLOAD_ID.test(entry)) continue;
      const { mtimeMs } = await stat(folderOf(entry));
      if (nowMs() - mtimeMs > KEPT_MS) await rm(folderOf(entry), { recursive: true, force: true });
    }
  }

  return {
    async keep(name, content) {
      const fileName = safeName(name);
      const uploadId = randomUUID();
      try {
        await mkdir(folderOf(uploadId), { recursive: true });
        await removeOld();
        const meter = createMeter(fileName, maxBytes);
        await pipeline(content, meter.stream, createWriteStream(join(folderOf(uploadId), fileName)));
        return { uploadId, name: fileName, bytes: meter.bytes() };
      } catch (error) {
        await rm(folderOf(uploadId), { recursive: true, force: true });
        throw refusalOfSystemError(error, folder);
      }
    },
    async find(uploadId) {
      const [name] = UPLOAD_ID.test(uploadId) ? await readdir(folderOf(uploadId)).catch(() => []) : [];
      if (name === undefined)
        throw new Refusal('not_found', `no upload ${uploadId}`, 'uploads are removed after a day: send the file again');
      return { path: join(folderOf(uploadId), name) };
    },
    async remove(uploadId) {
      if (UPLOAD_ID.test(uploadId)) await rm(folderOf(uploadId), { recursive: true, force: true });
    },
  };
}

function createMeter(name: string, maxBytes: number): { readonly stream: Transform; bytes(): number } {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) done(null, chunk);
      else
        done(
          new Refusal('file_too_large', `${name} holds more than ${Math.floor(maxBytes / 2 ** 20)} MiB`, 'split it, or pack it with gzip'),
        );
    },
  });
  return { stream, bytes: () => bytes };
}

/** The last part of a path without characters that file systems refuse; its end, with the extension, is kept when it is too long. */
function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // oxlint-disable-next-line no-control-regex -- exactly these must not come into a file name
  let safe = last.replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_').trim();
  while (Buffer.byteLength(safe) > MAX_NAME_BYTES) safe = safe.slice(1);
  return safe === '' || /^\.+$/.test(safe) ? 'upload' : safe;
}
