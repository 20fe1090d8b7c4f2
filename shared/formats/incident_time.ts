import { Refusal } from '../model/refusal';
import type { SlotClock } from '../model/slot_clock';
import { instantOfText, spellsTimeOfDay, type DateSpelling } from './date_text';
import type { IncidentMapping } from './incident_columns';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Why a row was not loaded: the column and value at fault. */
export interface RowFault {
  readonly valid: false;
  readonly column: string;
  readonly value: string;
  readonly reason:
    | 'time_missing'
    | 'time_unreadable'
    | 'category_missing'
    | 'coordinate_unreadable'
    | 'ends_before_start'
    | 'row_too_short';
}

/** When a row's incident happened: the instant and the local minute of the day, undefined when only the date is known. */
export type TimeRead = { readonly valid: true; readonly instantMs: number; readonly localMinute: number | undefined } | RowFault;

/** What is known of the table a time is read from. */
interface IncidentTable {
  readonly header: readonly string[];
  readonly clock: SlotClock;
  /** Trimmed value of a row. */
  readonly cell: (row: readonly string[], column: number) => string;
  /** How the dates of a column are written; throws a Refusal when that cannot be told. */
  readonly spellingOf: (column: number, what: string) => DateSpelling;
  /** Filled values of a column's first rows. */
  readonly samples: (column: number) => readonly string[];
}

/** How this table says when: parts, then date and hour or time, then one instant; an instant with its own offset beats them all (COMMANDS). */
export function createIncidentTimeReader(
  mapping: IncidentMapping,
  { header, clock, cell, spellingOf, samples }: IncidentTable,
): (row: readonly string[]) => TimeRead {
  const localMinuteOf = (instantMs: number): number => Math.floor((((clock.localMs(instantMs) % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
  const fault = (column: number, value: string): RowFault => ({
    valid: false,
    column: header[column],
    value,
    reason: value === '' ? 'time_missing' : 'time_unreadable',
  });
  const instantColumn = mapping.occurredAt ?? (mapping.date === undefined && mapping.year === undefined ? mapping.receivedAt : undefined);
  const instantSpelling = instantColumn === undefined ? undefined : spellingOf(instantColumn, 'times');
  const { year, month, day, hour, minute, date, time } = mapping;
  const hasParts = year !== undefined && month !== undefined && day !== undefined;
  const hasDate = date !== undefined;

  if (
    instantColumn !== undefined &&
    instantSpelling !== undefined &&
    (instantSpelling.kind === 'iso-offset' || !(hasParts || (hasDate && (hour ?? time) !== undefined)))
  ) {
    const saysTime = spellsTimeOfDay(instantSpelling, samples(instantColumn));
    return (row) => {
      const text = cell(row, instantColumn);
      const instantMs = instantOfText(text, instantSpelling, clock);
      if (Number.isNaN(instantMs)) return fault(instantColumn, text);
      return { valid: true, instantMs, localMinute: saysTime ? localMinuteOf(instantMs) : undefined };
    };
  }
  const fromLocal = (localMs: number, localMinute: number | undefined): TimeRead => ({
    valid: true,
    instantMs: clock.instantOfLocalMs(localMs),
    localMinute,
  });
  if (hasParts) {
    return (row) => {
      const [y, m, d] = [Number(cell(row, year)), Number(cell(row, month)), Number(cell(row, day))];
      const dayMs = Date.UTC(y, m - 1, d);
      const calendar = new Date(dayMs);
      if (!(y >= 1900 && y <= 2200) || calendar.getUTCMonth() !== m - 1 || calendar.getUTCDate() !== d) {
        const faulty = y >= 1900 && y <= 2200 ? (m >= 1 && m <= 12 ? day : month) : year;
        return fault(faulty, cell(row, faulty));
      }
      return withHour(row, dayMs);
    };
  }
  if (date === undefined)
    throw new Refusal('mapping_unclear', 'no column is clearly the time it occurred', 'say which with --map occurredAt=column');
  const dateSpelling = spellingOf(date, 'dates');
  const timeSpelling = time === undefined ? undefined : timeSpellingOf(samples(time));
  const dateSaysTime = time === undefined && hour === undefined && spellsTimeOfDay(dateSpelling, samples(date));
  return (row) => {
    const text = cell(row, date);
    const instantMs = instantOfText(text, dateSpelling, clock);
    if (Number.isNaN(instantMs)) return fault(date, text);
    if (dateSaysTime) return { valid: true, instantMs, localMinute: localMinuteOf(instantMs) };
    const local = clock.localMs(instantMs);
    const dayMs = local - (((local % DAY_MS) + DAY_MS) % DAY_MS);
    if (time === undefined) return withHour(row, dayMs);
    const timeText = cell(row, time);
    if (timeText === '') return fromLocal(dayMs, undefined);
    const timeOfDay = timeSpelling === undefined ? Number.NaN : instantOfText(timeText, timeSpelling, UTC_CLOCK);
    if (Number.isNaN(timeOfDay)) return fault(time, timeText);
    return fromLocal(dayMs + timeOfDay, Math.floor(timeOfDay / MINUTE_MS));
  };

  function withHour(row: readonly string[], dayMs: number): TimeRead {
    if (hour === undefined) return fromLocal(dayMs, undefined);
    const hourText = cell(row, hour);
    if (hourText === '') return fromLocal(dayMs, undefined);
    const h = Number(hourText);
    if (!Number.isInteger(h) || h < 0 || h > 23) return fault(hour, hourText);
    const minuteText = minute === undefined ? '' : cell(row, minute);
    const m = Number(minuteText);
    if (minute !== undefined && (!Number.isInteger(m) || m < 0 || m > 59)) return fault(minute, minuteText);
    return fromLocal(dayMs + (h * 60 + m) * MINUTE_MS, h * 60 + m);
  }
}

/** Reads times of day as instants of 1970-01-01 UTC: a clock without offset. */
const UTC_CLOCK = { instantOfLocalMs: (localMs: number) => localMs };

function timeSpellingOf(values: readonly string[]): DateSpelling | undefined {
  for (const pattern of ['H:m:ss', 'H:m', 'h:m:ss a', 'h:m a', 'HHmmss', 'HHmm', 'H时m分s秒', 'H时m分', 'H']) {
    const spelling: DateSpelling = { kind: 'pattern', pattern };
    if (values.length > 0 && values.every((value) => !Number.isNaN(instantOfText(value, spelling, UTC_CLOCK)))) return spelling;
  }
  return undefined;
}
