import type { LngLat } from '../../geo/lng_lat';
import type { PlaceKind } from '../place';
import type { Tier } from '../tier';
import type { GapRow } from './coverage_view';

/** Answer of `gaps.list`: the ranked rows, and what they are part of. */
export interface GapListView {
  readonly rows: readonly GapRow[];
  readonly redOverdue: number;
  readonly redTotal: number;
  /** Squares with any gap in the window, listed or not. */
  readonly total: number;
}

/** A registered place with the state of the square it stands in. */
export interface DuePlaceRow {
  readonly placeId: number;
  readonly name: string;
  readonly kind: PlaceKind;
  readonly location: LngLat;
  readonly squareId: number;
  readonly tier: Tier;
  /** Seconds past due now; negative: due in that long. */
  readonly overdueSeconds: number;
  readonly revisitSeconds: number;
  readonly lastVisit: GapRow['lastVisit'];
}

/** What the officer of one police cell 警格 sees first. */
export interface MyCellView {
  readonly cell: {
    readonly id: number;
    readonly code: string;
    readonly name: string;
    readonly stationName: string | undefined;
    readonly center: LngLat;
  };
  /** Instant the figures hold for, ISO. */
  readonly now: string;
  readonly squares: number;
  readonly squaresOverdue: number;
  /** Share of this cell's red and orange square-minutes of the current shift in standard so far; undefined without such squares. */
  readonly highRiskCoverage: readonly [low: number, high: number] | undefined;
  /** The cell's squares, most overdue of the most urgent tier first. */
  readonly rows: readonly GapRow[];
  /** The cell's registered places, most overdue of the most urgent tier first. */
  readonly places: readonly DuePlaceRow[];
  /** The latest visit of any square of the cell. */
  readonly lastVisit: GapRow['lastVisit'];
}
