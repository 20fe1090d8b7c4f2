import { useEffect, useState } from 'react';
import { useDeployment } from '../api/queries';

/** The server's clock, epoch milliseconds, moving by itself: its last answer plus the time since it came. Undefined before the first answer. */
export function useNowMs(everyMs = 1000): number | undefined {
  const { data, dataUpdatedAt } = useDeployment();
  const [localMs, setLocalMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setLocalMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return data === undefined ? undefined : Date.parse(data.now) + Math.max(0, localMs - dataUpdatedAt);
}
