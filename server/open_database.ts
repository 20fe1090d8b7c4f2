import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { openDatabase, type Database } from '@beatline/db/engine/database';
import { refusalOfSystemError } from '@beatline/db/engine/system_refusal';
import { nameServer } from './serving_note';
import type { Settings } from './settings';

/** The database the settings name, created and migrated when new. Throws a Refusal; one about a folder in use says which server uses it. */
export async function openSettingsDatabase(settings: Settings): Promise<Database> {
  if (settings.databaseUrl !== undefined) return openDatabase({ databaseUrl: settings.databaseUrl });
  makeFolder(settings.dataFolder);
  try {
    return await openDatabase({ dataFolder: settings.dataFolder });
  } catch (error) {
    throw nameServer(error, settings.dataFolder);
  }
}

/** One level after another: the recursive form of Node 20 never returns where a file system has no room for folders, as under /proc. */
function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let path = folder; !existsSync(path); path = dirname(path)) missing.unshift(path);
  try {
    for (const path of missing) mkdirSync(path);
  } catch (error) {
    throw refusalOfSystemError(error, folder);
  }
}
