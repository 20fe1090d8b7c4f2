import iconv from 'iconv-lite';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { City } from './city';
import { lngLatOfStreetSpace, writeLngLat } from './city_frame';
import { BUREAU, DISTRICT } from './city_jurisdictions';
import type { DemoPlace } from './city_places';
import { labelledSpots } from './street_labels';

/** One entry of the demo district's standard addresses. */
export interface DemoAddress {
  /** Without the city and district before it. */
  readonly label: string;
  readonly location: LngLat;
  readonly kind: 'house_number' | 'building' | 'compound';
}

/** Every door number of the streets, every building of the compounds, and compounds, works and institutions themselves at their gates. */
export function demoAddresses(city: City, places: readonly DemoPlace[]): DemoAddress[] {
  const byLabel = new Map<string, DemoAddress>();
  const degrees = new Float64Array(2);
  for (const { x, y, label, numbered } of labelledSpots(city)) {
    if (numbered === 'none' || byLabel.has(label)) continue;
    writeLngLat(x, y, degrees);
    byLabel.set(label, { label, location: [degrees[0], degrees[1]], kind: numbered === 'street' ? 'house_number' : 'building' });
  }
  for (const place of places) {
    if (place.site === undefined || byLabel.has(place.name)) continue;
    byLabel.set(place.name, { label: place.name, location: lngLatOfStreetSpace(place.u, place.v), kind: 'compound' });
  }
  return [...byLabel.values()];
}

/** The standard addresses as a civil registry exports them: CSV in GB18030, each with its city and district. */
export function writeAddresses(addresses: readonly DemoAddress[]): Uint8Array {
  const rows = addresses.map(
    ({ label, location }) => `${BUREAU_CITY}${DISTRICT_NAME}${label},${location[0].toFixed(6)},${location[1].toFixed(6)}`,
  );
  return iconv.encode(`标准地址,经度,纬度\r\n${rows.join('\r\n')}\r\n`, 'gb18030');
}

/** 澜州市公安局 → 澜州市, 东浦分局 → 东浦区. */
const BUREAU_CITY = BUREAU.name.replace(/公安局$/, '');
const DISTRICT_NAME = DISTRICT.name.replace(/(?:区)?(?:公安)?分局$/, '区');
