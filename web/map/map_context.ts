import type { LngLat, LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { createContext, useContext } from 'react';

/** What furniture and pages may do with a map that is ready. */
export interface MapHandle {
  readonly map: MapLibreMap;
  /** Flies to a position; closer when the map is far out. */
  readonly flyTo: (center: LngLat, zoom?: number) => void;
  readonly fit: (bounds: LngLatBounds) => void;
}

export const MapContext = createContext<MapHandle | undefined>(undefined);

/** The map this furniture stands on; for children of MapView only. */
export function useMap(): MapHandle {
  const handle = useContext(MapContext);
  if (handle === undefined) throw new Error('useMap outside of MapView');
  return handle;
}
