import type { LngLat } from '../../geo/lng_lat';
import type { BinaryColumn } from '../../formats/binary_column';
import type { Duty } from '../evidence';
import type { ForceKind } from '../force_kind';
import type { PatrolMode } from '../patrol_mode';

export interface LiveUnit {
  readonly unitId: number;
  readonly code: string;
  readonly mode: PatrolMode;
  readonly kind: ForceKind;
  readonly location: LngLat;
  readonly headingDegrees: number | undefined;
  readonly speedMetersPerSecond: number | undefined;
  readonly ageSeconds: number;
  /** Older than 3 nominal intervals or 60 s, whichever is longer: drawn hollow, not counted. */
  readonly stale: boolean;
  readonly duty: Duty;
  readonly nearPlaceName: string;
  readonly stationName: string | undefined;
}

/** Tracks of a window as flat columns: path i covers positions [startIndex[i], startIndex[i+1]). */
export interface TrackColumns {
  readonly paths: readonly { readonly unitCode: string; readonly mode: PatrolMode }[];
  /** uint32, paths.length + 1 entries. */
  readonly startIndex: BinaryColumn;
  /** float64, 2 per fix: lng, lat. */
  readonly positions: BinaryColumn;
  /** float64 epoch milliseconds per fix. */
  readonly instantMs: BinaryColumn;
  /** True when the answer was thinned to stay under the limit. */
  readonly thinned: boolean;
}

export interface TrackVisit {
  readonly unitCode: string;
  readonly mode: PatrolMode;
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
}
export interface NearTrack {
  readonly unitCode: string;
  readonly mode: PatrolMode;
  readonly nearestAt: string;
  readonly distanceMeters: number;
}
