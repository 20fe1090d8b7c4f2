import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import gcoord from 'gcoord';
import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment, type Database } from '@beatline/db/engine/database';
import { setDeployment } from '@beatline/db/queries/deployment';
import { importIncidents } from '@beatline/server/imports/import_incidents';
import { importJurisdictions } from '@beatline/server/imports/import_jurisdictions';
import { importStreets } from '@beatline/server/imports/import_streets';
import { eachEngine } from '../db/engines';

/** Real files, where they are; they are not part of the project. */
const FOLDER = process.env['BEATLINE_REAL_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const real = (name: string) => ({ path: join(FOLDER, name) });
const describeReal = existsSync(real('vancouver/neighbourhoods.geojson').path) ? describe : describe.skip;

const YEARS = [2020, 2021, 2022, 2023, 2024] as const;
const RAW_COLUMNS = ['type', 'year', 'month', 'day', 'hour', 'minute', 'block', 'hood', 'x', 'y'] as const;
const OPTIONS = { crs: 'EPSG:26910', timeZone: 'America/Vancouver' } as const;
/** Five years on the slower engine beside other suites. */
const LONG_MS = 900_000;
const contextOf = (database: Database) => ({
  database,
  scope: DEPLOYMENT_SCOPE,
  nowMs: () => Date.parse('2026-11-21T12:00:00Z'),
  log: () => undefined,
});

async function rowsOf(year: number): Promise<string[][]> {
  const text = gunzipSync(await readFile(real(`vancouver/incidents_${year}.csv.gz`).path)).toString('utf8');
  return parse(text, { bom: true }).slice(1);
}

/** Every ninety-seventh row and its likes broken in a way of its own, some in two. */
function spoiled(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row, i) => {
    const copy = [...row];
    if (i % 97 === 0) copy[2] = '13';
    if (i % 89 === 0) copy[3] = '';
    if (i % 83 === 0) copy[0] = ' ';
    if (i % 79 === 0) copy[8] = 'n/a';
    if (i % 73 === 0) copy[4] = '24';
    return copy;
  });
}

async function copyRaw(database: Database, year: number, rows: readonly (readonly string[])[]): Promise<void> {
  await database.sql.transaction(async (session) => {
    await session.script(`CREATE TABLE IF NOT EXISTS raw_copy (file integer, ${RAW_COLUMNS.map((name) => `${name} text`).join(', ')})`);
    const lines = rows.map((row) => [String(year), ...row].map((value) => value.replace(/[\\\t\n\r]/g, '')).join('\t'));
    await session.copyIn(`raw_copy (file, ${RAW_COLUMNS.join(', ')})`, 'text', [`${lines.join('\n')}\n`]);
  });
}

/** What should come of a file, by SQL over its raw copy. */
async function expectedOf(database: Database, file: number) {
  const { rows } = await database.sql.transaction((session) =>
    session.query<{ reason: string | null; rows: number; withheld: number }>(
      `SELECT reason, count(*)::integer AS rows,
              (count(*) FILTER (WHERE reason IS NULL AND trim(x, '0.') = '' AND trim(y, '0.') = ''))::integer AS withheld
       FROM (
         SELECT x, y, CASE
           WHEN month::integer NOT BETWEEN 1 AND 12 THEN 'time_unreadable'
           WHEN day = '' THEN 'time_missing'
           WHEN hour::integer > 23 THEN 'time_unreadable'
           WHEN trim(type) = '' THEN 'category_missing'
           WHEN x <> '' AND x !~ '^-?[0-9.]+$' THEN 'coordinate_unreadable' END AS reason
         FROM raw_copy WHERE file = $1) judged
       GROUP BY reason ORDER BY reason`,
      [file],
    ),
  );
  const good = rows.find((row) => row.reason === null);
  const bad = rows.filter((row) => row.reason !== null);
  return {
    rows: rows.reduce((sum, row) => sum + row.rows, 0),
    loaded: good?.rows ?? 0,
    unlocated: good?.withheld ?? 0,
    rejected: bad.reduce((sum, row) => sum + row.rows, 0),
    reasons: Object.fromEntries(bad.map((row) => [row.reason, row.rows])),
  };
}

describeReal('five years of Vancouver', () => {
  eachEngine('against a raw copy', (open) => {
    let database: Database;

    test(
      'are loaded, unlocated and rejected as SQL counts it, year by year and reason by reason',
      async () => {
        database = await open();
        await withDeployment(database, (scoped) =>
          setDeployment(scoped, { name: 'Vancouver', crs: 'EPSG:26910', timeZone: 'America/Vancouver', cellMeters: 100 }),
        );
        // With the streets at hand addresses could be looked up: a few rows without coordinates are crossings. The source leaves them out, so do the counts.
        await importStreets(contextOf(database), real('vancouver/vancouver_canada.osm.pbf'));
        await importJurisdictions(contextOf(database), real('vancouver/neighbourhoods.geojson'), {
          level: 'station',
          code: 'mapid',
          name: 'name',
        });
        for (const year of YEARS) {
          await copyRaw(database, year, await rowsOf(year));
          const expected = await expectedOf(database, year);
          expect(expected.rows).toBeGreaterThan(30_000);
          expect(await importIncidents(contextOf(database), real(`vancouver/incidents_${year}.csv.gz`), OPTIONS)).toMatchObject(expected);
        }
      },
      LONG_MS,
    );

    test('stand in the database row for row as in the raw copy: category, local time and place', async () => {
      const { rows } = await database.sql.transaction((session) =>
        session.query<{ raw: number; stored: number; differing: number; farthest: number; withheld: number }>(`
          WITH raw AS (
            SELECT type, at, nullif(nullif(x, '')::float8, 0) AS x, nullif(nullif(y, '')::float8, 0) AS y,
                   row_number() OVER (ORDER BY type COLLATE "C", at,
                     nullif(nullif(x, '')::float8, 0), nullif(nullif(y, '')::float8, 0)) AS place
            -- A time of the hour that a spring night skips is the one a clock showed.
            FROM (SELECT *, format('%s-%s-%s %s:%s', year, month, day, hour, minute)::timestamp AT TIME ZONE 'America/Vancouver' AT TIME ZONE 'America/Vancouver' AS at
                  FROM raw_copy) raw_time
          ), stored AS (
            SELECT category_code, at, ST_X(spot) AS x, ST_Y(spot) AS y,
                   row_number() OVER (ORDER BY category_code COLLATE "C", at, ST_X(spot), ST_Y(spot)) AS place
            FROM (SELECT category_code, occurred_at AT TIME ZONE 'America/Vancouver' AS at, ST_Transform(location, 26910) AS spot FROM incident) told
          )
          SELECT (SELECT count(*) FROM raw)::integer AS raw, (SELECT count(*) FROM stored)::integer AS stored,
                 (count(*) FILTER (WHERE raw.type <> stored.category_code OR raw.at <> stored.at OR (raw.x IS NULL) <> (stored.x IS NULL)))::integer AS differing,
                 max(abs(raw.x - stored.x) + abs(raw.y - stored.y)) AS farthest, (count(*) FILTER (WHERE raw.x IS NULL))::integer AS withheld
          FROM raw JOIN stored USING (place)`),
      );
      const [told] = rows;
      if (told === undefined) throw new Error('no comparison');
      expect(told.stored).toBe(told.raw);
      expect(told.withheld).toBeGreaterThan(10_000);
      expect(told.differing).toBe(0);
      expect(told.farthest).toBeLessThan(0.01);
    });

    test('are counted alike when rows are broken, and rejects keep row, column, value and reason', async () => {
      const rows = spoiled(await rowsOf(2024));
      await copyRaw(database, 9999, rows);
      const expected = await expectedOf(database, 9999);
      expect(Object.keys(expected.reasons)).toEqual(['category_missing', 'coordinate_unreadable', 'time_missing', 'time_unreadable']);
      const header = 'TYPE,YEAR,MONTH,DAY,HOUR,MINUTE,HUNDRED_BLOCK,NEIGHBOURHOOD,X,Y';
      const bytes = new TextEncoder().encode(
        `${header}\n${rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n')}\n`,
      );
      const answer = await importIncidents(contextOf(database), { name: 'spoiled.csv', bytes }, OPTIONS);
      const { rows: counted, rejected, reasons } = answer;
      expect({ rows: counted, rejected, reasons }).toEqual({ rows: expected.rows, rejected: expected.rejected, reasons: expected.reasons });
      // What is not broken is there already.
      expect(answer).toMatchObject({ loaded: 0, updated: 0, unchanged: expected.loaded });
      const kept = await database.sql.transaction((session) =>
        session.query<{ row: number; column: string; value: string; reason: string; content: string }>(
          `SELECT row_number AS row, column_name AS column, value, reason, content FROM import_reject WHERE batch_id = $1 ORDER BY row_number LIMIT 2`,
          [answer.batch],
        ),
      );
      expect(kept.rows.map(({ content: _content, ...reject }) => reject)).toEqual([
        { row: 2, column: 'MONTH', value: '13', reason: 'time_unreadable' },
        { row: 75, column: 'HOUR', value: '24', reason: 'time_unreadable' },
      ]);
      expect(JSON.parse(kept.rows[1]?.content ?? '')).toEqual(rows[73]);
    });
  });

  eachEngine('places in other coordinate systems', (open) => {
    test('come back within 1 m, of BD-09 within 2 m', async () => {
      const database = await open();
      await withDeployment(database, (scoped) =>
        setDeployment(scoped, { name: 'x', crs: 'EPSG:26910', timeZone: 'America/Vancouver', cellMeters: 100 }),
      );
      const utm = '+proj=utm +zone=10 +datum=NAD83 +units=m +no_defs';
      const inVancouver = (await rowsOf(2023))
        .filter((row) => Number(row[8]) !== 0)
        .slice(0, 1500)
        .map((row) => proj4<[number, number]>(utm, 'WGS84', [Number(row[8]), Number(row[9])]));
      // The shifts of China apply in China only: the same points, moved to Beijing.
      const inBeijing = inVancouver.map(([lng, lat]): [number, number] => [lng + 239.5, lat - 9.3]);
      const systems: readonly (readonly [string, readonly [number, number][], (p: [number, number]) => number[], number])[] = [
        ['EPSG:26910', inVancouver, (p) => proj4('WGS84', utm, p), 1],
        ['EPSG:3857', inVancouver, (p) => proj4('WGS84', 'EPSG:3857', p), 1],
        ['EPSG:4490', inBeijing, (p) => p, 1],
        ['EPSG:32650', inBeijing, (p) => proj4('WGS84', '+proj=utm +zone=50 +datum=WGS84 +units=m', p), 1],
        ['EPSG:3857', inBeijing, (p) => proj4('WGS84', 'EPSG:3857', p), 1],
        ['GCJ-02', inVancouver, (p) => gcoord.transform(p, gcoord.WGS84, gcoord.GCJ02), 1],
        ['GCJ-02', inBeijing, (p) => gcoord.transform(p, gcoord.WGS84, gcoord.GCJ02), 1],
        ['BD-09', inVancouver, (p) => gcoord.transform(p, gcoord.WGS84, gcoord.BD09), 2],
        ['BD-09', inBeijing, (p) => gcoord.transform(p, gcoord.WGS84, gcoord.BD09), 2],
      ];
      for (const [i, [crs, points, convert, limitMeters]] of systems.entries()) {
        const columns = crs.startsWith('EPSG') && crs !== 'EPSG:4490' ? 'x,y' : 'lng,lat';
        const lines = points.map((point, n) => `S${i}-${n},2024-05-01 10:00,Mischief,${convert(point).slice(0, 2).join(',')}`);
        const bytes = new TextEncoder().encode(`id,datetime,type,${columns}\n${lines.join('\n')}\n`);
        const answer = await importIncidents(contextOf(database), { name: 'converted.csv', bytes }, { crs });
        expect(answer).toMatchObject({ loaded: points.length, unlocated: 0, crs: crs === 'EPSG:4490' ? 'EPSG:4326' : crs });
        const { rows } = await database.sql.transaction((session) =>
          session.query<{ id: string; lng: number; lat: number }>(
            `SELECT external_id AS id, ST_X(location) AS lng, ST_Y(location) AS lat FROM incident WHERE external_id LIKE $1`,
            [`S${i}-%`],
          ),
        );
        expect(rows).toHaveLength(points.length);
        const farthest = Math.max(
          ...rows.map(({ id, lng, lat }) => {
            const [trueLng, trueLat] = points[Number(id.split('-')[1])] ?? [0, 0];
            return Math.hypot((lng - trueLng) * 111_320 * Math.cos((trueLat * Math.PI) / 180), (lat - trueLat) * 111_200);
          }),
        );
        expect({ crs, within: farthest < limitMeters }).toEqual({ crs, within: true });
      }
    });
  });
});
