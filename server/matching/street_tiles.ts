import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writeStreetPbf } from '@beatline/shared/formats/street_pbf';
import type { StreetSegment } from '@beatline/shared/model/street_segment';
import { valhallaConfig } from './valhalla_config';

/** Raise it when tiles of the same streets would come out differently: another package, another configuration, other tags. */
const TILE_RECIPE = 'valhalla-3.6.1/1';
/** Digits of the digest in a folder's name. */
const NAME_DIGITS = 32;

/** Names a street network: equal for equal segments. */
export function digestOfStreets(segments: readonly StreetSegment[]): string {
  return createHash('sha256').update(TILE_RECIPE).update(writeStreetPbf(segments)).digest('hex').slice(0, NAME_DIGITS);
}

/**
 * The folder of the routing tiles of these segments within `parentFolder`, built unless they are there already; tiles of other streets are removed. They can always
 * be made again, because the segments are all they are made from. Seconds for a city. A build that is cut off leaves nothing that looks whole.
 */
export async function streetTiles(parentFolder: string, digest: string, segments: readonly StreetSegment[]): Promise<string> {
  const folder = join(parentFolder, digest);
  if (!existsSync(folder)) await buildTiles(folder, writeStreetPbf(segments));
  await removeOthers(parentFolder, digest);
  return folder;
}

async function buildTiles(folder: string, pbf: Uint8Array): Promise<void> {
  const making = `${folder}.${randomUUID()}`;
  await mkdir(making, { recursive: true });
  try {
    await Promise.all([
      writeFile(join(making, 'streets.osm.pbf'), pbf),
      writeFile(join(making, 'config.json'), JSON.stringify(valhallaConfig(join(making, 'tiles')))),
    ]);
    // It leaves what it works on in the folder it is started in.
    await promisify(execFile)(tileBuilder(), ['-c', 'config.json', 'streets.osm.pbf'], { cwd: making });
    await rename(join(making, 'tiles'), folder).catch((error: unknown) => {
      // Another process was quicker: its tiles are the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

function tileBuilder(): string {
  const packageFolder = dirname(createRequire(import.meta.url).resolve('@valhallajs/valhallajs'));
  return join(packageFolder, platform(), arch(), 'valhalla_build_tiles');
}

/** Tiles of former streets, but for the newest of them: another process may be matching with those still. */
async function removeOthers(parentFolder: string, digest: string): Promise<void> {
  const others = (await readdir(parentFolder)).filter((name) => /^[0-9a-f]{32}$/.test(name) && name !== digest);
  const dated = await Promise.all(others.map(async (name) => ({ name, madeMs: (await stat(join(parentFolder, name))).mtimeMs })));
  const old = dated.toSorted((a, b) => b.madeMs - a.madeMs).slice(1);
  for (const { name } of old) await rm(join(parentFolder, name), { recursive: true, force: true });
}
