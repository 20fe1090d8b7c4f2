import { decodeColumn } from '@beatline/shared/formats/binary_column';
import type { Plan, PlanRoute } from '@beatline/shared/model/plan';
import type { SquareGeometryColumns } from '@beatline/shared/model/views/coverage_view';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { trpc } from '../../api/client';
import { useSquareGeometry } from '../../api/queries';
import { useSearchParam } from '../../state/search_params';
import { lineOf, nextStopIndex, todaysPlan } from './line_choice';

const REFRESH_MS = 60_000;

/** Today's line for this cell, as far as a plan has been approved. */
export interface TodaysLine {
  readonly plan: Plan | undefined;
  readonly route: PlanRoute | undefined;
  /** Index into the route's stops of where to go now. */
  readonly nextIndex: number | undefined;
  /** True until it is known whether there is a plan. */
  readonly isLoading: boolean;
  readonly chooseUnit: (unit: string) => void;
}

export function useTodayLine(policeCellId: number, nowMs: number): TodaysLine {
  const [unit, chooseUnit] = useSearchParam('line', '');
  const plans = useQuery(trpc.plans.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const summary = plans.data === undefined ? undefined : todaysPlan(plans.data, nowMs);
  const plan = useQuery(trpc.plans.get.queryOptions({ plan: summary?.plan ?? '' }, { enabled: summary !== undefined }));
  const geometry = useSquareGeometry(summary !== undefined);
  const mySquares = useMemo(() => squaresOf(geometry.data, policeCellId), [geometry.data, policeCellId]);
  const today = summary === undefined ? undefined : plan.data;
  const route = today === undefined ? undefined : lineOf(today, unit, mySquares);
  return {
    plan: today,
    route,
    nextIndex: route === undefined ? undefined : nextStopIndex(route, nowMs),
    isLoading: plans.isPending || (summary !== undefined && plan.isPending),
    chooseUnit,
  };
}

function squaresOf(columns: SquareGeometryColumns | undefined, policeCellId: number): ReadonlySet<number> {
  if (columns === undefined) return new Set();
  const squareIds = decodeColumn(columns.squareId);
  const cells = decodeColumn(columns.policeCellId);
  return new Set(squareIds.filter((_, index) => cells[index] === policeCellId));
}
