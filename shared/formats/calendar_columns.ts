import { DAY_TYPES, type DayType } from '../model/day_type';
import type { RegisterFormat } from './register_columns';
import { dayOfText, spellingOfColumn } from './register_dates';
import { namedWord } from './named_word';

/** Fields of the calendar: the type of a day, for everyone or for one school. */
export const CALENDAR_FIELDS = ['day', 'dayType', 'school'] as const;
export type CalendarField = (typeof CALENDAR_FIELDS)[number];

export interface CalendarEntry {
  /** Local day, `2026-11-21`. */
  readonly day: string;
  readonly dayType: DayType;
  /** Name or code of the school it holds for; undefined for everyone. */
  readonly school: string | undefined;
}

const DAY_TYPE_NAMES: Readonly<Record<string, DayType>> = {
  工作日: 'workday',
  周末: 'weekend',
  休息日: 'weekend',
  法定节假日: 'public_holiday',
  节假日: 'public_holiday',
  调休上班: 'shifted_workday',
  补班: 'shifted_workday',
  上学日: 'school_day',
  开学日: 'opening_day',
  考试日: 'exam_day',
};

/** The calendar as tables write it. */
export const CALENDAR_FORMAT: RegisterFormat<CalendarField, CalendarEntry> = {
  fields: CALENDAR_FIELDS,
  required: ['day', 'dayType'],
  noun: 'calendar day',
  spellings: {
    day: ['day', 'date', '日期'],
    dayType: ['daytype', 'type', '日期类型', '类型'],
    school: ['school', 'schoolcode', '学校', '学校编号'],
  },
  reader(table, mapping) {
    const spelling = mapping.day === undefined ? undefined : spellingOfColumn(table, mapping.day);
    return (cell) => {
      const day = spelling === undefined ? undefined : dayOfText(cell('day'), spelling);
      if (day === undefined) return { valid: false, field: 'day', reason: 'day_unreadable' };
      const text = cell('dayType');
      const dayType = DAY_TYPES.find((known) => known === text.toLowerCase()) ?? namedWord(DAY_TYPE_NAMES, text);
      if (dayType === undefined) return { valid: false, field: 'dayType', reason: 'day_type_unknown' };
      const school = cell('school');
      return { valid: true, row: { day, dayType, school: school === '' ? undefined : school } };
    };
  },
};
