import { useMemo } from 'react';
import { CATEGORY_GROUPS, type CategoryGroup } from '@beatline/shared/model/category';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { useSearchParam } from '../../state/search_params';
import {
  COMPARISONS,
  PERIOD_DAYS,
  defaultEndLocalMs,
  endLocalMsOfDate,
  lastDayOf,
  periodsBefore,
  type Comparison,
  type PeriodDays,
  type Periods,
} from './periods';

const DEFAULT_DAYS: PeriodDays = 28;

/** `changes`: emerging and fading spots; `clusters`: where incidents of the period lie close together. */
export const SPOTS_CHOICES = ['changes', 'clusters'] as const;
export type SpotsChoice = (typeof SPOTS_CHOICES)[number];

/** What the page is asked to show; all of it in the address, so that a link shows the same. */
export interface DistrictState {
  readonly group: CategoryGroup | undefined;
  readonly chooseGroup: (group: CategoryGroup | undefined) => void;
  readonly days: PeriodDays;
  readonly chooseDays: (days: PeriodDays) => void;
  readonly comparison: Comparison;
  readonly chooseComparison: (comparison: Comparison) => void;
  /** Last whole day of the period, `2026-11-20`. */
  readonly lastDay: string;
  readonly chooseLastDay: (lastDay: string) => void;
  readonly periods: Periods;
  /** Which spots are listed and outlined; undefined until somebody chooses. */
  readonly spotsView: SpotsChoice | undefined;
  readonly chooseSpotsView: (view: SpotsChoice) => void;
  /** The square that explains itself. */
  readonly square: number | undefined;
  readonly chooseSquare: (square: number | undefined) => void;
}

export function useDistrictState(deployment: DeploymentView): DistrictState {
  const [groupText, writeGroup] = useSearchParam('group', '');
  const [daysText, writeDays] = useSearchParam('days', String(DEFAULT_DAYS));
  const [comparisonText, writeComparison] = useSearchParam('against', 'before');
  const [lastDayText, writeLastDay] = useSearchParam('until', '');
  const [spotsText, writeSpots] = useSearchParam('spots', '');
  const [squareText, writeSquare] = useSearchParam('square', '');

  const group = CATEGORY_GROUPS.find((known) => known === groupText);
  const days = PERIOD_DAYS.find((known) => String(known) === daysText) ?? DEFAULT_DAYS;
  const comparison = COMPARISONS.find((known) => known === comparisonText) ?? 'before';
  const clock = useMemo(() => createSlotClock(deployment.timeZone), [deployment.timeZone]);
  const defaultEnd = defaultEndLocalMs(Date.parse(deployment.now), deployment.streamAgesSeconds.incidents, clock);
  const endLocalMs = endLocalMsOfDate(lastDayText) ?? defaultEnd;
  const periods = useMemo(() => periodsBefore(endLocalMs, days, comparison, clock), [endLocalMs, days, comparison, clock]);

  return {
    group,
    chooseGroup: writeGroup,
    days,
    chooseDays: (next) => writeDays(String(next)),
    comparison,
    chooseComparison: writeComparison,
    lastDay: lastDayOf(endLocalMs),
    chooseLastDay: (next) => writeLastDay(next === lastDayOf(defaultEnd) ? undefined : next),
    periods,
    spotsView: SPOTS_CHOICES.find((known) => known === spotsText),
    chooseSpotsView: writeSpots,
    square: /^\d+$/.test(squareText) ? Number(squareText) : undefined,
    chooseSquare: (square) => writeSquare(square === undefined ? undefined : String(square)),
  };
}
