import { formatNumber, textOf } from '../../../format/quantities';

const STEP = 1000;
const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** A size as file managers show it: 3.2 MB, powers of 1000. */
export function fileSizeText(bytes: number): string {
  const power = bytes < STEP ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / STEP ** power;
  return textOf({ value: formatNumber(value, power > 0 && value < 100 ? 1 : 0), unit: UNITS[power] ?? 'B' });
}
