import type { Language } from '../i18n/i18n';

/** Between groups of three digits: a thin space, as in the design notes. */
const THIN_SPACE = '\u2009';
/** Between a figure and its unit, so that they are never parted at a line end. */
const NO_BREAK_SPACE = '\u00a0';
const MINUS = '\u2212';
const EN_DASH = '\u2013';

const UNITS: Readonly<
  Record<
    Language,
    {
      second: string;
      minute: string;
      hour: string;
      day: string;
      meter: string;
      kilometer: string;
      squareKilometer: string;
      squareMeter: string;
    }
  >
> = {
  zh: {
    second: '秒',
    minute: '分钟',
    hour: '小时',
    day: '天',
    meter: '米',
    kilometer: '公里',
    squareKilometer: '平方公里',
    squareMeter: '平方米',
  },
  en: { second: 's', minute: 'min', hour: 'h', day: 'd', meter: 'm', kilometer: 'km', squareKilometer: 'km²', squareMeter: 'm²' },
};

/** A figure and its unit, kept apart so that the unit can be set smaller. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

/** Joins a quantity for running text. */
export function textOf(quantity: Quantity): string {
  return quantity.unit === '' ? quantity.value : `${quantity.value}${NO_BREAK_SPACE}${quantity.unit}`;
}

/** A number with `decimals` places, thousands by thin space, U+2212 for minus. */
export function formatNumber(value: number, decimals = 0): string {
  const fixed = Math.abs(value).toFixed(decimals);
  const [whole = '0', part] = fixed.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN_SPACE);
  const isZero = Number(fixed) === 0;
  return `${value < 0 && !isZero ? MINUS : ''}${grouped}${part === undefined ? '' : `.${part}`}`;
}

/** A number of signed change: always with its sign. */
export function formatSigned(value: number, decimals = 0): string {
  const text = formatNumber(value, decimals);
  return value > 0 && Number(value.toFixed(decimals)) !== 0 ? `+${text}` : text;
}

/** Two bounds with a spaced en dash; one number when they print alike. */
export function formatRange(low: number, high: number, decimals = 0): string {
  const from = formatNumber(low, decimals);
  const to = formatNumber(high, decimals);
  return from === to ? from : `${from}${NO_BREAK_SPACE}${EN_DASH}${NO_BREAK_SPACE}${to}`;
}

export function formatPercent(fraction: number, decimals = 0): Quantity {
  return { value: formatNumber(fraction * 100, decimals), unit: '%' };
}

export function formatPercentRange(range: readonly [number, number], decimals = 0): Quantity {
  return { value: formatRange(range[0] * 100, range[1] * 100, decimals), unit: '%' };
}

export function formatMinutes(seconds: number, language: Language): Quantity {
  return { value: formatNumber(Math.round(seconds / 60)), unit: UNITS[language].minute };
}

export function formatHours(seconds: number, language: Language, decimals = 1): Quantity {
  return { value: formatNumber(seconds / 3600, decimals), unit: UNITS[language].hour };
}

/** Under a kilometre in metres, beyond in kilometres. */
export function formatDistance(meters: number, language: Language): Quantity {
  const units = UNITS[language];
  if (Math.abs(meters) < 1000) return { value: formatNumber(Math.round(meters / 10) * 10), unit: units.meter };
  return { value: formatNumber(meters / 1000, meters < 100_000 ? 1 : 0), unit: units.kilometer };
}

export function formatKilometers(meters: number, language: Language, decimals = 1): Quantity {
  return { value: formatNumber(meters / 1000, decimals), unit: UNITS[language].kilometer };
}

export function formatSquareKilometers(squareMeters: number, language: Language): Quantity {
  return { value: formatNumber(squareMeters / 1e6, 2), unit: UNITS[language].squareKilometer };
}

/** Below a hectare in square metres, beyond in square kilometres: an overlap of a few metres is not 0.00. */
export function formatGroundArea(squareMeters: number, language: Language): Quantity {
  return squareMeters < 10_000
    ? { value: formatNumber(Math.round(squareMeters)), unit: UNITS[language].squareMeter }
    : formatSquareKilometers(squareMeters, language);
}

/** The age of a record in its largest whole unit: 14 s, 11 min, 3 h, 2 d. */
export function formatAge(seconds: number, language: Language): Quantity {
  const units = UNITS[language];
  const age = Math.max(0, seconds);
  if (age < 100) return { value: formatNumber(Math.round(age)), unit: units.second };
  if (age < 100 * 60) return { value: formatNumber(Math.round(age / 60)), unit: units.minute };
  if (age < 72 * 3600) return { value: formatNumber(Math.round(age / 3600)), unit: units.hour };
  return { value: formatNumber(Math.round(age / 86_400)), unit: units.day };
}

/** Hours and minutes of a longer span: 3 h 47 min; minutes alone below one hour. */
export function formatDuration(seconds: number, language: Language): string {
  const units = UNITS[language];
  const minutes = Math.round(Math.abs(seconds) / 60);
  const sign = seconds < 0 && minutes > 0 ? MINUS : '';
  if (minutes < 60) return `${sign}${minutes}${NO_BREAK_SPACE}${units.minute}`;
  const rest = minutes % 60;
  const hours = `${sign}${formatNumber(Math.floor(minutes / 60))}${NO_BREAK_SPACE}${units.hour}`;
  return rest === 0 ? hours : `${hours} ${rest}${NO_BREAK_SPACE}${units.minute}`;
}

/** Expected incidents: as many places as the size asks for, so that 0.028 and 14.9 both read. */
export function formatIncidents(incidents: number): string {
  const size = Math.abs(incidents);
  return formatNumber(incidents, size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3);
}

/** Both bounds with the places of the larger one. */
export function formatIncidentsRange(range: readonly [number, number]): string {
  const size = Math.max(Math.abs(range[0]), Math.abs(range[1]));
  return formatRange(range[0], range[1], size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3);
}
