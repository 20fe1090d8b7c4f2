const ZONE_DEGREES = 6;
const NORTH_BASE = 32_600;
const SOUTH_BASE = 32_700;

/** The EPSG code of the UTM zone (WGS 84) a position lies in: metres on the ground within 0.04 %. Undefined while it is no position. */
export function utmZoneCode(lng: number, lat: number): string | undefined {
  if (!(Math.abs(lng) <= 180 && Math.abs(lat) <= 84)) return undefined;
  const zone = Math.min(60, Math.floor((lng + 180) / ZONE_DEGREES) + 1);
  return `EPSG:${(lat < 0 ? SOUTH_BASE : NORTH_BASE) + zone}`;
}
