import { Refusal } from '../model/refusal';
import { dateSpellingsOf, instantOfText, type DateSpelling } from './date_text';
import type { RegisterTable } from './register_columns';

/** A clock without a zone: local times stay what they are, for days and times of day. */
const NO_ZONE = { instantOfLocalMs: (localMs: number) => localMs };
const DAY_MS = 86_400_000;

/**
 * The spelling of a date column of a register, from its sample; undefined when the column has no values. Throws a Refusal when the values are no dates or
 * day and month cannot be told apart.
 */
export function spellingOfColumn(table: RegisterTable, column: number): DateSpelling | undefined {
  const values = table.sample.map((row) => (row[column] ?? '').trim()).filter((value) => value !== '');
  const [example] = values;
  if (example === undefined) return undefined;
  const usual = dateSpellingsOf(values);
  const spellings = usual.length > 0 ? usual : dateSpellingsOf([example]);
  const [spelling] = spellings;
  if (spelling === undefined || spellings.length > 1) {
    const what = spelling === undefined ? 'holds no dates that can be read' : 'could be day/month or month/day';
    throw new Refusal('dates_unreadable', `column ${table.header[column]} ${what}, e.g. ${example}`, 'write dates like 2026-11-21');
  }
  return spelling;
}

/** The local day of a text, `2026-11-21`; undefined when it is none. */
export function dayOfText(text: string, spelling: DateSpelling): string | undefined {
  const localMs = instantOfText(text, spelling, NO_ZONE);
  return Number.isNaN(localMs) ? undefined : new Date(Math.floor(localMs / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
}

/** Milliseconds after midnight of a time of day such as `08:30`, `8:30:00` or `8时30分`; 24:00 is the end of the day. Undefined when it is none. */
export function timeOfDayMs(text: string): number | undefined {
  const match = /^(\d{1,2})(?:[:：时](\d{1,2})?(?:[:：分](\d{1,2})?秒?)?)$/.exec(text.trim());
  if (match === null) return undefined;
  const [hours, minutes, seconds] = match.slice(1, 4).map((part) => Number(part ?? 0));
  if (hours > 24 || minutes > 59 || seconds > 59 || (hours === 24 && minutes + seconds > 0)) return undefined;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
