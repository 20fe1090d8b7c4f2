import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '@beatline/db/engine/database';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { setDeploymentTo } from '@beatline/server/services/deployment/set';
import { refitWhenDue } from '@beatline/server/services/risk/nightly_fit';
import { eachEngine } from '../db/engines';
import { serveApp, type ServedApp } from './served_app';
import { HOT_SPOT, loadTown, NOW_MS, TOWN, townLngLat } from './small_town';

eachEngine('the nightly fit', (open) => {
  let database: Database;
  let served: ServedApp;
  const version = async () => (await served.app.ground.current()).risk?.id;

  beforeAll(async () => {
    database = await open();
    served = await serveApp(database);
    await setDeploymentTo(served.app, TOWN);
  });
  afterAll(() => served.stop());

  test('waits for the first fit, which is the operator’s, for the next day, and for something new in the records', async () => {
    expect(await refitWhenDue(served.app)).toBe(false);
    await loadTown(served.app);
    const first = await version();
    expect(await refitWhenDue(served.app)).toBe(false);
    served.setNow(NOW_MS + 86_400_000);
    expect(await refitWhenDue(served.app)).toBe(false);
    expect(await version()).toBe(first);
  });

  test('puts the incidents of the day in force, once a day', async () => {
    const before = (await served.app.ground.current()).risk;
    const at = new Date(NOW_MS + 3_600_000).toISOString();
    await importIncidents(
      { database, scope: served.app.scope, nowMs: () => served.app.nowMs(), log: () => undefined },
      {
        name: 'day.csv',
        bytes: new TextEncoder().encode(
          `报警编号,报警时间,类别,经度,纬度\nD1,${at},盗窃,${townLngLat(HOT_SPOT.east, HOT_SPOT.north).join(',')}\n`,
        ),
      },
    );
    served.app.refresh();
    expect(await refitWhenDue(served.app)).toBe(true);
    const after = (await served.app.ground.current()).risk;
    expect(after?.id).not.toBe(before?.id);
    expect(after?.incidents).toBe((before?.incidents ?? 0) + 1);
    expect(after?.fittedUntilMs).toBeGreaterThan(NOW_MS + 3_600_000);
    expect(await refitWhenDue(served.app)).toBe(false);
  });
});
