import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CategoryGroup } from '@beatline/shared/model/category';
import type { TimeWindow } from '@beatline/shared/model/time_window';
import { trpc, trpcClient } from '../../api/client';
import type { Periods } from './periods';

/** A closed period changes only with an import or a new risk version, not with the clock. */
const CLOSED_PERIOD = { staleTime: 10 * 60_000, placeholderData: keepPreviousData } as const;

/** Category filter as the calls take it: the field is absent when every category counts. */
function filterOf(group: CategoryGroup | undefined): { group?: CategoryGroup } {
  return group === undefined ? {} : { group };
}

export function usePeriodComparison(periods: Periods, group: CategoryGroup | undefined) {
  return useQuery(trpc.incidents.compare.queryOptions({ ...periods, ...filterOf(group) }, CLOSED_PERIOD));
}

export function useHeat(window: TimeWindow, group: CategoryGroup | undefined) {
  return useQuery(trpc.incidents.heat.queryOptions({ ...window, ...filterOf(group) }, CLOSED_PERIOD));
}

export function useHourMatrix(window: TimeWindow, group: CategoryGroup | undefined) {
  return useQuery(trpc.incidents.matrix.queryOptions({ ...window, ...filterOf(group) }, CLOSED_PERIOD));
}

/** Incidents as they came beside those expected, by hour and weekday; only where a risk was fitted. */
export function useObservedHours(window: TimeWindow, group: CategoryGroup | undefined, enabled: boolean) {
  return useQuery({ ...trpc.risk.hourMatrix.queryOptions({ ...window, ...filterOf(group) }, CLOSED_PERIOD), enabled });
}

export function useHotspots(window: TimeWindow, group: CategoryGroup | undefined) {
  return useQuery(trpc.hotspots.inArea.queryOptions({ ...window, ...filterOf(group) }, CLOSED_PERIOD));
}

/**
 * Coverage of a closed period, under a key of its own: the live stream refetches every `coverage` call when the ledger grows, and weeks that are over
 * are not worth that work.
 */
export function usePeriodSummary(window: TimeWindow, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['closed period', 'summary', window],
    queryFn: ({ signal }) => trpcClient.coverage.summary.query(window, { signal }),
    ...CLOSED_PERIOD,
  });
}

const DAY_SECONDS = 86_400;

/** Coverage of a closed period day by day. */
export function usePeriodDays(window: TimeWindow, enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: ['closed period', 'days', window],
    queryFn: ({ signal }) => trpcClient.coverage.strip.query({ ...window, binSeconds: DAY_SECONDS }, { signal }),
    ...CLOSED_PERIOD,
  });
}

/** Emerging and fading spots: of the newest records, whatever period the page shows. */
export function useSpots(group: CategoryGroup | undefined) {
  return useQuery(trpc.risk.spots.queryOptions(filterOf(group), CLOSED_PERIOD));
}

export type AreaLevel = 'district' | 'station' | 'police-cell';

/** What patrols put into a closed period, by mode. */
export function usePeriodEffort(window: TimeWindow, enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: ['closed period', 'effort', window],
    queryFn: ({ signal }) => trpcClient.coverage.effort.query(window, { signal }),
    ...CLOSED_PERIOD,
  });
}

/** As {@link usePeriodSummary}, by jurisdiction. */
export function usePeriodAreas(window: TimeWindow, level: AreaLevel) {
  return useQuery({
    queryKey: ['closed period', 'areas', window, level],
    queryFn: ({ signal }) => trpcClient.coverage.byArea.query({ ...window, level }, { signal }),
    ...CLOSED_PERIOD,
  });
}
