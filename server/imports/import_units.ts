import { beginBatch, finishBatch, insertRejects, type Reject } from '@beatline/db/queries/batches';
import { upsertUnits } from '@beatline/db/queries/units';
import { unitColumnsOf, unitOfRow } from '@beatline/shared/formats/unit_columns';
import { Refusal } from '@beatline/shared/model/refusal';
import type { UnitInput } from '@beatline/shared/model/unit';
import { openCsv } from './csv_table';
import { loadWithin, type ImportContext } from './import_context';
import type { FeaturesAnswer, ImportFeaturesOptions } from './import_places';
import { openInputFile, type ImportFile } from './input_file';

/** Adds or replaces units from a table with code and mode. */
export async function importUnits(context: ImportContext, file: ImportFile, options: ImportFeaturesOptions = {}): Promise<FeaturesAnswer> {
  const input = await openInputFile(file);
  const table = await openCsv(input);
  const mapping = unitColumnsOf(table.header, options.map);
  return loadWithin(context, async (scoped) => {
    const batch = await beginBatch(scoped, { verb: 'units', fileName: input.name, startedAtMs: context.nowMs() });
    const units: UnitInput[] = [];
    const rejects: Reject[] = [];
    for await (const { firstRow, rows } of table.batches()) {
      rows.forEach((row, i) => {
        const result = unitOfRow(row, mapping);
        if (result.valid) units.push(result.unit);
        else
          rejects.push({
            rowNumber: firstRow + i,
            column: result.field,
            value: result.value,
            reason: `${result.field}_unreadable`,
            cells: row,
          });
      });
    }
    for (const { rowNumber, reason, value } of rejects) context.log(`${input.name}: row ${rowNumber} left out: ${reason} ${value}`);
    if (units.length === 0)
      throw new Refusal(
        'nothing_loaded',
        `none of the ${rejects.length} rows of ${input.name} is a unit`,
        'a unit has a code and a mode (vehicle, bike, foot, drone, post, video)',
      );
    await upsertUnits(scoped, units);
    await insertRejects(scoped, batch, rejects);
    const answer: FeaturesAnswer = { loaded: units.length, rejected: rejects.length };
    await finishBatch(scoped, batch, { state: 'done', finishedAtMs: context.nowMs(), report: answer });
    return answer;
  });
}
