import { withDeployment, type Database } from '@beatline/db/engine/database';
import { loadFixes, fixesOfUnit } from '@beatline/db/queries/fixes';
import { ensureUnits } from '@beatline/db/queries/units';
import { fixColumnsOf } from '@beatline/shared/coverage/fixes';
import { expect, test } from 'vitest';
import { eachEngine } from './engines';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 10, 20, 12);
const fixAt = (instantMs: number) => fixColumnsOf([{ instantMs, lng: 116.3, lat: 39.9 }]);

eachEngine('days of fixes', (open, engine) => {
  let database: Database;

  test('are made as they are needed, with the keys of their table', async () => {
    database = await open();
    await withDeployment(database, async (scoped) => {
      const unit = (await ensureUnits(scoped, ['C1'], 'vehicle')).get('C1');
      await loadFixes(
        scoped,
        unit?.id ?? 0,
        fixColumnsOf([0, 1, 2].map((day) => ({ instantMs: START_MS + day * DAY_MS, lng: 116.3, lat: 39.9 }))),
      );
      // The same again is no second fix, in whichever day it lies.
      expect(await loadFixes(scoped, unit?.id ?? 0, fixAt(START_MS + DAY_MS))).toMatchObject({ stored: 0, duplicates: 1 });
      expect((await fixesOfUnit(scoped, unit?.id ?? 0, { fromMs: START_MS, toMs: START_MS + 5 * DAY_MS })).length).toBe(3);
    });
    const { rows } = await database.sql.transaction((session) =>
      session.query<{ indexes: number }>(
        "SELECT count(*)::integer AS indexes FROM pg_index JOIN pg_inherits ON inhrelid = indexrelid WHERE indrelid::regclass::text = 'fix_20261121'",
      ),
    );
    // The primary key and the range index, both parts of those of the table.
    expect(rows[0]?.indexes).toBe(2);
  });

  // The embedded engine has one connection: nobody can wait for another.
  const testBeside = engine === 'postgres' ? test : () => undefined;
  testBeside('that a long load makes keep neither live fixes of other days nor readers waiting', async () => {
    let endLoad: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (endLoad = resolve));
    let loading: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (loading = resolve));
    const load = withDeployment(database, async (scoped) => {
      const unit = (await ensureUnits(scoped, ['C1'], 'vehicle')).get('C1');
      await loadFixes(scoped, unit?.id ?? 0, fixAt(START_MS - 30 * DAY_MS));
      loading();
      await ended;
    });
    await begun;
    const live = withDeployment(database, async (scoped) => {
      await scoped.session.query("SET LOCAL lock_timeout = '2s'");
      const unit = (await ensureUnits(scoped, ['C1'], 'vehicle')).get('C1');
      expect(await loadFixes(scoped, unit?.id ?? 0, fixAt(START_MS + 1000))).toMatchObject({ stored: 1 });
      expect((await fixesOfUnit(scoped, unit?.id ?? 0, { fromMs: START_MS, toMs: START_MS + 5 * DAY_MS })).length).toBe(4);
    });
    await live.finally(endLoad);
    await load;
  });
});
