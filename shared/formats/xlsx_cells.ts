/** How a spreadsheet shows the number of a cell: as it is, or as day, time of day or both. */
export type NumberShape = 'number' | 'date' | 'time' | 'date-time';

/** Formats every spreadsheet knows by number (ECMA-376 18.8.30), those of East Asian Excel included. */
const BUILT_IN: readonly (readonly [from: number, to: number, shape: NumberShape])[] = [
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'date-time'],
  [27, 31, 'date'],
  [32, 35, 'time'],
  [36, 36, 'date'],
  [45, 47, 'time'],
  [50, 54, 'date'],
  [55, 56, 'time'],
  [57, 58, 'date'],
];

/** What a number format shows, by its number and, for a workbook's own formats, its code, e.g. `yyyy"年"m"月"d"日" h:mm`. */
export function numberShapeOf(formatId: number, formatCode?: string): NumberShape {
  if (formatCode === undefined) return BUILT_IN.find(([from, to]) => formatId >= from && formatId <= to)?.[2] ?? 'number';
  // Quoted text, escaped characters, and colours, locales and conditions in brackets say nothing; [h] counts hours.
  const tokens = formatCode
    .split(';')[0]
    .toLowerCase()
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(h+|m+|s+)\]/g, '$1')
    .replace(/\[[^\]]*\]/g, '');
  if (/general/.test(tokens)) return 'number';
  const isTime = /[hs]/.test(tokens) || /上午|下午|am\/pm/.test(tokens);
  const isDate = /[ye]|d/.test(tokens.replace(/e[+-]/g, '')) || (/m/.test(tokens) && !isTime);
  return isDate ? (isTime ? 'date-time' : 'date') : isTime ? 'time' : 'number';
}

const DAY_MS = 86_400_000;
/** Days from 1899-12-30, where a workbook's day 0 falls once the leap day 1900 that never was is behind, to 1970. */
const EPOCH_DAYS = 25_569;
/** Days between the two starts a workbook may count from, 1900 and 1904. */
const DAYS_1904 = 1462;
/** 9999-12-31: no spreadsheet shows a later day. */
const LAST_DAY = 2_958_465;

/**
 * The text of a number cell as a person reads it: a number with at most 15 digits, a local day `2024-02-29`, a time `08:30:00`, or both with `T` between. A
 * number no day can be is given as a number.
 */
export function textOfNumber(raw: string, shape: NumberShape, startsIn1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw;
  if (shape === 'number' || value < 0 || value > LAST_DAY) return numberText(raw, value);
  const hasTime = shape !== 'date' || value % 1 !== 0;
  const days = startsIn1904 ? value + DAYS_1904 : value < 60 ? value + 1 : value;
  // Whole seconds, because a fraction of a day in binary is off by microseconds; milliseconds are kept where they are written.
  const ms = Math.round((days - EPOCH_DAYS) * DAY_MS);
  const iso = new Date(Math.abs(ms % 1000) < 5 || Math.abs(ms % 1000) > 995 ? Math.round(ms / 1000) * 1000 : ms).toISOString();
  const time = iso.endsWith('.000Z') ? iso.slice(11, 19) : iso.slice(11, 23);
  if (shape === 'time' && value < 1) return time;
  return hasTime ? `${iso.slice(0, 10)}T${time}` : iso.slice(0, 10);
}

/** A spreadsheet keeps 15 digits and writes 17: 116.30000000000001 is 116.3. */
function numberText(raw: string, value: number): string {
  const digits = raw.replace(/[eE].*$/, '').replace(/[^0-9]/g, '').length;
  if (digits <= 15 && !/[eE]/.test(raw)) return raw.trim();
  const rounded = Number(value.toPrecision(15));
  return Number.isSafeInteger(rounded) ? rounded.toFixed(0) : String(rounded);
}

/** Column number from 0 of a cell reference such as `AB12`; undefined when it is none or lies beyond the last column, XFD. */
export function columnOfReference(reference: string): number | undefined {
  let column = 0;
  let i = 0;
  for (; i < reference.length; i++) {
    const letter = reference.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column >= 1 && column <= 16_384 && i < reference.length ? column - 1 : undefined;
}
