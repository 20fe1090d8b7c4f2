import type { Scoped } from '@beatline/db/engine/database';
import { jurisdictionShapes } from '@beatline/db/queries/jurisdictions';
import { listBaseFeatures, listMapPlaces, loadStreetSegments } from '@beatline/db/queries/streets';
import { BASE_LAYERS, type BaseLayer } from '@beatline/shared/model/base_feature';
import type { Feature, Geometry } from 'geojson';
import type { TileLayer } from './tile_source';

const isBaseLayer = (layer: TileLayer): layer is BaseLayer => (BASE_LAYERS as readonly string[]).includes(layer);

/** The database writes positions read-only; the tile library's types ask for plain arrays and never change them. */
function feature(geometry: { readonly type: string; readonly coordinates: unknown }, properties: Record<string, string | number>): Feature {
  return { type: 'Feature', properties, geometry: geometry as Geometry };
}

/** Features of one layer of the base map, with what the map style looks at: class, kind, name, rank, level. */
export async function readTileLayer(scoped: Scoped, layer: TileLayer): Promise<Feature[]> {
  if (isBaseLayer(layer)) {
    const features = await listBaseFeatures(scoped, [layer]);
    return features.map(({ kind, name, geometry }) => feature(geometry, { kind, name }));
  }
  if (layer === 'road') {
    const segments = await loadStreetSegments(scoped);
    return segments.map(({ highwayClass, name, oneway, coordinates }) =>
      feature({ type: 'LineString', coordinates }, { class: highwayClass, name, oneway }),
    );
  }
  if (layer === 'place_label') {
    const places = await listMapPlaces(scoped);
    return places.map(({ name, osmKind, kind, rank, location }) =>
      feature({ type: 'Point', coordinates: location }, { name, kind: kind === 'other' ? osmKind : kind, rank }),
    );
  }
  const { features } = await jurisdictionShapes(scoped);
  return features.map(({ properties, geometry }) =>
    feature(geometry, { level: properties.level, name: properties.name, id: properties.id }),
  );
}
