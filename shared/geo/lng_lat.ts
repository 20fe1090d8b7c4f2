/**
 * A position in WGS 84 degrees, longitude first. Every coordinate inside Beatline has this order;
 * only a parser or writer of a format that swaps it may do otherwise.
 */
export type LngLat = readonly [lng: number, lat: number];

/**
 * A position in metres of the deployment's projected CRS. An object on purpose, so that it cannot be
 * mistaken for a {@link LngLat}.
 */
export interface ProjectedMeters {
  readonly x: number;
  readonly y: number;
}

/** West, south, east, north in degrees. Never crosses the antimeridian. */
export type LngLatBounds = readonly [west: number, south: number, east: number, north: number];
