import { tz } from '@date-fns/tz';
import { parse } from 'date-fns';
import type { SlotClock } from '../model/slot_clock';

/** How the dates of one column are written. `iso` carries its own offset; every pattern is local time. */
export type DateSpelling =
  | { readonly kind: 'iso-offset' }
  | { readonly kind: 'iso-local' }
  | { readonly kind: 'epoch-seconds' }
  | { readonly kind: 'epoch-ms' }
  | { readonly kind: 'pattern'; readonly pattern: string };

const ISO_OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)$/i;
const ISO_LOCAL = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?)?$/;
/** What {@link Date.parse} is defined on, so that long files are read without rewriting each text. */
const ISO_EXACT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const LOCAL_TO_THE_SECOND = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}$/;
/** 2001 to 2100: outside of it a bare number is an identifier or a count, not an instant. */
const EPOCH_SECONDS_RANGE = [978_307_200, 4_102_444_800] as const;

const DATE_PATTERNS = [
  'yyyy-M-d',
  'yyyy/M/d',
  'yyyy.M.d',
  'yyyy年M月d日',
  'yyyyMMdd',
  'd.M.yyyy',
  'd/M/yyyy',
  'M/d/yyyy',
  'd-M-yyyy',
  'M-d-yyyy',
  'd MMM yyyy',
  'MMM d, yyyy',
  'd-MMM-yyyy',
] as const;
const TIME_PATTERNS = [
  '',
  ' H:m:ss',
  ' H:m',
  "'T'H:m:ss",
  ' h:m:ss a',
  ' h:m a',
  'H:m:ss',
  'H:m',
  ' H时m分s秒',
  'H时m分s秒',
  ' H时m分',
  'H时m分',
  ' HHmmss',
  'HHmmss',
  'HHmm',
] as const;
/** In UTC, so that a local time no clock change skips can be read; the zone is applied afterwards. */
const UTC = { in: tz('UTC') };

/**
 * Spellings under which every one of these values is a date; several when day and month cannot be told apart, none when they are no dates.
 * Values must be trimmed and not empty. Cost: a few hundred parses per value at most, on a sample.
 */
export function dateSpellingsOf(values: readonly string[]): DateSpelling[] {
  if (values.length === 0) return [];
  if (values.every((v) => ISO_OFFSET.test(v))) return [{ kind: 'iso-offset' }];
  if (values.every((v) => ISO_LOCAL.test(v))) return [{ kind: 'iso-local' }];
  const numbers = values.map(Number);
  const within = (scale: number) => numbers.every((n) => n >= EPOCH_SECONDS_RANGE[0] * scale && n <= EPOCH_SECONDS_RANGE[1] * scale);
  if (within(1)) return [{ kind: 'epoch-seconds' }];
  if (within(1000)) return [{ kind: 'epoch-ms' }];
  const spellings: DateSpelling[] = [];
  for (const date of DATE_PATTERNS) {
    for (const time of TIME_PATTERNS) {
      const pattern = date + time;
      if (values.every((value) => !Number.isNaN(patternMs(value, pattern)))) {
        spellings.push({ kind: 'pattern', pattern });
        break;
      }
    }
  }
  return spellings;
}

/** The values whose pattern of digits and signs is the most frequent: where some cells are no dates, the others still say how dates are written. */
export function mostCommonShape(values: readonly string[]): string[] {
  const byShape = new Map<string, string[]>();
  for (const value of values) {
    const shape = value.replace(/\d+/g, '0');
    const alike = byShape.get(shape);
    if (alike === undefined) byShape.set(shape, [value]);
    else alike.push(value);
  }
  return [...byShape.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

/** The instant a trimmed text names, epoch milliseconds UTC; NaN when it is not written in this spelling. `clock` gives local times their zone. */
export function instantOfText(text: string, spelling: DateSpelling, clock: Pick<SlotClock, 'instantOfLocalMs'>): number {
  switch (spelling.kind) {
    case 'iso-offset':
      if (ISO_EXACT.test(text)) return Date.parse(text);
      return ISO_OFFSET.test(text) ? Date.parse(isoForm(text)) : Number.NaN;
    case 'iso-local': {
      if (LOCAL_TO_THE_SECOND.test(text)) {
        // The usual form of long files: no rewriting, no second look.
        const wallMs = Date.parse(`${text.slice(0, 10)}T${text.slice(11)}Z`);
        return Number.isNaN(wallMs) ? wallMs : clock.instantOfLocalMs(wallMs);
      }
      if (ISO_OFFSET.test(text)) return Date.parse(isoForm(text));
      const local = ISO_LOCAL.test(text) ? Date.parse(text.length === 10 ? text : `${isoForm(text)}Z`) : Number.NaN;
      return Number.isNaN(local) ? local : clock.instantOfLocalMs(local);
    }
    case 'epoch-seconds':
      return text === '' ? Number.NaN : Math.round(Number(text) * 1000);
    case 'epoch-ms':
      return text === '' ? Number.NaN : Math.round(Number(text));
    default: {
      const local = patternMs(text, spelling.pattern);
      return Number.isNaN(local) ? local : clock.instantOfLocalMs(local);
    }
  }
}

/** Local wall-clock milliseconds of a text in a date-fns pattern; NaN when it does not fit or the year is none of a record (`24` is no year). */
function patternMs(text: string, pattern: string): number {
  const date = parse(text, pattern, 0, UTC);
  const year = date.getUTCFullYear();
  return /y/.test(pattern) && (year < 1900 || year > 2200) ? Number.NaN : date.getTime();
}

/** Whether a spelling says the time of day too, or only the date. */
export function spellsTimeOfDay(spelling: DateSpelling, values: readonly string[]): boolean {
  if (spelling.kind === 'pattern') return /[hH]/.test(spelling.pattern);
  return spelling.kind !== 'iso-local' || values.some((value) => value.length > 10);
}

/** The form ECMAScript defines: `T` between date and time, dot before the fraction, colon in the offset. */
function isoForm(text: string): string {
  return text
    .replace(' ', 'T')
    .replace(/\s/g, '')
    .replace(',', '.')
    .replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
    .replace(/([+-]\d{2})$/, '$1:00');
}
