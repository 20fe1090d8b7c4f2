import { useEffect, useState } from 'react';
import { useDeployment } from '../api/queries';

/** This machine's clock, epoch milliseconds, read anew every `everyMs`: for ages since something came in. */
export function useLocalMs(everyMs = 1000): number {
  const [localMs, setLocalMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setLocalMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return localMs;
}

/** The server's clock, epoch milliseconds, moving by itself: its last answer plus the time since it came. Undefined before the first answer. */
export function useNowMs(everyMs = 1000): number | undefined {
  const { data, dataUpdatedAt } = useDeployment();
  const localMs = useLocalMs(everyMs);
  return data === undefined ? undefined : Date.parse(data.now) + Math.max(0, localMs - dataUpdatedAt);
}
