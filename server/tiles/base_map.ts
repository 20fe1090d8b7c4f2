import type { Worker } from 'node:worker_threads';
import type { Feature } from 'geojson';
import { startThread } from '../threads/start_thread';
import { TILE_LAYERS, TILE_MAX_ZOOM, type TileLayer } from './tile_source';
import type { TileAnswer, TileRequest } from './tile_worker';

/** Features handed to the worker at a time, so that copying them never holds up other requests for long. */
const FEATURES_PER_MESSAGE = 2000;

/** Tiles kept: a city at the zooms people use is a few thousand, ~20 kB each. */
const KEPT_TILES = 3000;

/** Gives the features of one layer; called when the base map is (re)built. */
export type LayerReader = (layer: TileLayer) => Promise<readonly Feature[]>;

export interface BaseMap {
  /** Bytes of a tile, undefined where nothing is drawn. Waits for the map to be built. */
  tile(z: number, x: number, y: number): Promise<Uint8Array | undefined>;
  /** Names the data the tiles are cut from: their ETag. */
  version(): string;
  /** Builds anew from the database in the background, when `version` is not the one already built or being built. */
  rebuild(version: string): void;
  close(): Promise<void>;
}

interface Built {
  readonly version: string;
  readonly worker: Promise<Worker>;
  readonly tiles: Map<string, Promise<Uint8Array | undefined>>;
}

/** Vector tiles cut by a worker thread; every base map has its own, which is dropped when the next one is ready. */
export function createBaseMap(readLayer: LayerReader, onError: (error: unknown) => void): BaseMap {
  let current: Built | undefined;
  let nextId = 1;
  const waiting = new Map<number, { resolve: (bytes: Uint8Array | undefined) => void; reject: (error: unknown) => void }>();

  function ask(worker: Worker, request: (id: number) => TileRequest): Promise<Uint8Array | undefined> {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage(request(id));
    });
  }

  async function start(): Promise<Worker> {
    const worker = startThread(new URL('./tile_worker.ts', import.meta.url), undefined);
    worker.on('message', (answer: TileAnswer) => {
      waiting.get(answer.id)?.resolve(answer.bytes);
      waiting.delete(answer.id);
    });
    worker.on('error', (error) => {
      for (const request of waiting.values()) request.reject(error);
      waiting.clear();
    });
    for (const layer of TILE_LAYERS) {
      const features = await readLayer(layer);
      for (let from = 0; from < features.length; from += FEATURES_PER_MESSAGE) {
        worker.postMessage({ kind: 'features', layer, features: features.slice(from, from + FEATURES_PER_MESSAGE) } satisfies TileRequest);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    await ask(worker, (id) => ({ kind: 'build', id }));
    return worker;
  }

  async function stop(built: Built): Promise<void> {
    const worker = await built.worker.catch(() => undefined);
    await worker?.terminate();
  }

  return {
    version: () => current?.version ?? 'none',
    rebuild(version) {
      if (current?.version === version) return;
      const previous = current;
      // One after another: two maps of a city at once would take twice the memory.
      const worker = (previous === undefined ? Promise.resolve() : stop(previous)).then(start);
      worker.catch(onError);
      current = { version, worker, tiles: new Map() };
    },
    async tile(z, x, y) {
      if (current === undefined || z > TILE_MAX_ZOOM) return undefined;
      const { tiles, worker } = current;
      const key = `${z}/${x}/${y}`;
      const kept = tiles.get(key);
      if (kept !== undefined) return kept;
      const made = worker.then((ready) => ask(ready, (id) => ({ kind: 'tile', id, z, x, y })));
      if (tiles.size >= KEPT_TILES) tiles.delete(tiles.keys().next().value ?? '');
      tiles.set(key, made);
      return made;
    },
    async close() {
      if (current !== undefined) await stop(current);
    },
  };
}
