import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gunzip, gzip, constants } from 'node:zlib';
import { postgis } from '@electric-sql/pglite-postgis';
import type { Extension } from '@electric-sql/pglite';
import { CACHE_FOLDER } from './cluster_template';
import { systemErrorCodeOf } from './system_refusal';

const TAR_BLOCK_BYTES = 512;

/** Every start compiles each library of the bundle; these two are never used here and cost 1.1 s of a start of 2.6 s (Node 20, 2 cores). */
const UNUSED = /(^|\/)postgis_(raster|topology|tiger_geocoder)[^/]*$|--unpackaged--|--ANY\.sql$|\/contrib\/postgis-[^/]*\/.+$/;

/**
 * PostGIS for PGlite without the parts Beatline does not use, cut once from the package's bundle and kept in the project's `.cache`. Where that
 * folder cannot be written the whole bundle is used: slower, nothing else.
 */
export async function postgisBundle(): Promise<Extension> {
  const path = await slimBundlePath();
  if (path === undefined) return postgis;
  return {
    name: 'postgis',
    async setup(pglite, emscriptenOptions) {
      const whole = await postgis.setup(pglite, emscriptenOptions);
      return { ...whole, bundlePath: pathToFileURL(path) };
    },
  };
}

async function slimBundlePath(): Promise<string | undefined> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite-postgis');
  const source = join(dirname(entry), 'postgis.tar.gz');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as { version: string };
  const path = join(CACHE_FOLDER, `postgis_${version}_slim.tar.gz`);
  if (existsSync(path)) return path;
  const slim = slimTar(await promisify(gunzip)(readFileSync(source)));
  try {
    mkdirSync(CACHE_FOLDER, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, await promisify(gzip)(slim, { level: constants.Z_BEST_SPEED }));
    renameSync(`${path}.${process.pid}`, path);
    return path;
  } catch (error) {
    if (systemErrorCodeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** The same tar without the unused entries. Entries are a header block, then the content padded to whole blocks. */
export function slimTar(tar: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  const text = new TextDecoder('latin1');
  for (let at = 0; at + TAR_BLOCK_BYTES <= tar.length;) {
    const name = text.decode(tar.subarray(at, at + 100)).replace(/\0.*$/s, '');
    if (name === '') break;
    const size = Number.parseInt(text.decode(tar.subarray(at + 124, at + 136)), 8) || 0;
    const end = at + TAR_BLOCK_BYTES + Math.ceil(size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
    if (!UNUSED.test(name)) kept.push(tar.subarray(at, end));
    at = end;
  }
  kept.push(new Uint8Array(2 * TAR_BLOCK_BYTES));
  return Buffer.concat(kept);
}
