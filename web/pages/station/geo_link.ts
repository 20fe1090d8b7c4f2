import type { LngLat } from '@beatline/shared/geo/lng_lat';

/** Six decimals are a decimetre: finer than any phone knows. */
const DECIMALS = 6;

/** A `geo:` address (RFC 5870: latitude first) that opens the phone's own navigation; the label is shown where the app reads `q`. */
export function geoLink([lng, lat]: LngLat, label: string): string {
  const place = `${lat.toFixed(DECIMALS)},${lng.toFixed(DECIMALS)}`;
  return `geo:${place}?q=${place}(${encodeURIComponent(label)})`;
}
