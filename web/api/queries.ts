import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { TimeWindow } from '@beatline/shared/model/time_window';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import { trpc } from './client';

/** Named windows are resolved on the server; asking again each minute moves them with the clock. */
const DEPLOYMENT_REFRESH_MS = 60_000;

/** What a figure is asked for: a window, and the modes that count (all when undefined). */
export interface CoverageQuestion extends TimeWindow {
  readonly modes?: PatrolMode[];
}

export function useDeployment() {
  return useQuery({ ...trpc.deployment.get.queryOptions(), refetchInterval: DEPLOYMENT_REFRESH_MS, placeholderData: keepPreviousData });
}

/** The squares' outlines: fixed until the ground is re-imported, so fetched once. */
export function useSquareGeometry(enabled = true) {
  return useQuery({ ...trpc.squares.geometry.queryOptions(), staleTime: Infinity, enabled });
}

export function useJurisdictionShapes(level: 'district' | 'station' | 'police-cell', enabled = true) {
  return useQuery({ ...trpc.jurisdictions.shapes.queryOptions({ level }), staleTime: Infinity, enabled });
}

export function useCoverageSquares(question: CoverageQuestion | undefined) {
  return useQuery({ ...trpc.coverage.squares.queryOptions(question ?? skipToken), placeholderData: keepPreviousData });
}

/** Tiers in every shift band: fixed until the risk is fitted again. */
export function useRiskTiers(enabled: boolean) {
  return useQuery({ ...trpc.risk.tiers.queryOptions(enabled ? undefined : skipToken, { staleTime: 10 * 60_000 }) });
}

export function useCoverageSummary(question: CoverageQuestion | undefined) {
  return useQuery({ ...trpc.coverage.summary.queryOptions(question ?? skipToken), placeholderData: keepPreviousData });
}
