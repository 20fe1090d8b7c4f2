import { expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { intervalsInWindow, unknownInWindow } from '@beatline/db/queries/presence';
import { listUnits } from '@beatline/db/queries/units';
import { importTracks } from '@beatline/server/imports/import_tracks';
import { importUnits } from '@beatline/server/imports/import_units';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { eachEngine } from '../db/engines';
import { makeGround, type Ground } from '../db/ground';

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const ALL_TIME = { fromMs: Date.parse('2026-01-01T00:00:00Z'), toMs: Date.parse('2027-01-01T00:00:00Z') };

const contextOf = (database: Database, lines: string[] = []) => ({
  database,
  scope: DEPLOYMENT_SCOPE,
  nowMs: () => NOW_MS,
  log: (line: string) => void lines.push(line),
});
const file = (text: string, name = 'a.csv') => ({ name, bytes: new TextEncoder().encode(text) });
const iso = (seconds: number) => new Date(Date.parse('2026-11-21T01:00:00Z') + seconds * 1000).toISOString();

eachEngine('track imports', (open) => {
  let database: Database;
  let ground: Ground;

  /** A patrol on foot along the middle of the ground, a fix every 10 s with two silences; from east to west and back. */
  const walk = (from: number, to: number) =>
    Array.from({ length: 120 }, (_, i) => i)
      .filter((i) => i >= from && i < to && (i < 40 || i >= 52) && (i < 80 || i >= 84))
      .map((i) => ({ second: i * 10, at: ground.at(60 + i * 11, 450 + (i % 3)) }));
  const table = (unit: string, fixes: readonly { readonly second: number; readonly at: LngLat }[]) =>
    file(
      `unit,at,lng,lat,accuracy\n${fixes.map(({ second, at }) => `${unit},${iso(second)},${at[0]},${at[1]},5`).join('\n')}\n`,
      'tracks.csv',
    );
  const ledgerOf = async (unitCode: string) =>
    withDeployment(database, async (scoped) => {
      const unit = (await listUnits(scoped)).find(({ code }) => code === unitCode);
      const rows = await intervalsInWindow(scoped, ALL_TIME, { unitIds: [unit?.id ?? -1] });
      const unknown = await unknownInWindow(scoped, ALL_TIME);
      return {
        rows: Array.from({ length: rows.length }, (_, i) =>
          [rows.squareId[i], rows.startMs[i], rows.endMs[i], rows.mode[i], rows.seenOnly[i]].join(' '),
        ).sort(),
        unknown: Array.from({ length: unknown.length }, (_, i) => i)
          .filter((i) => unknown.unitId[i] === unit?.id)
          .map((i) => [unknown.startMs[i], unknown.endMs[i]].join(' '))
          .sort(),
        presenceMs: Array.from({ length: rows.length }, (_, i) => (rows.seenOnly[i] === 1 ? 0 : rows.endMs[i] - rows.startMs[i])).reduce(
          (a, b) => a + b,
          0,
        ),
      };
    });

  test('credits exactly the time between fixes that follow each other', async () => {
    database = await open();
    ground = await makeGround(database);
    const answer = await importTracks(contextOf(database), table('F1', walk(0, 120)), { mode: 'foot' });
    expect(answer).toEqual({
      batch: answer.batch,
      fixes: 104,
      pathOnly: false,
      duplicates: 0,
      outside: 0,
      dropped: {},
      units: 1,
      from: '2026-11-21T09:00:00+08:00',
      to: '2026-11-21T09:19:50+08:00',
    });
    const { presenceMs, unknown } = await ledgerOf('F1');
    // 119 steps of 10 s, less the two silences of 130 s and 50 s.
    expect(presenceMs).toBe(1_190_000 - 130_000 - 50_000);
    expect(unknown).toHaveLength(2);
  });

  test('changes nothing when the file comes again', async () => {
    const before = await ledgerOf('F1');
    expect(await importTracks(contextOf(database), table('F1', walk(0, 120)), { mode: 'foot' })).toMatchObject({
      fixes: 104,
      duplicates: 104,
    });
    expect(await ledgerOf('F1')).toEqual(before);
  });

  test.each([
    [
      'in two halves',
      'F2',
      [
        [0, 60],
        [60, 120],
      ],
    ],
    [
      'the later half first',
      'F3',
      [
        [60, 120],
        [0, 60],
      ],
    ],
    [
      'overlapping',
      'F4',
      [
        [0, 70],
        [30, 120],
        [50, 60],
      ],
    ],
    [
      'the middle last',
      'F5',
      [
        [0, 20],
        [100, 120],
        [20, 100],
      ],
    ],
  ] as const)('leaves the same ledger when the track comes %s', async (_name, unit, parts) => {
    for (const [from, to] of parts) await importTracks(contextOf(database), table(unit, walk(from, to)), { mode: 'foot' });
    const whole = await ledgerOf('F1');
    expect(await ledgerOf(unit)).toEqual(whole);
  });

  test('stores fixes outside the area, which credit nothing, and those on another continent', async () => {
    const far: LngLat[] = [ground.at(5000, 450), ground.at(5010, 450), [-123.1, 49.2], [-123.1, 49.2]];
    const answer = await importTracks(
      contextOf(database),
      table(
        'V9',
        far.map((at, i) => ({ second: i * 10, at })),
      ),
    );
    expect(answer).toMatchObject({ fixes: 4, outside: 4, units: 1 });
    expect((await ledgerOf('V9')).rows).toEqual([]);
  });

  test('reads a path without times, and needs to know whose track a file is', async () => {
    const gpx = (time: string) =>
      file(
        `<gpx><trk><trkseg>${[0, 1].map((i) => `<trkpt lat="${ground.at(i * 50, 450)[1]}" lon="${ground.at(i * 50, 450)[0]}">${time}</trkpt>`).join('')}</trkseg></trk></gpx>`,
        'a.gpx',
      );
    expect(await importTracks(contextOf(database), gpx(''), { unit: 'V1' })).toMatchObject({
      fixes: 2,
      pathOnly: true,
      units: 0,
      from: null,
      to: null,
    });
    await expect(importTracks(contextOf(database), gpx(`<time>${iso(0)}</time>`))).rejects.toMatchObject({ code: 'unit_missing' });
    expect(await importTracks(contextOf(database), gpx(`<time>${iso(0)}</time>`), { unit: 'V1' })).toMatchObject({
      fixes: 2,
      duplicates: 1,
      units: 1,
    });
  });

  test('drops what cannot be, by reason, and keeps the mode of a registered unit', async () => {
    await importUnits(
      contextOf(database),
      file('code,mode,kind,crewSworn,intervalSeconds\nP1,foot,auxiliary,2,10\n,foot,,,\nP2,tank,,,\n'),
    );
    const fixes = [0, 1, 2, 3, 4].map((i) => ({ second: i * 10, at: ground.at(100 + i * 10 + (i === 2 ? 900 : 0), 450) }));
    const lines: string[] = [];
    expect(await importTracks(contextOf(database, lines), table('P1', fixes), { mode: 'vehicle' })).toMatchObject({
      fixes: 5,
      dropped: { impossible_speed: 1 },
    });
    expect(lines.join('\n')).toMatch(/P1 is registered as foot/);
  });
});
