import { upsertCalendar } from '@beatline/db/queries/calendar';
import { CALENDAR_FORMAT, type CalendarEntry, type CalendarField } from '@beatline/shared/formats/calendar_columns';
import type { Register } from './import_register';

/** The type of each day, for everyone and for schools that differ. */
export const CALENDAR_REGISTER: Register<CalendarField, CalendarEntry> = {
  kind: 'calendar',
  format: () => CALENDAR_FORMAT,
  async store(scoped, rows) {
    const { unknownSchools } = await upsertCalendar(
      scoped,
      rows.map(({ rowNumber, row }) => ({ ...row, rowNumber })),
    );
    return { faults: unknownSchools.map((rowNumber) => ({ rowNumber, field: 'school', reason: 'place_unknown' })), extra: {} };
  },
};
