import type { LngLatBounds } from '@beatline/shared/geo/lng_lat';
import { useEffect } from 'react';
import { useMap } from '../../map/map_context';

/** Moves the map to a box whenever the box becomes another one; for children of MapView. */
export function FitBounds({ bounds }: { readonly bounds: LngLatBounds | undefined }) {
  const { fit } = useMap();
  const [west, south, east, north] = bounds ?? [];
  useEffect(() => {
    if (west !== undefined && south !== undefined && east !== undefined && north !== undefined) fit([west, south, east, north]);
  }, [fit, west, south, east, north]);
  return null;
}
