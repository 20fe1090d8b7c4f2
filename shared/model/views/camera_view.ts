import type { LngLat } from '../../geo/lng_lat';

/** A fixed camera as the map draws it. */
export interface CameraOnMap {
  readonly code: string;
  readonly name: string;
  readonly location: LngLat;
  /** Whether it showed a picture at the instant asked about. */
  readonly isWorking: boolean;
  /** The ground it sees when it works, a closed ring: up to the walls, within its range and field of view. */
  readonly outline: readonly LngLat[];
}

/** cameras.blindSpots: what the working cameras see at an instant, and how much they do not. */
export interface BlindSpots {
  /** ISO 8601 in the deployment's zone. */
  readonly at: string;
  readonly cameras: readonly CameraOnMap[];
  /** Squares whose centre some working camera sees, ascending; every other square of the ground is blind. */
  readonly seenSquareIds: readonly number[];
  readonly squares: number;
  readonly blindSquares: number;
  /** Length of the streets, and of the parts no working camera sees. */
  readonly streetMeters: number;
  readonly blindStreetMeters: number;
}
