import type { AppRouter } from '@beatline/server/routers/app_router';
import { PROCEDURE_PATH, wireTransformer } from '@beatline/shared/model/wire';
import { QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';

const link = { url: PROCEDURE_PATH, transformer: wireTransformer };

/**
 * Figures move with the clock, not with the mouse: an answer stays good for half a minute and the old one stays on screen while the next is fetched.
 */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, gcTime: 5 * 60_000, retry: 1, refetchOnWindowFocus: false } },
});

/** Long queries of one page are sent apart, so that a heavy one does not hold up the headline. */
const MAX_BATCH_ITEMS = 3;

export const trpcClient = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink(link),
      false: httpBatchLink({ ...link, maxItems: MAX_BATCH_ITEMS }),
    }),
  ],
});

/** Typed query, mutation and subscription options: `useQuery(trpc.coverage.summary.queryOptions(window))`. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client: trpcClient, queryClient });
