import proj4 from 'proj4';
import type { LngLat, ProjectedMeters } from './lng_lat';

/** Converts between WGS 84 degrees and one projected CRS with metre axes. */
export interface Projection {
  toMeters(position: LngLat): ProjectedMeters;
  toLngLat(position: ProjectedMeters): LngLat;
}

/**
 * A projection from its proj4 text (`spatial_ref_sys.proj4text`). Throws a RangeError when the text names no projected CRS in metres:
 * the lattice needs metre axes.
 */
export function createProjection(proj4Text: string): Projection {
  if (/\+proj=longlat/.test(proj4Text)) throw new RangeError(`CRS has degree axes, a projected one in metres is needed: ${proj4Text}`);
  if (/\+units=(us-ft|ft)|\+to_meter=(?!1\b)/.test(proj4Text)) throw new RangeError(`CRS axes are not metres: ${proj4Text}`);
  const converter = proj4('WGS84', proj4Text);
  return {
    toMeters(position) {
      const [x, y] = converter.forward([position[0], position[1]]);
      return { x, y };
    },
    toLngLat(position) {
      const [lng, lat] = converter.inverse([position.x, position.y]);
      return [lng, lat];
    },
  };
}

/** EPSG code of the WGS 84 / UTM zone a position lies in. */
export function utmEpsgOf(position: LngLat): number {
  const zone = Math.min(60, Math.max(1, Math.floor((position[0] + 180) / 6) + 1));
  return (position[1] < 0 ? 32700 : 32600) + zone;
}
