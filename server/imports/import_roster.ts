import { upsertRoster } from '@beatline/db/queries/roster';
import { rosterFormat, type RosterEntry, type RosterField } from '@beatline/shared/formats/roster_columns';
import type { Register } from './import_register';
import { clockOf } from './incident_source';

/** When each unit is on which duty, and where a post stands. */
export const ROSTER_REGISTER: Register<RosterField, RosterEntry> = {
  kind: 'roster',
  format: (timeZone) => rosterFormat(clockOf(timeZone)),
  async store(scoped, rows) {
    const { unknownUnits, unknownPlaces } = await upsertRoster(
      scoped,
      rows.map(({ rowNumber, row }) => ({ ...row, rowNumber })),
    );
    return {
      faults: [
        ...unknownUnits.map((rowNumber) => ({ rowNumber, field: 'unit' as const, reason: 'unit_unknown' as const })),
        ...unknownPlaces.map((rowNumber) => ({ rowNumber, field: 'place' as const, reason: 'place_unknown' as const })),
      ],
      extra: {},
    };
  },
};
