import type { SlotClock } from '../model/slot_clock';
import type { InstantRange } from '../model/time_window';
import type { RegisterFormat } from './register_columns';
import { spanReader } from './register_spans';

/** Fields of a sign-in (岗位签到): which unit signed in at which post from when to when. Who signed is not read. */
export const SIGN_IN_FIELDS = ['unit', 'place', 'date', 'from', 'to'] as const;
export type SignInField = (typeof SIGN_IN_FIELDS)[number];

export interface SignInRow extends InstantRange {
  readonly unitCode: string;
  /** Code or name of the place. */
  readonly place: string;
}

/** Nobody stands longer; more is a sign-out that was forgotten. */
const LONGEST_SIGN_IN_MS = 86_400_000;

export function signInFormat(clock: SlotClock): RegisterFormat<SignInField, SignInRow> {
  return {
    fields: SIGN_IN_FIELDS,
    required: ['unit', 'place', 'from', 'to'],
    noun: 'sign-in',
    spellings: {
      unit: ['unit', 'unitcode', 'callsign', '单元编号', '巡逻单元', '呼号'],
      place: ['place', 'post', '岗位', '岗点', '部位', '点位', '学校', '场所'],
      date: ['date', 'day', '日期'],
      from: ['from', 'start', 'signin', '签到时间', '上岗时间', '开始时间', '起'],
      to: ['to', 'end', 'signout', '签退时间', '下岗时间', '结束时间', '止'],
    },
    reader(table, mapping) {
      const readSpan = spanReader(table, { date: mapping.date, from: mapping.from, to: mapping.to }, clock);
      return (cell) => {
        const unitCode = cell('unit');
        if (unitCode === '') return { valid: false, field: 'unit', reason: 'no_code' };
        const place = cell('place');
        if (place === '') return { valid: false, field: 'place', reason: 'place_unknown' };
        // signed in and never out: nobody knows until when
        if (cell('to') === '') return { valid: false, field: 'to', reason: 'no_sign_out' };
        const span = readSpan(cell);
        if ('fault' in span) return { valid: false, field: span.fault, reason: span.reason };
        if (span.toMs - span.fromMs > LONGEST_SIGN_IN_MS) return { valid: false, field: 'to', reason: 'too_long' };
        return { valid: true, row: { unitCode, place, ...span } };
      };
    },
  };
}
