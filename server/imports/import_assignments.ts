import { unassignedCells, upsertAssignments } from '@beatline/db/queries/assignments';
import { ASSIGNMENT_FORMAT, type AssignmentEntry, type AssignmentField } from '@beatline/shared/formats/assignment_columns';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { isoInZone } from '../services/iso_in_zone';
import type { Register } from './import_register';

/** What the report of assignments adds: police cells nobody answers for on the day of the import. */
export interface AssignmentExtra {
  readonly unassignedCells: readonly string[];
}

/** Which post answers for which police cell. */
export const ASSIGNMENT_REGISTER: Register<AssignmentField, AssignmentEntry, AssignmentExtra> = {
  kind: 'assignments',
  format: () => ASSIGNMENT_FORMAT,
  async store(scoped, rows, context, deployment) {
    const today = isoInZone(createSlotClock(deployment.timeZone), context.nowMs()).slice(0, 10);
    const { unknownCells } = await upsertAssignments(
      scoped,
      rows.map(({ rowNumber, row }) => ({ ...row, validFrom: row.validFrom ?? today, rowNumber })),
    );
    const without = await unassignedCells(scoped, today);
    if (without.length > 0) context.log(`police cells without an assigned post: ${without.join(', ')}`);
    return {
      faults: unknownCells.map((rowNumber) => ({ rowNumber, field: 'policeCell', reason: 'cell_unknown' })),
      extra: { unassignedCells: without },
    };
  },
};
