import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Tier } from '@beatline/shared/model/tier';
import type { MyCellView } from '@beatline/shared/model/views/cell_view';
import type { GapRow, Side } from '@beatline/shared/model/views/coverage_view';

/** What the due list can show: the urgent squares, the registered places, or every square. */
export const DUE_VIEWS = ['urgent', 'places', 'all'] as const;
export type DueView = (typeof DUE_VIEWS)[number];

/** One line of 应巡未巡: a square, or a registered place with the square it stands in. */
export interface DueItem {
  readonly key: string;
  readonly squareId: number;
  readonly tier: Tier;
  readonly placeName: string;
  readonly side: Side | undefined;
  readonly location: LngLat;
  readonly revisitSeconds: number;
  /** Seconds past due when the answer was made; negative: due in that long. */
  readonly overdueSeconds: number;
  readonly lastVisit: GapRow['lastVisit'];
  readonly topCategory: GapRow['topCategory'];
}

function itemOfSquare(row: GapRow): DueItem {
  const { squareId, tier, placeName, side, revisitSeconds, overdueSeconds, lastVisit, topCategory } = row;
  return {
    key: `square ${squareId}`,
    squareId,
    tier,
    placeName,
    side,
    location: row.center,
    revisitSeconds,
    overdueSeconds,
    lastVisit,
    topCategory,
  };
}

function isUrgent(row: { readonly tier: Tier }): boolean {
  return row.tier === 'red' || row.tier === 'orange';
}

/** The lines of one view, longest overdue first. */
export function dueItems(view: MyCellView, show: DueView): DueItem[] {
  const items =
    show === 'places'
      ? view.places.map((place) => ({
          ...place,
          key: `place ${place.placeId}`,
          placeName: place.name,
          side: undefined,
          topCategory: undefined,
        }))
      : view.rows.filter((row) => show === 'all' || isUrgent(row)).map(itemOfSquare);
  return items.toSorted((a, b) => b.overdueSeconds - a.overdueSeconds);
}

/** The view to open on: urgent squares where there are any, else places, else everything. */
export function firstDueView(view: MyCellView): DueView {
  if (view.rows.some(isUrgent)) return 'urgent';
  return view.places.length > 0 ? 'places' : 'all';
}
