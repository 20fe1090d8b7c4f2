import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@beatline/shared/model/refusal';
import { z } from 'zod';

/** In the data folder beside the lock: under which address the process that holds it can be reached. */
const NOTE_FILE = 'serving.json';
const noteSchema = z.object({ pid: z.number().int(), url: z.string() });

export function writeServingNote(dataFolder: string, url: string): void {
  writeFileSync(join(dataFolder, NOTE_FILE), JSON.stringify({ pid: process.pid, url }));
}

export function removeServingNote(dataFolder: string): void {
  rmSync(join(dataFolder, NOTE_FILE), { force: true });
}

/** The refusal of a folder in use, with the address of the server that uses it when it left one; any other error comes back as it is. */
export function nameServer(error: unknown, dataFolder: string): unknown {
  if (!(error instanceof Refusal) || error.code !== 'data_folder_in_use') return error;
  const note = readNote(dataFolder);
  if (note === undefined || !error.message.includes(String(note.pid))) return error;
  return new Refusal(
    error.code,
    `the data folder ${dataFolder} is in use by the Beatline server at ${note.url} (process ${note.pid})`,
    'stop it (Ctrl-C) and run this again, or set BEATLINE_DATA to another folder; with DATABASE_URL both can run side by side',
  );
}

function readNote(dataFolder: string): z.infer<typeof noteSchema> | undefined {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(join(dataFolder, NOTE_FILE), 'utf8')));
  } catch {
    // No note, or one that was cut short: the lock alone names the process.
    return undefined;
  }
}
