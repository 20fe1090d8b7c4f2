import type { LngLat, LngLatBounds } from '../geo/lng_lat';

/** One installation: its ground, its time and its name. Exactly one per database. */
export interface Deployment {
  readonly id: number;
  readonly name: string;
  /** Projected CRS with metre axes, e.g. `EPSG:32650`. */
  readonly crs: string;
  readonly srid: number;
  /** proj4 text of `crs`, from the database's `spatial_ref_sys`. */
  readonly proj4: string;
  readonly timeZone: string;
  readonly cellMeters: number;
  /** True when the demo generator filled it; every page then says 演示数据. */
  readonly isDemo: boolean;
  /** Bounds and centre of the jurisdictions, or of the streets when there are none; undefined in an empty deployment. */
  readonly bounds: LngLatBounds | undefined;
  readonly center: LngLat | undefined;
}
