import type { App } from '../../app';
import type { ImportContext } from '../../imports/import_context';

/** What an importer works with when a page asks. */
export function importContextOf(app: App): ImportContext {
  return { database: app.database, scope: app.scope, nowMs: () => app.nowMs(), log: (line) => app.log(line), matching: app.matching };
}
