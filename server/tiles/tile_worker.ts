import { parentPort } from 'node:worker_threads';
import { GeoJSONVT, type GeoJSONVTTile } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { Feature, GeoJsonProperties } from 'geojson';
import { labelMinZoom, LAYER_MIN_ZOOM, roadMinZoom, TILE_LAYERS, TILE_MAX_ZOOM, type TileLayer } from './tile_source';

/** Messages to this worker: features of one layer in parts, then `build`, then any number of tiles. */
export type TileRequest =
  | { readonly kind: 'features'; readonly layer: TileLayer; readonly features: Feature[] }
  | { readonly kind: 'build'; readonly id: number }
  | { readonly kind: 'tile'; readonly id: number; readonly z: number; readonly x: number; readonly y: number };
export interface TileAnswer {
  readonly id: number;
  readonly bytes: Uint8Array | undefined;
}

const EXTENT = 4096;
let received = new Map<TileLayer, Feature[]>();
let indexes = new Map<TileLayer, GeoJSONVT>();

function build(): void {
  indexes = new Map();
  for (const [layer, features] of received) {
    indexes.set(
      layer,
      new GeoJSONVT(
        { type: 'FeatureCollection', features },
        { maxZoom: TILE_MAX_ZOOM, extent: EXTENT, buffer: 64, tolerance: 3, indexMaxZoom: 5, wrap: false },
      ),
    );
  }
  received = new Map();
}

function isDrawn(layer: TileLayer, tags: GeoJsonProperties, z: number): boolean {
  if (tags === null) return true;
  if (layer === 'road') return z >= roadMinZoom(String(tags['class'] ?? ''));
  if (layer === 'place_label') return z >= labelMinZoom(Number(tags['rank'] ?? 9));
  return true;
}

/** The library types a tile's features as an intersection of arrays, which `filter` loses: each is the tile's own feature. */
function drawnFeatures(layer: TileLayer, tile: GeoJSONVTTile, z: number): GeoJSONVTTile['features'] {
  return tile.features.filter((feature) => isDrawn(layer, feature.tags, z)) as GeoJSONVTTile['features'];
}

function tileBytes(z: number, x: number, y: number): Uint8Array | undefined {
  const layers: Record<string, GeoJSONVTTile> = {};
  let drawn = 0;
  for (const layer of TILE_LAYERS) {
    const index = indexes.get(layer);
    if (index === undefined || z < LAYER_MIN_ZOOM[layer]) continue;
    const tile = index.getTile(z, x, y);
    if (tile === null) continue;
    const features = drawnFeatures(layer, tile, z);
    if (features.length === 0) continue;
    layers[layer] = { ...tile, features };
    drawn += features.length;
  }
  return drawn === 0 ? undefined : fromGeojsonVt(layers, { version: 2, extent: EXTENT });
}

parentPort?.on('message', (request: TileRequest) => {
  if (request.kind === 'features') {
    const features = received.get(request.layer) ?? [];
    for (const feature of request.features) features.push(feature);
    received.set(request.layer, features);
    return;
  }
  if (request.kind === 'build') build();
  const answer: TileAnswer = { id: request.id, bytes: request.kind === 'tile' ? tileBytes(request.z, request.x, request.y) : undefined };
  parentPort?.postMessage(answer);
});
