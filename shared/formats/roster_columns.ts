import type { Duty } from '../model/evidence';
import type { SlotClock } from '../model/slot_clock';
import { instantOfText } from './date_text';
import type { RegisterFormat } from './register_columns';
import { dayOfText, spellingOfColumn, timeOfDayMs } from './register_dates';
import { namedWord } from './named_word';

/** Fields of the roster: which unit is on which duty from when to when. `startsAt` and `endsAt` are instants, or times of day beside `date`. */
export const ROSTER_FIELDS = ['unit', 'date', 'startsAt', 'endsAt', 'duty', 'place'] as const;
export type RosterField = (typeof ROSTER_FIELDS)[number];

/** One duty of a unit. */
export interface RosterEntry {
  readonly unitCode: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly duty: Duty;
  /** Name or code of the place it stands at. */
  readonly place: string | undefined;
}

const DUTY_NAMES: Readonly<Record<string, Duty>> = {
  patrol: 'patrol',
  巡逻: 'patrol',
  巡防: 'patrol',
  dispatch: 'dispatch',
  处警: 'dispatch',
  接处警: 'dispatch',
  base: 'base',
  备勤: 'base',
  值班: 'base',
};
const DAY_MS = 86_400_000;

/** The roster as tables write it; local times are read in the zone of `clock`, and a shift that ends before it starts ends the next day. */
export function rosterFormat(clock: SlotClock): RegisterFormat<RosterField, RosterEntry> {
  return {
    fields: ROSTER_FIELDS,
    required: ['unit', 'startsAt', 'endsAt'],
    noun: 'duty',
    spellings: {
      unit: ['unit', 'unitcode', 'callsign', '单元编号', '巡逻单元', '呼号', '单位编号', '编号'],
      date: ['date', 'day', '日期', '班次日期'],
      startsAt: ['startsat', 'start', 'from', 'starttime', '开始时间', '上岗时间', '起'],
      endsAt: ['endsat', 'end', 'to', 'endtime', '结束时间', '下岗时间', '止'],
      duty: ['duty', '勤务', '勤务类型'],
      place: ['place', 'post', '岗位', '点位', '场所'],
    },
    reader(table, mapping) {
      const spellings = {
        date: mapping.date === undefined ? undefined : spellingOfColumn(table, mapping.date),
        startsAt: mapping.date === undefined && mapping.startsAt !== undefined ? spellingOfColumn(table, mapping.startsAt) : undefined,
        endsAt: mapping.date === undefined && mapping.endsAt !== undefined ? spellingOfColumn(table, mapping.endsAt) : undefined,
      };
      return (cell) => {
        const unitCode = cell('unit');
        if (unitCode === '') return { valid: false, field: 'unit', reason: 'no_code' };
        const dutyText = cell('duty');
        const duty = dutyText === '' ? 'patrol' : namedWord(DUTY_NAMES, dutyText.toLowerCase());
        if (duty === undefined) return { valid: false, field: 'duty', reason: 'duty_unknown' };
        const span = { startsAt: Number.NaN, endsAt: Number.NaN };
        if (spellings.date !== undefined) {
          const day = dayOfText(cell('date'), spellings.date);
          if (day === undefined) return { valid: false, field: 'date', reason: 'day_unreadable' };
          const [starts, ends] = [timeOfDayMs(cell('startsAt')), timeOfDayMs(cell('endsAt'))];
          const midnightMs = Date.parse(day);
          if (starts !== undefined) span.startsAt = clock.instantOfLocalMs(midnightMs + starts);
          if (starts !== undefined && ends !== undefined)
            span.endsAt = clock.instantOfLocalMs(midnightMs + ends + (ends <= starts ? DAY_MS : 0));
        } else {
          for (const field of ['startsAt', 'endsAt'] as const) {
            const spelling = spellings[field];
            if (spelling !== undefined) span[field] = instantOfText(cell(field), spelling, clock);
          }
        }
        for (const field of ['startsAt', 'endsAt'] as const)
          if (Number.isNaN(span[field])) return { valid: false, field, reason: 'time_unreadable' };
        if (span.endsAt <= span.startsAt) return { valid: false, field: 'endsAt', reason: 'ends_before_start' };
        const place = cell('place');
        return {
          valid: true,
          row: { unitCode, startsAtMs: span.startsAt, endsAtMs: span.endsAt, duty, place: place === '' ? undefined : place },
        };
      };
    },
  };
}
