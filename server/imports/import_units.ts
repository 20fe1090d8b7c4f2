import { upsertUnits } from '@beatline/db/queries/units';
import { UNIT_FORMAT, type UnitField } from '@beatline/shared/formats/unit_columns';
import type { UnitInput } from '@beatline/shared/model/unit';
import type { ImportContext } from './import_context';
import { importRegister, type Register, type RegisterAnswer, type RegisterOptions } from './import_register';
import type { ImportFile } from './input_file';

/** Units by code, with mode, force kind and headcounts. */
export const UNIT_REGISTER: Register<UnitField, UnitInput> = {
  kind: 'units',
  format: () => UNIT_FORMAT,
  async store(scoped, rows) {
    await upsertUnits(
      scoped,
      rows.map(({ row }) => row),
    );
    return { faults: [], extra: {} };
  },
};

/** Adds or replaces units from a table with code and mode. */
export function importUnits(context: ImportContext, file: ImportFile, options: RegisterOptions = {}): Promise<RegisterAnswer> {
  return importRegister(context, file, options, UNIT_REGISTER);
}
