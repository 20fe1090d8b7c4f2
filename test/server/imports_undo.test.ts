import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '@beatline/db/engine/database';
import type { App } from '@beatline/server/app';
import { createApp } from '@beatline/server/create_app';
import { importerOf } from '@beatline/server/imports/importers';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { importPlaces, importZones } from '@beatline/server/imports/import_places';
import { importStreets } from '@beatline/server/imports/import_streets';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { importUnits } from '@beatline/server/imports/import_units';
import type { ImportContext } from '@beatline/server/imports/import_context';
import { undoBatch } from '@beatline/server/imports/undo_batch';
import { batchRows } from '@beatline/server/services/imports/batches';
import { rejectedRows, rejectsCsv } from '@beatline/server/services/imports/rejects';
import type { ImportKind } from '@beatline/shared/model/views/import_view';
import { eachEngine } from '../db/engines';
import { loadTown, NOW_MS, townFiles, townLngLat } from './small_town';

/** What an import may leave behind after it was undone: that it happened. */
const RECORDS = ['import_batch', 'import_reject', 'import_change', 'schema_version', 'spatial_ref_sys'];

/** Every row of every table as text, so that nothing can differ unseen. */
async function wholeDatabase(database: Database): Promise<Record<string, string[]>> {
  return database.sql.transaction(async (session) => {
    const { rows: tables } = await session.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`,
    );
    const content: Record<string, string[]> = {};
    for (const { name } of tables.filter((table) => !RECORDS.includes(table.name))) {
      const { rows } = await session.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t ORDER BY 1`);
      content[name] = rows.map(({ row }) => row);
    }
    return content;
  });
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

eachEngine('undoing an import', (open) => {
  let database: Database;
  let app: App;
  let context: ImportContext;
  const files = townFiles();

  beforeAll(async () => {
    database = await open();
    app = createApp(database, { threads: false, log: () => undefined, nowMs: () => NOW_MS });
    context = { database, scope: app.scope, nowMs: () => NOW_MS, log: () => undefined };
    await loadTown(app);
  });

  const newestBatch = async () => (await batchRows(app, { limit: 1 }))[0].batch;
  const register = (kind: ImportKind, text: string) => importerOf(kind).load(context, { name: `${kind}.csv`, bytes: bytesOf(text) }, {});
  const [lng, lat] = townLngLat(450, 450);

  const imports: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      'incidents, some changed and some new',
      () => {
        const lines = files.incidents.text.split('\n');
        const changed = lines.slice(0, 40).map((line) => line.replace('盗窃', '打架'));
        const text = [...changed, `N1,2026-11-19 08:00:00,从没听说过,${lng},${lat}`, 'N2,2026-11-19 09:00:00,盗窃,,'].join('\n');
        return importIncidents(context, { name: 'more.csv', bytes: bytesOf(text) });
      },
    ],
    [
      'tracks that fill the gaps of others and make a unit',
      () => {
        const rows = ['unit,time,lng,lat'];
        for (let second = 5; second < 3 * 3600; second += 10) {
          const at = townLngLat(300, (second * 1.2) % 1100);
          rows.push(`步01,${new Date(NOW_MS - 6 * 3_600_000 + second * 1000).toISOString()},${at[0]},${at[1]}`);
          rows.push(`骑09,${new Date(NOW_MS - 5 * 3_600_000 + second * 1000).toISOString()},${at[0]},${at[1]}`);
        }
        return importTracks(context, { name: 'more_tracks.csv', bytes: bytesOf(rows.join('\n')) }, { mode: 'foot' });
      },
    ],
    [
      'units, changed and new',
      () => importUnits(context, { name: 'u.csv', bytes: bytesOf('code,mode,kind\n车01,bike,guard\n新01,drone,sworn\n') }),
    ],
    [
      'police cells that move the seams',
      () => {
        const shifted = files.cells.text.replaceAll(String(townLngLat(600, 0)[0]), String(townLngLat(650, 0)[0]));
        return importJurisdictions(
          context,
          { name: 'c.geojson', bytes: bytesOf(shifted) },
          { level: 'police-cell', code: 'code', name: 'name' },
        );
      },
    ],
    ['streets', () => importStreets(context, { name: 's.osm', bytes: bytesOf(files.streets.text.replaceAll('residential', 'primary')) })],
    [
      'places',
      () =>
        importPlaces(context, {
          name: 'p.geojson',
          bytes: bytesOf(files.places.text.replace('"market"', '"mall"').replaceAll('实验小学', '第二小学')),
        }),
    ],
    [
      'zones',
      () =>
        importZones(context, {
          name: 'z.geojson',
          bytes: bytesOf(files.cells.text.replaceAll('"code"', '"kind":"no-fly","code"')),
        }),
    ],
    ['the roster', () => register('roster', 'unit,start,end,duty\n车01,2026-11-20 16:00,2026-11-21 00:00,patrol\n')],
    ['the calendar', () => register('calendar', 'day,type,school\n2026-11-20,workday,\n2026-11-20,exam_day,实验小学\n')],
    ['assignments', () => register('assignments', 'post,cell,from\nP1,C1,2026-01-01\n')],
  ];

  describe.each(imports)('%s', (_what, load) => {
    test('leaves the database as it was, row by row', async () => {
      const before = await wholeDatabase(database);
      await load();
      const batch = await newestBatch();
      const after = await wholeDatabase(database);
      expect(after).not.toEqual(before);
      expect((await undoBatch(context, batch)).batch).toBe(batch);
      const undone = await wholeDatabase(database);
      for (const table of Object.keys(before)) expect({ [table]: undone[table] }).toEqual({ [table]: before[table] });
      expect((await batchRows(app, { limit: 1 }))[0]).toMatchObject({ batch, state: 'undone' });
      await expect(undoBatch(context, batch)).rejects.toMatchObject({ code: 'conflict' });
    });
  });

  test('refuses to undo under a later import of the same rows, and names it', async () => {
    await importUnits(context, { name: 'u.csv', bytes: bytesOf('code,mode\n新02,drone\n') });
    const first = await newestBatch();
    await importUnits(context, { name: 'u.csv', bytes: bytesOf('code,mode\n新02,foot\n') });
    const second = await newestBatch();
    expect((await batchRows(app)).find((row) => row.batch === first)?.undoFirst).toBe(second);
    await expect(undoBatch(context, first)).rejects.toMatchObject({ code: 'conflict', hint: `undo import ${second} first` });
    await undoBatch(context, second);
    await undoBatch(context, first);
    await expect(undoBatch(context, 99_999)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('rejects come back as a table to correct; sent again it loads', async () => {
    const text = [
      '编号,发生时间,警情类别,经度,纬度,报警人',
      `R1,2026-11-18 08:00:00,盗窃,${lng},${lat},张三`,
      `R2,前天,盗窃,${lng},${lat},李四`,
    ].join('\n');
    const answer = await importIncidents(context, { name: 'r.csv', bytes: bytesOf(text) });
    expect(answer).toMatchObject({ loaded: 1, rejected: 1, reasons: { time_unreadable: 1 } });
    const batch = await newestBatch();
    expect(await rejectedRows(app, { batch, language: 'zh' })).toEqual([
      { row: 3, column: '发生时间', value: '前天', reason: 'time_unreadable', text: '时间无法识别' },
    ]);
    const csv = await rejectsCsv(app, { batch, language: 'en' });
    expect(csv.text).toContain('the time cannot be read');
    expect(csv.text).not.toMatch(/李四|报警人/);
    const corrected = csv.text.replace('前天', '2026-11-18 09:00:00');
    expect(await importIncidents(context, { name: 'r2.csv', bytes: bytesOf(corrected) })).toMatchObject({ loaded: 1, rejected: 0 });
  });

  test('assignments name the police cells nobody answers for; unknown cells are rejected', async () => {
    const answer = await register('assignments', 'post,cell,from\nP1,C1,2026-01-01\nP2,C2,2026-01-01\nP3,C99,2026-01-01\n');
    expect(answer).toMatchObject({ loaded: 2, rejected: 1, reasons: { cell_unknown: 1 }, unassignedCells: ['C3', 'C4'] });
  });

  test('a roster of unknown units and places loads what it can and says why the rest is left out', async () => {
    const answer = await register(
      'roster',
      'unit,start,end,place\n车02,2026-11-20 16:00,2026-11-21 00:00,中心市场\n鬼01,2026-11-20 16:00,2026-11-21 00:00,\n车02,2026-11-21 16:00,2026-11-22 00:00,月球\n',
    );
    expect(answer).toMatchObject({ loaded: 1, rejected: 2, reasons: { unit_unknown: 1, place_unknown: 1 } });
    await expect(register('roster', 'unit,start,end\n鬼01,2026-11-20 16:00,2026-11-21 00:00\n')).rejects.toMatchObject({
      code: 'nothing_loaded',
    });
  });
});
