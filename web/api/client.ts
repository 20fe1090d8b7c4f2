import type { AppRouter } from '@beatline/server/routers/app_router';
import { PROCEDURE_PATH, wireTransformer } from '@beatline/shared/model/wire';
import { QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';

const link = { url: PROCEDURE_PATH, transformer: wireTransformer };

/**
 * Figures move with the clock, not with the mouse: an answer stays good for half a minute and the old one stays on screen while the next is fetched.
 */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, gcTime: 5 * 60_000, retry: 1, refetchOnWindowFocus: false } },
});

/** One request per call: in a batch the headline would wait for the slowest of its companions, weeks of coverage. */
export const trpcClient = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink(link),
      false: httpLink(link),
    }),
  ],
});

/** Typed query, mutation and subscription options: `useQuery(trpc.coverage.summary.queryOptions(window))`. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client: trpcClient, queryClient });
