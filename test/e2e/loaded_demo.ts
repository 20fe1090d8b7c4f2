import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inject } from 'vitest';
import { startBeatline, temporaryFolder } from './beatline_process';

/** The start that found an empty folder and loaded the demo city into it. */
export interface FirstStart {
  readonly url: string;
  readonly output: string;
  /** How it ended when it was stopped as by Ctrl-C. */
  readonly exitCode: number | null;
}

const LOOK_EVERY_MS = 250;

/**
 * A folder of the caller's own with the demo city in it, as the first `npm start` on an empty folder leaves it, and what that start said. The load takes a
 * minute and more, so that the first caller of a run does it and all others wait for it; each gets a copy.
 */
export async function loadedDemo(): Promise<{ readonly dataFolder: string; readonly firstStart: FirstStart }> {
  const shared = join(inject('runFolder'), 'demo');
  const told = `${shared}.json`;
  const failed = `${shared}.failed`;
  if (isFirst(shared)) {
    try {
      const firstStart = await loadInto(shared);
      writeFileSync(`${told}.new`, JSON.stringify(firstStart));
      renameSync(`${told}.new`, told);
    } catch (error) {
      writeFileSync(failed, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
  while (!existsSync(told)) {
    if (existsSync(failed)) throw new Error(`the demo city was not loaded: ${readFileSync(failed, 'utf8')}`);
    await wait(LOOK_EVERY_MS);
  }
  const dataFolder = temporaryFolder();
  cpSync(shared, dataFolder, { recursive: true });
  return { dataFolder, firstStart: JSON.parse(readFileSync(told, 'utf8')) as FirstStart };
}

/** Makes the folder; only one process can. */
function isFirst(folder: string): boolean {
  return mkdirSync(folder, { recursive: true }) !== undefined;
}

async function loadInto(dataFolder: string): Promise<FirstStart> {
  const beatline = await startBeatline({ dataFolder, demo: true });
  const exitCode = await beatline.stop();
  return { url: beatline.url, output: beatline.output(), exitCode };
}
