import { join } from 'node:path';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock, type SlotClock } from '@beatline/shared/model/slot_clock';
import type { App } from '../app';
import { readSettings } from '../settings';

/** What a verb works with: an app it need not open, and a place for progress that is never standard output. */
export interface CliSession {
  /** Opens the database on first use; a fresh one is created and migrated. */
  app(): Promise<App>;
  /** One line of progress or warning, to standard error. */
  log(line: string): void;
  /** Closes what was opened. */
  close(): Promise<void>;
}

export function createCliSession(environment: Readonly<Record<string, string | undefined>>, repositoryFolder: string): CliSession {
  let opened: Promise<App> | undefined;
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  return {
    log,
    app() {
      opened ??= (async () => {
        const settings = readSettings(environment, repositoryFolder);
        // all code is there before the database is opened: nothing can fail then that would leave it open
        const [{ openSettingsDatabase }, { createApp }] = await Promise.all([import('../open_database'), import('../create_app')]);
        return createApp(await openSettingsDatabase(settings), {
          threads: false,
          log,
          tileFolder: join(settings.dataFolder, 'tiles'),
        });
      })();
      return opened;
    },
    async close() {
      const app = await opened?.catch(() => undefined);
      await app?.close();
    },
  };
}

const ISO_WITH_OFFSET = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;
const ISO_LOCAL = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/;

/** An instant as a person writes it: ISO 8601 with offset, or a local date or wall-clock time of the deployment's zone. Throws a Refusal otherwise. */
export function parseInstant(text: string, timeZone: string): number {
  if (ISO_WITH_OFFSET.test(text)) {
    const instant = Date.parse(text.replace(' ', 'T'));
    if (!Number.isNaN(instant)) return instant;
  }
  const local = ISO_LOCAL.exec(text);
  if (local !== null) {
    const clock: SlotClock = createSlotClock(timeZone);
    const wall = Date.parse(`${local[1]}T${local[2] ?? '00:00'}Z`);
    if (!Number.isNaN(wall)) return clock.instantOfLocalMs(wall);
  }
  throw new Refusal('bad_instant', `not a time: ${text}`, 'write it as 2026-11-20T18:00:00+08:00');
}

/** A number an option was given as, within bounds. Throws a Refusal otherwise. */
export function parseNumber(option: string, text: string, least: number, most: number, whole = false): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most || (whole && !Number.isInteger(value))) {
    throw new Refusal('bad_number', `${option} is ${text}`, `give a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
  }
  return value;
}
