import type { SlotClock } from '../model/slot_clock';
import type { InstantRange } from '../model/time_window';
import { instantOfText } from './date_text';
import { dayOfText, spellingOfColumn, timeOfDayMs } from './register_dates';
import type { RegisterTable } from './register_columns';

/** Columns a span of time is read from: two instants, or two times of day beside a date. */
export interface SpanColumns {
  readonly date: number | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

const DAY_MS = 86_400_000;

/**
 * A reader of spans of time as tables write them: local times in the zone of `clock`; beside a date, a span that ends before it starts ends the next day. Answers the column
 * at fault with the reason where it cannot be read. Throws a Refusal when the spelling of a column cannot be told.
 */
export function spanReader(
  table: RegisterTable,
  columns: SpanColumns,
  clock: Pick<SlotClock, 'instantOfLocalMs'>,
): (
  cell: (column: keyof SpanColumns) => string,
) => InstantRange | { readonly fault: keyof SpanColumns; readonly reason: 'day_unreadable' | 'time_unreadable' | 'ends_before_start' } {
  const spellingOf = (column: number | undefined) => (column === undefined ? undefined : spellingOfColumn(table, column));
  const dateSpelling = spellingOf(columns.date);
  const spellings = dateSpelling === undefined ? { from: spellingOf(columns.from), to: spellingOf(columns.to) } : undefined;
  return (cell) => {
    const range = { fromMs: Number.NaN, toMs: Number.NaN };
    if (dateSpelling !== undefined) {
      const day = dayOfText(cell('date'), dateSpelling);
      if (day === undefined) return { fault: 'date', reason: 'day_unreadable' };
      const [starts, ends] = [timeOfDayMs(cell('from')), timeOfDayMs(cell('to'))];
      const midnightMs = Date.parse(day);
      if (starts !== undefined) range.fromMs = clock.instantOfLocalMs(midnightMs + starts);
      if (starts !== undefined && ends !== undefined)
        range.toMs = clock.instantOfLocalMs(midnightMs + ends + (ends <= starts ? DAY_MS : 0));
    } else {
      if (spellings?.from !== undefined) range.fromMs = instantOfText(cell('from'), spellings.from, clock);
      if (spellings?.to !== undefined) range.toMs = instantOfText(cell('to'), spellings.to, clock);
    }
    if (Number.isNaN(range.fromMs)) return { fault: 'from', reason: 'time_unreadable' };
    if (Number.isNaN(range.toMs)) return { fault: 'to', reason: 'time_unreadable' };
    return range.toMs > range.fromMs ? range : { fault: 'to', reason: 'ends_before_start' };
  };
}
