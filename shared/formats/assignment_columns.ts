import type { RegisterFormat } from './register_columns';
import { dayOfText, spellingOfColumn } from './register_dates';

/** Fields of an assignment: which post answers for which police cell. A post, never a person. */
export const ASSIGNMENT_FIELDS = ['post', 'policeCell', 'validFrom', 'validTo'] as const;
export type AssignmentField = (typeof ASSIGNMENT_FIELDS)[number];

export interface AssignmentEntry {
  readonly postCode: string;
  readonly policeCellCode: string;
  /** First local day; undefined: from the day it is loaded. */
  readonly validFrom: string | undefined;
  /** Day it ends, not included; undefined while it lasts. */
  readonly validTo: string | undefined;
}

/** Assignments as tables write them. */
export const ASSIGNMENT_FORMAT: RegisterFormat<AssignmentField, AssignmentEntry> = {
  fields: ASSIGNMENT_FIELDS,
  required: ['post', 'policeCell'],
  noun: 'assignment',
  spellings: {
    post: ['post', 'postcode', '岗位编号', '岗位', '岗位代码'],
    policeCell: ['policecell', 'cell', 'cellcode', '警格编号', '警格', '警格代码'],
    validFrom: ['validfrom', 'from', '开始日期', '起始日期'],
    validTo: ['validto', 'to', '结束日期', '截止日期'],
  },
  reader(table, mapping) {
    const spellings = {
      validFrom: mapping.validFrom === undefined ? undefined : spellingOfColumn(table, mapping.validFrom),
      validTo: mapping.validTo === undefined ? undefined : spellingOfColumn(table, mapping.validTo),
    };
    return (cell) => {
      const postCode = cell('post');
      const policeCellCode = cell('policeCell');
      if (postCode === '' || postCode.length > 40) return { valid: false, field: 'post', reason: 'code_unreadable' };
      if (policeCellCode === '') return { valid: false, field: 'policeCell', reason: 'no_code' };
      const days: Partial<Record<'validFrom' | 'validTo', string>> = {};
      for (const field of ['validFrom', 'validTo'] as const) {
        const text = cell(field);
        const spelling = spellings[field];
        if (text === '' || spelling === undefined) continue;
        const day = dayOfText(text, spelling);
        if (day === undefined) return { valid: false, field, reason: 'day_unreadable' };
        days[field] = day;
      }
      if (days.validFrom !== undefined && days.validTo !== undefined && days.validTo <= days.validFrom)
        return { valid: false, field: 'validTo', reason: 'ends_before_start' };
      return { valid: true, row: { postCode, policeCellCode, validFrom: days.validFrom, validTo: days.validTo } };
    };
  },
};
