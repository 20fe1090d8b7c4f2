import { kindsOfName, proposeKind } from '@beatline/shared/formats/propose_kind';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportInspection, ImportKind, ImportProposal } from '@beatline/shared/model/views/import_view';
import type { App } from '../../app';
import { importerOf } from '../../imports/importers';
import { importContextOf } from './import_context_of';
import { countRows } from './count_rows';

/** Boundaries are looked at as police cells: a level must be said, and which one does not change whether the file can be read. */
const LOOKED_AT_AS = { level: 'police-cell' } as const;

/** What an uploaded file most likely is, by looking at it as every kind its name allows, and how many rows it has. */
export async function proposeImport(app: App, { uploadId }: { readonly uploadId: string }): Promise<ImportProposal> {
  const file = await app.uploads.find(uploadId);
  const fileName = file.path.split(/[/\\]/).at(-1) ?? '';
  const kinds = kindsOfName(fileName);
  const look = async (kind: ImportKind): Promise<ImportInspection | undefined> => {
    try {
      return await importerOf(kind).inspect(importContextOf(app), file, kind === 'jurisdictions' ? LOOKED_AT_AS : {});
    } catch (error) {
      // A kind that cannot read the file is no candidate; why is said when somebody chooses it.
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };
  const looks: ImportInspection[] = [];
  for (const kind of kinds) {
    const answer = await look(kind);
    if (answer !== undefined) looks.push(answer);
  }
  return { kind: proposeKind(fileName, looks) ?? null, rows: (await countRows(file, looks[0])) ?? null };
}
