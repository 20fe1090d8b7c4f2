import type { TimeWindow } from '@beatline/shared/model/time_window';
import { useCallback } from 'react';
import { useFormat } from '../../format/use_format';

/** A period by its first and last day, `10-21 – 11-17`; with the years when they differ. */
export function usePeriodText(): (window: TimeWindow) => string {
  const { monthDay, timeZone } = useFormat();
  return useCallback(
    (window) => {
      const lastInstantMs = Date.parse(window.to) - 1;
      const year = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric' });
      const fromYear = year.format(new Date(window.from));
      const toYear = year.format(new Date(lastInstantMs));
      if (fromYear === toYear) return `${monthDay(window.from)}\u00a0\u2013\u00a0${monthDay(lastInstantMs)}`;
      return `${fromYear}-${monthDay(window.from)}\u00a0\u2013\u00a0${toYear}-${monthDay(lastInstantMs)}`;
    },
    [monthDay, timeZone],
  );
}
