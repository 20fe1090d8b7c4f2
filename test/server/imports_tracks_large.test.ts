import ExcelJS from 'exceljs';
import { beforeAll, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { rejectsOfBatch } from '@beatline/db/queries/batches';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { eachEngine } from '../db/engines';
import { makeGround, type Ground } from '../db/ground';

const START_MS = Date.parse('2026-03-01T00:00:00Z');
const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const contextOf = (database: Database) => ({ database, scope: DEPLOYMENT_SCOPE, nowMs: () => NOW_MS, log: () => undefined });

/** What tracks leave behind, with units by their code: identities differ between databases. */
async function ledgerOf(database: Database): Promise<Record<string, string[]>> {
  const queries = {
    fix: 'SELECT code, at, lng, lat, accuracy_meters FROM fix JOIN unit ON unit.id = unit_id',
    presence: 'SELECT code, square_id, start_at, end_at, seen_only FROM presence_interval JOIN unit ON unit.id = unit_id',
    visit: 'SELECT square_id, start_at, end_at FROM visit',
    hour: 'SELECT * FROM presence',
    unknown: 'SELECT code, start_at, end_at FROM unknown_interval JOIN unit ON unit.id = unit_id',
    piece: 'SELECT code, from_at, to_at, geom FROM track_piece JOIN unit ON unit.id = unit_id',
  };
  return database.sql.transaction(async (session) => {
    const content: Record<string, string[]> = {};
    for (const [name, select] of Object.entries(queries)) {
      const { rows } = await session.query<{ row: string }>(`SELECT t::text AS row FROM (${select}) t ORDER BY 1`);
      content[name] = rows.map(({ row }) => row);
    }
    return content;
  });
}

eachEngine('large track files', (open) => {
  let ground: Ground;
  let database: Database;

  beforeAll(async () => {
    database = await open();
    ground = await makeGround(database);
  });

  /** Three units that walk to and fro for two hours, out of order, with instants told twice at different accuracy. */
  function walkers(): string {
    const rows: string[] = [];
    for (let second = 0; second < 7200; second += 10) {
      for (const [k, unit] of ['甲1', '乙2', '丙3'].entries()) {
        if (k === 1 && second > 3000 && second < 4000) continue;
        const [lng, lat] = ground.at(200 + 300 * k + Math.abs(((second * 1.3) % 600) - 300), 400 + 40 * k);
        const time = new Date(START_MS + second * 1000).toISOString();
        rows.push(`${unit},${time},${lng},${lat},8`);
        if (second % 70 === 0) rows.push(`${unit},${time},${lng + 0.001},${lat},30`);
      }
    }
    const half = rows.length / 2;
    return ['unit,time,lng,lat,accuracy', ...rows.slice(half), ...rows.slice(0, half)].join('\n');
  }

  test('leave the same ledger whether their fixes wait in memory or in the database', async () => {
    const other = await open();
    await makeGround(other);
    const file = { name: 'walkers.csv', bytes: new TextEncoder().encode(walkers()) };
    const inMemory = await importTracks(contextOf(database), file, { mode: 'foot' });
    const spilled = await importTracks(contextOf(other), file, { mode: 'foot', fixesInMemory: 100 });
    expect({ ...spilled, batch: 0 }).toEqual({ ...inMemory, batch: 0 });
    // 720 instants a unit less the hundred 乙2 is silent for; 103 + 103 told twice, and those of 乙2.
    expect(inMemory.fixes - inMemory.duplicates).toBe(720 + 720 + 621);
    const ledger = await ledgerOf(database);
    expect(ledger['presence'].length).toBeGreaterThan(20);
    expect(await ledgerOf(other)).toEqual(ledger);
    // Of an instant told twice the more accurate fix stays.
    expect(ledger['fix'].filter((row) => row.endsWith(',30)'))).toEqual([]);
  });

  test('come as workbooks too, and rows left out are kept with row, column, value and reason', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('轨迹');
    sheet.addRow(['设备编号', '定位时间', '经度', '纬度', '驾驶人']);
    const [lng, lat] = ground.at(300, 300);
    for (let i = 0; i < 30; i++)
      sheet.addRow(['表1', new Date(START_MS + i * 15_000), lng, lat, '张三']).getCell(2).numFmt = 'yyyy-mm-dd hh:mm:ss';
    sheet.addRow(['表1', new Date(START_MS), '东边', lat, '李四']);
    sheet.addRow(['表1', '中午', lng, lat, '李四']);
    sheet.addRow(['表1', new Date(NOW_MS + 3 * 86_400_000), lng, lat, '李四']).getCell(2).numFmt = 'yyyy-mm-dd hh:mm:ss';
    const answer = await importTracks(
      contextOf(database),
      { name: 't.xlsx', bytes: new Uint8Array(await book.xlsx.writeBuffer()) },
      { mode: 'foot' },
    );
    expect(answer).toMatchObject({
      fixes: 30,
      units: 1,
      duplicates: 0,
      dropped: { place_unreadable: 1, time_unreadable: 1, time_in_future: 1 },
    });
    // Workbooks hold local times: those of the deployment's zone.
    expect(answer.from).toBe('2026-03-01T00:00:00+08:00');
    const kept = await withDeployment(database, (scoped) => rejectsOfBatch(scoped, answer.batch));
    expect(kept?.columns).toEqual(['设备编号', '定位时间', '经度', '纬度']);
    expect(kept?.rejects.map(({ rowNumber, column, value, reason }) => [rowNumber, column, value, reason])).toEqual([
      [32, '经度', '东边', 'place_unreadable'],
      [33, '定位时间', '中午', 'time_unreadable'],
      [34, '定位时间', '2026-11-24T12:00:00', 'time_in_future'],
    ]);
    expect(JSON.stringify(kept)).not.toMatch(/张三|李四/);
  });

  test('a load that is given up leaves nothing', async () => {
    const before = await ledgerOf(database);
    const controller = new AbortController();
    controller.abort();
    const file = { name: 'walkers.csv', bytes: new TextEncoder().encode(walkers().replaceAll('甲1', '丁4')) };
    await expect(importTracks({ ...contextOf(database), signal: controller.signal }, file, { mode: 'foot' })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await ledgerOf(database)).toEqual(before);
  });
});
