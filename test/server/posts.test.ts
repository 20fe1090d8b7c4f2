import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { intervalsInWindow } from '@beatline/db/queries/presence';
import { listUnits } from '@beatline/db/queries/units';
import { importPlaces } from '@beatline/server/imports/import_places';
import { importRegister } from '@beatline/server/imports/import_register';
import { ROSTER_REGISTER } from '@beatline/server/imports/import_roster';
import { importSignIns } from '@beatline/server/imports/import_sign_ins';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { importUnits } from '@beatline/server/imports/import_units';
import { undoBatch } from '@beatline/server/imports/undo_batch';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import { createProjection } from '@beatline/shared/geo/projection';
import { DUTIES, EVIDENCE_CLASSES } from '@beatline/shared/model/evidence';
import { PATROL_MODES } from '@beatline/shared/model/patrol_mode';
import { eachEngine } from '../db/engines';
import { loadTownGround } from './intake_town';
import { serveApp, type ServedApp } from './served_app';
import { NOW_MS, townLngLat } from './small_town';

const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });
const [LNG, LAT] = townLngLat(510, 510);
const UTM50 = createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs');
const OWN = squareIdAt(UTM50.toMeters([LNG, LAT]), 100);

eachEngine('posts', (open) => {
  let database: Database;
  let served: ServedApp;
  const context = () => ({ database, scope: DEPLOYMENT_SCOPE, nowMs: () => NOW_MS, log: () => undefined });

  beforeAll(async () => {
    database = await open();
    served = await serveApp(database);
    await loadTownGround(served.app);
    await importPlaces(
      context(),
      file('places.csv', `编号,名称,类型,经度,纬度\nS1,第一小学,学校,${LNG},${LAT}\nS2,第二小学,学校,${LNG},${LAT}\n`),
      {
        crs: 'EPSG:4326',
      },
    );
    await importUnits(
      context(),
      file(
        'units.csv',
        'code,kind,mode,intervalSeconds,最小作战单元\n岗01,auxiliary,post,60,否\n岗02,guard,post,60,是\n岗03,sworn,post,60,否\n',
      ),
    );
    // workdays 07:20 to 08:10 and 16:00 to 17:00
    await withDeployment(database, (scoped) =>
      scoped.session.query(
        `INSERT INTO place_post (place_id, kind, starts_at, ends_at, day_types)
         SELECT id, 'school', v.s::time, v.e::time, '{workday}' FROM place, (VALUES ('07:20', '08:10'), ('16:00', '17:00')) v (s, e) WHERE code = 'S1'`,
      ),
    );
  });
  afterAll(async () => {
    await served.app.sources.close();
    await served.stop();
    expect(served.bugs).toEqual([]);
  });

  /** Own square's rows of a unit on 20 November, local time, with evidence. */
  const rowsOf = (unitCode: string) =>
    withDeployment(database, async (scoped) => {
      const unit = (await listUnits(scoped)).find(({ code }) => code === unitCode);
      const rows = await intervalsInWindow(scoped, { fromMs: NOW_MS - 7 * 86_400_000, toMs: NOW_MS }, { unitIds: [unit?.id ?? -1] });
      const local = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(8, 16).replace('T', ' ');
      return Array.from({ length: rows.length }, (_, i) => i)
        .filter((i) => rows.squareId[i] === OWN && rows.seenOnly[i] === 0)
        .map(
          (i) =>
            `${local(rows.startMs[i])}-${local(rows.endMs[i]).slice(3)} ${EVIDENCE_CLASSES[rows.evidence[i]]} ${PATROL_MODES[rows.mode[i]]} ${DUTIES[rows.duty[i]]}`,
        )
        .sort();
    });
  /** Minutes present by duty. */
  const patrolMinutesOf = (unitCode: string) =>
    withDeployment(database, async (scoped) => {
      const unit = (await listUnits(scoped)).find(({ code }) => code === unitCode);
      const rows = await intervalsInWindow(scoped, { fromMs: NOW_MS - 7 * 86_400_000, toMs: NOW_MS }, { unitIds: [unit?.id ?? -1] });
      const minutes: Record<string, number> = {};
      for (let i = 0; i < rows.length; i++) {
        if (rows.seenOnly[i] === 1) continue;
        const duty = DUTIES[rows.duty[i]];
        minutes[duty] = (minutes[duty] ?? 0) + (rows.endMs[i] - rows.startMs[i]) / 60_000;
      }
      return minutes;
    });
  const declared = (span: string) => `20 ${span} declared post patrol`;

  const track = (fromMinute: number, toMinute: number) =>
    file(
      'track.csv',
      `unit,time,lng,lat\n${Array.from({ length: toMinute - fromMinute + 1 }, (_, i) => `岗01,${new Date(Date.parse('2026-11-20T07:00:00+08:00') + (fromMinute + i) * 60_000).toISOString()},${LNG},${LAT}`).join('\n')}\n`,
    );

  test('a sign-in is declared presence for the hours of the post and no longer; what cannot count is told by reason', async () => {
    const answer = await importSignIns(
      context(),
      file(
        'sign.csv',
        [
          '呼号,岗位,日期,签到时间,签退时间',
          '岗01,第一小学,2026-11-20,07:00,16:30',
          '岗01,第一小学,2026-11-21,07:00,08:00',
          '岗01,第二小学,2026-11-20,07:00,08:00',
          '岗09,第一小学,2026-11-20,07:00,08:00',
          '岗01,没有的学校,2026-11-20,07:00,08:00',
          '岗01,第一小学,2026-11-20,18:00,',
          '岗02,S1,2026-11-20,07:30,08:00',
        ].join('\n'),
      ),
    );
    expect(answer).toMatchObject({
      loaded: 2,
      rejected: 5,
      reasons: { time_in_future: 1, no_post: 1, unit_unknown: 1, place_unknown: 1, no_sign_out: 1 },
    });
    expect(await rowsOf('岗01')).toEqual([declared('07:20-08:10'), declared('16:00-16:30')]);
  });

  test('an on-site unit is never patrol presence', async () => {
    expect(await rowsOf('岗02')).toEqual(['20 07:30-08:00 declared post base']);
  });

  test('where the tracker speaks it is the evidence, whenever its fixes come, and undoing them brings the declaration back', async () => {
    const before = await rowsOf('岗01');
    const { batch } = await importTracks(context(), track(30, 50), { crs: 'EPSG:4326' });
    const after = [declared('07:20-07:30'), declared('07:50-08:10'), declared('16:00-16:30'), '20 07:30-07:50 observed post patrol'];
    expect(await rowsOf('岗01')).toEqual(after.toSorted());
    // more fixes that join the run
    const second = await importTracks(context(), track(52, 60), { crs: 'EPSG:4326' });
    expect((await rowsOf('岗01')).filter((row) => row.includes('declared'))).toEqual([
      declared('07:20-07:30'),
      declared('08:00-08:10'),
      declared('16:00-16:30'),
    ]);
    await undoBatch(context(), second.batch);
    expect(await rowsOf('岗01')).toEqual(after.toSorted());
    await undoBatch(context(), batch);
    expect(await rowsOf('岗01')).toEqual(before);
  });

  test('a tracker farther than 50 m from where the roster has the post stand is not at the post', async () => {
    await importRegister(
      context(),
      file('roster.csv', 'unit,start,end,place\n岗03,2026-11-20 09:00,2026-11-20 10:00,第一小学\n'),
      {},
      ROSTER_REGISTER,
    );
    const [farLng, farLat] = townLngLat(510, 565);
    const [nearLng, nearLat] = townLngLat(510, 530);
    const minute = (m: number) => new Date(Date.parse('2026-11-20T09:00:00+08:00') + m * 60_000).toISOString();
    const rows = Array.from({ length: 11 }, (_, m) => `岗03,${minute(m)},${m < 5 ? `${nearLng},${nearLat}` : `${farLng},${farLat}`}`);
    await importTracks(context(), file('post.csv', `unit,time,lng,lat\n${rows.join('\n')}\n`), { crs: 'EPSG:4326' });
    expect(await patrolMinutesOf('岗03')).toEqual({ patrol: 4, base: 6 });
  });

  test('the order sign-ins and fixes come in changes nothing', async () => {
    const signIns = (await served.client.imports.batches.query({})).find(({ kind, state }) => kind === 'sign_ins' && state === 'done');
    await undoBatch(context(), signIns?.batch ?? -1);
    expect(await rowsOf('岗01')).toEqual([]);
    await importTracks(context(), track(30, 50), { crs: 'EPSG:4326' });
    await importSignIns(context(), file('again.csv', 'unit,place,from,to\n岗01,S1,2026-11-20 07:00,2026-11-20 16:30\n'));
    expect(await rowsOf('岗01')).toEqual(
      [declared('07:20-07:30'), declared('07:50-08:10'), declared('16:00-16:30'), '20 07:30-07:50 observed post patrol'].toSorted(),
    );
  });
});
