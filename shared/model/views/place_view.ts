import type { LngLat } from '../../geo/lng_lat';
import type { PlaceKind } from '../place';
import type { ZoneKind } from '../zone';

/** A registered place 重点部位. */
export interface PlaceView {
  readonly id: number;
  readonly name: string;
  readonly kind: PlaceKind;
  readonly location: LngLat;
}

/** A drawn zone: no-fly, base or privacy. */
export interface ZoneView {
  readonly id: number;
  readonly name: string;
  readonly kind: ZoneKind;
  /** Outer rings, closed. */
  readonly rings: readonly (readonly LngLat[])[];
}
