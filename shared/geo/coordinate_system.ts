import gcoord from 'gcoord';
import proj4 from 'proj4';
import { Refusal } from '../model/refusal';
import type { LngLat } from './lng_lat';

/** Turns a pair of input coordinates (x or lng first) into WGS 84; undefined when the pair lies outside what its system can say. */
export type ToLngLat = (x: number, y: number) => LngLat | undefined;

/** Input that already is WGS 84, or CGCS2000, which differs by centimetres. */
export const fromWgs84: ToLngLat = (x, y) => (isLngLat(x, y) ? [x, y] : undefined);

/** From the shifted degrees of Chinese map services (GCJ-02). Exact within 1 m; unshifted outside China. */
export const fromGcj02: ToLngLat = (x, y) => shifted(x, y, gcoord.GCJ02);

/** From Baidu's degrees (BD-09). Exact within 2 m. */
export const fromBd09: ToLngLat = (x, y) => shifted(x, y, gcoord.BD09);

function shifted(x: number, y: number, system: typeof gcoord.GCJ02 | typeof gcoord.BD09): LngLat | undefined {
  if (!isLngLat(x, y)) return undefined;
  const [lng, lat] = gcoord.transform([x, y], system, gcoord.WGS84);
  return [lng, lat];
}

/** From any CRS by its proj4 text (axis unit honoured). Throws a Refusal `crs_unusable` when proj4 does not know it. */
export function fromProj4(proj4Text: string, crs: string): ToLngLat {
  try {
    const converter = proj4('WGS84', proj4Text);
    return (x, y) => {
      const [lng, lat] = converter.inverse([x, y]);
      return isLngLat(lng, lat) ? [lng, lat] : undefined;
    };
  } catch (error) {
    throw new Refusal(
      'crs_unusable',
      `${crs} cannot be converted: ${error instanceof Error ? error.message : String(error)}`,
      'convert the file to EPSG:4326 first',
    );
  }
}

function isLngLat(lng: number, lat: number): boolean {
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90;
}
