import { createHash } from 'node:crypto';
import { findMapping, saveMapping } from '@beatline/db/queries/mappings';
import { getDeployment } from '@beatline/db/queries/deployment';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { ImportInspection, ImportKind, ImportSettings } from '@beatline/shared/model/views/import_view';
import type { App } from '../../app';
import type { Importer } from '../../imports/importer';
import type { ImportFile } from '../../imports/input_file';
import { isoInZone } from '../iso_in_zone';
import { importContextOf } from './import_context_of';
import { importSettingsSchema } from './import_settings';

/** A file looked at, with the settings it was looked at with: those asked for, and where these name no columns those saved for its header. */
export interface LookedAt {
  readonly inspection: ImportInspection;
  readonly settings: ImportSettings;
}

/** Looks at a file as it would be loaded. A mapping saved for a file of the same header is used where the caller gives none. */
export async function lookAt(app: App, importer: Importer, file: ImportFile, settings: ImportSettings): Promise<LookedAt> {
  const context = importContextOf(app);
  const plain = { inspection: await importer.inspect(context, file, settings), settings };
  if (settings.map !== undefined || plain.inspection.header.length === 0) return plain;
  const saved = await findSaved(app, importer.kind, plain.inspection.header);
  if (saved === undefined) return plain;
  const offered = { ...saved.settings, ...givenOf(settings) };
  try {
    const inspection = await importer.inspect(context, file, offered);
    return { inspection: { ...inspection, mappingSavedAt: saved.savedAt }, settings: offered };
  } catch (error) {
    // A column that looks like persons in this file: the saved mapping does not fit it.
    if (error instanceof Refusal) return plain;
    throw error;
  }
}

async function findSaved(
  app: App,
  kind: ImportKind,
  header: readonly string[],
): Promise<{ readonly settings: ImportSettings; readonly savedAt: string } | undefined> {
  return app.query(async (scoped) => {
    const saved = await findMapping(scoped, { kind, headerDigest: digestOf(header) });
    const settings = importSettingsSchema.safeParse(saved?.settings);
    if (saved === undefined || !settings.success) return undefined;
    const clock = createSlotClock((await getDeployment(scoped))?.timeZone ?? 'UTC');
    return { settings: settings.data, savedAt: isoInZone(clock, saved.savedAtMs) };
  });
}

/** Keeps how a file was read for the next one of its header: its columns and what the caller chose, nothing that belongs to the one file. */
export async function keepMapping(app: App, { inspection, settings }: LookedAt): Promise<void> {
  const { crs, timeZone, source, level, mode } = settings;
  const map = Object.fromEntries(inspection.fields.flatMap(({ field, column }) => (column === undefined ? [] : [[field, column]])));
  await app.query((scoped) =>
    saveMapping(scoped, {
      kind: inspection.kind,
      headerDigest: digestOf(inspection.header),
      header: inspection.header,
      settings: { map, ...givenOf({ crs, timeZone, source, level, mode }) },
      savedAtMs: app.nowMs(),
    }),
  );
}

function givenOf(settings: ImportSettings): ImportSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** A character no column name holds, so that ("ab", "c") and ("a", "bc") differ. */
const NAME_END = '\u001f';

function digestOf(header: readonly string[]): string {
  return createHash('sha256').update(header.join(NAME_END)).digest('hex');
}
