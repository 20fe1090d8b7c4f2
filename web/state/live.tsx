import type { LiveUnit } from '@beatline/shared/model/views/unit_view';
import { useSubscription } from '@trpc/tanstack-react-query';
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { queryClient, trpc } from '../api/client';

/** What the server pushes: where units are, and that coverage has moved. */
interface LiveState {
  readonly units: readonly LiveUnit[];
  /** When the last message came, epoch milliseconds of this machine; undefined before the first. */
  readonly receivedAtMs: number | undefined;
  readonly connected: boolean;
}

const LiveContext = createContext<LiveState>({ units: [], receivedAtMs: undefined, connected: false });

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [message, setMessage] = useState<Pick<LiveState, 'units' | 'receivedAtMs'>>({ units: [], receivedAtMs: undefined });
  const [coverageVersion, setCoverageVersion] = useState<number | undefined>(undefined);
  const subscription = useSubscription(
    trpc.live.updates.subscriptionOptions(undefined, {
      onData(update) {
        setMessage(stamped(update.units));
        setCoverageVersion(update.coverageVersion);
      },
    }),
  );
  useCoverageRefresh(coverageVersion);
  const connected = subscription.status === 'pending';
  const value = useMemo(() => ({ ...message, connected }), [message, connected]);
  return <LiveContext value={value}>{children}</LiveContext>;
}

/** Between two refetches of coverage: chosen, because fixes come every second and no figure on the wall moves visibly in less. */
const REFRESH_EVERY_MS = 20_000;

/** Refetches what depends on the ledger when it has changed, but not more often than a reader could follow. */
function useCoverageRefresh(coverageVersion: number | undefined): void {
  const refreshedMs = useRef(0);
  const seen = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (coverageVersion === undefined || seen.current === undefined) {
      seen.current = coverageVersion;
      return undefined;
    }
    const refresh = () => {
      refreshedMs.current = performance.now();
      for (const queryKey of [trpc.coverage.pathKey(), trpc.gaps.pathKey(), trpc.cells.pathKey()])
        void queryClient.invalidateQueries({ queryKey });
    };
    const timer = setTimeout(refresh, Math.max(0, refreshedMs.current + REFRESH_EVERY_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [coverageVersion]);
}

/** What came, and when by this machine's clock. */
function stamped(units: readonly LiveUnit[]): Pick<LiveState, 'units' | 'receivedAtMs'> {
  return { units, receivedAtMs: Date.now() };
}

/** Live units with the age of each last fix as of the last message. */
export function useLive(): LiveState {
  return useContext(LiveContext);
}
