import { dataVersion, type DataVersion } from '@beatline/db/queries/data_version';
import type { App } from './app';

/** The command line imports beside a running server; its pages follow within this time. */
const LOOK_EVERY_MS = 5000;

/** Refreshes the app whenever another process wrote to its database. Only PostgreSQL has other writers: the embedded engine belongs to one process. */
export function watchDatabase(app: App): { stop(): void } {
  if (app.database.engine !== 'postgres') return { stop: () => undefined };
  let known: DataVersion | undefined;
  let looking = false;

  async function look(): Promise<void> {
    const found = await app.query(dataVersion);
    const changed = known !== undefined && (known.ground !== found.ground || known.records !== found.records);
    known = found;
    if (changed) app.refresh();
  }
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: unknown) => app.log(`the database does not answer: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => (looking = false));
  }, LOOK_EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
