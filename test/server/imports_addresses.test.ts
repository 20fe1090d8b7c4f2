import gcoord from 'gcoord';
import { beforeAll, describe, expect, test } from 'vitest';
import { createGeocoder } from '@beatline/db/queries/addresses';
import { rejectsOfBatch } from '@beatline/db/queries/batches';
import { DEPLOYMENT_SCOPE, withScope, type Database } from '@beatline/db/engine/database';
import { ADDRESS_IMPORTER, importAddresses } from '@beatline/server/imports/import_addresses';
import { undoBatch } from '@beatline/server/imports/undo_batch';
import { eachEngine } from '../db/engines';
import { encodeGb18030 } from './encode_text';

const csv = (text: string) => ({ name: '标准地址.csv', bytes: new TextEncoder().encode(text) });

eachEngine('import addresses', (open) => {
  let database: Database;
  const context = () => ({ database, scope: DEPLOYMENT_SCOPE, nowMs: () => Date.parse('2026-11-21T12:00:00Z'), log: () => undefined });
  const stored = async () =>
    withScope(database, DEPLOYMENT_SCOPE, async (scoped) =>
      (await scoped.session.query<{ address: string }>('SELECT address FROM standard_address ORDER BY address COLLATE "C"')).rows.map(
        (row) => row.address,
      ),
    );
  beforeAll(async () => {
    database = await open();
  });

  describe('a file', () => {
    test('keeps buildings, never households; rejects keep none either', async () => {
      const answer = await importAddresses(
        context(),
        csv(
          [
            '标准地址,经度,纬度,户主姓名',
            '和顺小区3号楼2单元501室,116.301,33.1,张三',
            '和顺小区3号楼2单元502室,116.301,33.1,李四',
            '梧桐路12号,116.3,33.2,王五',
            '梧桐路14号301室,东经116,33.2,赵六',
            ',116.3,33.2,钱七',
            '梧桐路16号,216.3,33.2,孙八',
          ].join('\n'),
        ),
        { crs: 'EPSG:4326' },
      );
      expect(answer).toMatchObject({
        loaded: 3,
        added: 2,
        rejected: 3,
        reasons: { coordinate_unreadable: 1, address_missing: 1, outside_world: 1 },
        droppedColumns: ['户主姓名'],
        crs: 'EPSG:4326',
      });
      expect(await stored()).toEqual(['和顺小区3号楼', '梧桐路12号']);
      const kept = await withScope(database, DEPLOYMENT_SCOPE, (scoped) => rejectsOfBatch(scoped, answer.batch));
      expect(kept?.rejects.map(({ rowNumber, column, value, cells }) => [rowNumber, column, value, cells])).toEqual([
        [5, '经度', '东经116', ['梧桐路14号', '东经116', '33.2']],
        [6, '标准地址', '', ['', '116.3', '33.2']],
        [7, '经度', '216.3', ['梧桐路16号', '216.3', '33.2']],
      ]);
      await undoBatch(context(), answer.batch);
      expect(await stored()).toEqual([]);
    });

    test('may give parts instead of a text, in GB18030 and GCJ-02, and moves what it knows', async () => {
      const rows = '街路巷,门牌号,小区名称,楼栋,经度,纬度\n中山路,88,和顺小区,3,116.404,39.915\n梧桐路,12号,,,116.404,39.916\n';
      const answer = await importAddresses(context(), { name: 'gcj.csv', bytes: encodeGb18030(rows) }, { crs: 'GCJ-02' });
      expect(answer).toMatchObject({ loaded: 2, added: 2, crs: 'GCJ-02' });
      expect(await stored()).toEqual(['中山路88号和顺小区3号楼', '梧桐路12号']);
      const geocoder = await withScope(database, DEPLOYMENT_SCOPE, createGeocoder);
      const [hit] = geocoder.geocode(['和顺小区3栋1单元']);
      const [lng, lat] = gcoord.transform([116.404, 39.915], gcoord.GCJ02, gcoord.WGS84);
      expect(hit?.location[0]).toBeCloseTo(lng, 6);
      expect(hit?.location[1]).toBeCloseTo(lat, 6);
      expect(await importAddresses(context(), csv('地址,lng,lat\n梧桐路12号,116.5,39.9\n'))).toMatchObject({
        loaded: 1,
        added: 0,
        moved: 1,
      });
      await expect(importAddresses(context(), csv('地址,备注\n梧桐路12号,x\n'))).rejects.toMatchObject({ code: 'mapping_unclear' });
      await expect(importAddresses(context(), csv('地址,lng,lat\n梧桐路12号,,\n'))).rejects.toMatchObject({ code: 'nothing_loaded' });
    });

    test('is looked at first: columns, coordinate system, preview and problems', async () => {
      const look = await ADDRESS_IMPORTER.inspect(context(), csv('标准地址,经度,纬度\n梧桐路12号,116.3,33.2\n梧桐路14号,x,33.2\n'), {});
      expect(look).toMatchObject({ kind: 'addresses', missing: [], preview: { points: [[116.3, 33.2]] } });
      expect(look.problems).toEqual([{ rowNumber: 3, column: '经度', value: 'x', reason: 'coordinate_unreadable' }]);
      expect((await ADDRESS_IMPORTER.inspect(context(), csv('名称,经度\na,1\n'), {})).missing).toEqual(['address', 'lat']);
    });
  });
});
