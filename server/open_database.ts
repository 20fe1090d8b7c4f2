import { openDatabase, type Database } from '@beatline/db/engine/database';
import { nameServer } from './serving_note';
import type { Settings } from './settings';

/** The database the settings name, created and migrated when new. Throws a Refusal; one about a folder in use says which server uses it. */
export async function openSettingsDatabase(settings: Settings): Promise<Database> {
  try {
    return await openDatabase(
      settings.databaseUrl === undefined ? { dataFolder: settings.dataFolder } : { databaseUrl: settings.databaseUrl },
    );
  } catch (error) {
    throw nameServer(error, settings.dataFolder);
  }
}
