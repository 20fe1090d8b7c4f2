import type { UnlocatedIncident } from '@beatline/shared/model/views/incident_view';
import { useInfiniteQuery } from '@tanstack/react-query';
import { trpcClient } from '../../../api/client';

const PAGE = 200;

export interface UnlocatedPages {
  /** Undefined before the first answer. */
  readonly incidents: readonly UnlocatedIncident[] | undefined;
  readonly error: { readonly message: string } | undefined;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly more: () => void;
  readonly retry: () => void;
}

/** Unlocated incidents, page by page. Fetched anew with each visit and not in between: a row must not vanish under the hand that places it. */
export function useUnlocated(): UnlocatedPages {
  const query = useInfiniteQuery({
    queryKey: ['unlocated incidents'],
    queryFn: ({ pageParam, signal }) =>
      trpcClient.incidents.unlocated.query({ limit: PAGE, ...(pageParam === undefined ? {} : { beforeId: pageParam }) }, { signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.id),
    staleTime: Infinity,
    gcTime: 0,
  });
  return {
    incidents: query.data?.pages.flat(),
    error: query.error ?? undefined,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}
