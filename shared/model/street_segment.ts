import type { LngLat } from '../geo/lng_lat';

/**
 * One stretch of street between two junctions (or a junction and a dead end), as cut from the imported ways.
 * Two segments meet where they name the same node; a bridge over a street shares no node with it.
 */
export interface StreetSegment {
  /** Stable within one import. */
  readonly id: number;
  /** Node at `coordinates[0]`. OpenStreetMap ids go past 2^33: exact in a double, not in an int32. */
  readonly fromNode: number;
  /** Node at the last coordinate. */
  readonly toNode: number;
  /** The OpenStreetMap `highway` value, e.g. `residential`. */
  readonly highwayClass: string;
  /** Empty when the street has none. */
  readonly name: string;
  /** 1: vehicles only from → to, -1: only to → from, 0: both ways. Never binds people on foot. */
  readonly oneway: -1 | 0 | 1;
  /** Speed a patrol car plans with here; meaningless where `vehicleAllowed` is false. */
  readonly speedMetersPerSecond: number;
  readonly vehicleAllowed: boolean;
  readonly footAllowed: boolean;
  /** Ground length along `coordinates`. */
  readonly lengthMeters: number;
  /** At least two positions, from `fromNode` to `toNode`. */
  readonly coordinates: readonly LngLat[];
}
