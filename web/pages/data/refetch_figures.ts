import { queryClient, trpc } from '../../api/client';

/** After something was stored or taken back: figures on every page are fetched anew, but not what was seen of a file, which is gone from the server. */
export function refetchFigures(): void {
  const looks = trpc.imports.inspect.pathKey();
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => JSON.stringify(queryKey[0]) !== JSON.stringify(looks[0]),
  });
}
