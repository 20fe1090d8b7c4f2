import type { Quantity } from '../../format/quantities';
import { useFormat } from '../../format/use_format';

/** A span as an officer says it: minutes under two hours, hours and minutes under half a day, hours under three days, then days. Figures and units apart. */
export function useSpanParts(): (seconds: number) => Quantity[] {
  const format = useFormat();
  return (seconds) => {
    const minutes = Math.round(seconds / 60);
    if (minutes < 120) return [format.minutes(minutes * 60)];
    if (minutes >= 72 * 60) return [format.age(seconds)];
    const hours = format.hours(Math.floor(minutes / 60) * 3600, 0);
    return minutes % 60 === 0 || minutes >= 12 * 60 ? [hours] : [hours, format.minutes((minutes % 60) * 60)];
  };
}
