import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOW_MS, townFiles } from './small_town';

const repositoryFolder = fileURLToPath(new URL('../..', import.meta.url));

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function beatline(environment: Readonly<Record<string, string>>, words: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    const clean = { ...process.env, DATABASE_URL: '', ...environment };
    execFile(
      process.execPath,
      ['scripts/beatline.mjs', ...words],
      { cwd: repositoryFolder, env: clean, maxBuffer: 1e8 },
      (error, out, err) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err });
      },
    );
  });
}

const folder = mkdtempSync(join(tmpdir(), 'beatline_cli_'));
const files = Object.fromEntries(
  Object.entries(townFiles()).map(([key, { name, text }]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return [key, path];
  }),
) as Record<keyof ReturnType<typeof townFiles>, string>;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Fifteen verbs, each a process of its own. */
const LONG_MS = 600_000;
const HOUR_MS = 3_600_000;
const from = new Date(NOW_MS - 6 * HOUR_MS).toISOString();
const to = new Date(NOW_MS).toISOString();
const later = new Date(NOW_MS + 3 * HOUR_MS).toISOString();

/** One sentence on standard error, nothing on standard output, exit code 1. */
function expectRefused(run: Run, says: RegExp): void {
  expect(run.code).toBe(1);
  expect(run.out).toBe('');
  const lines = run.err.trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(says);
  expect(run.err).not.toMatch(/\n\s+at /);
}

const serverUrl = process.env['DATABASE_URL'] ?? '';
describe.each([
  { engine: 'embedded', skipped: false },
  { engine: 'postgres', skipped: serverUrl === '' },
])('the command line on $engine', ({ engine, skipped }) => {
  const name = `beatline_cli_${Math.random().toString(36).slice(2, 10)}`;
  const environment: Record<string, string> = { BEATLINE_DATA: join(folder, 'data') };
  const run = (...words: string[]) => beatline(environment, words);
  const json = async (...words: string[]): Promise<Record<string, unknown>> => {
    const answer = await run(...words, '--json');
    expect(answer.code, answer.err).toBe(0);
    expect(answer.out.trimEnd().split('\n')).toHaveLength(1);
    return JSON.parse(answer.out) as Record<string, unknown>;
  };
  const administer = async (statement: string) => {
    const client = new Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  beforeAll(async () => {
    if (engine !== 'postgres' || skipped) return;
    await administer(`CREATE DATABASE ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    environment['DATABASE_URL'] = url.href;
  });
  afterAll(async () => {
    if (engine === 'postgres' && !skipped) await administer(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  const step = skipped ? test.skip : test;
  /** Opening the embedded database takes seconds at every verb: what does not depend on the engine is held to the server alone where there is one. */
  const isQuick = engine === 'postgres';

  step('db info makes an empty database and tells its versions', async () => {
    const info = await json('db', 'info');
    expect(Object.keys(info)).toEqual(['engine', 'postgres', 'postgis', 'schemaVersion', 'counts']);
    expect(info['engine']).toBe(engine);
    expect(info['counts']).toMatchObject({ incidents: 0, squares: 0 });
    if (isQuick) expect((await json('db', 'migrate'))['schemaVersion']).toBe(info['schemaVersion']);
  });

  step('wrong usage exits 2, a refusal exits 1 with one sentence', async () => {
    expect((await run('nonsense')).code).toBe(2);
    expect((await run('coverage', 'report', '--json')).code).toBe(2);
    expect((await run('coverage', 'report', '--from', from, '--to', to, '--by', 'galaxy')).code).toBe(2);
    expectRefused(await run('coverage', 'report', '--from', from, '--to', to, '--json'), /no deployment is set: .*deployment set/);
    expectRefused(await run('deployment', 'set', '--crs', 'EPSG:999999', '--tz', 'Asia/Shanghai'), /EPSG:999999/);
    if (!isQuick) return;
    expectRefused(await run('deployment', 'set', '--crs', 'EPSG:4326', '--tz', 'Asia/Shanghai'), /degree axes.*UTM/);
    expectRefused(await run('deployment', 'set', '--crs', 'EPSG:32650', '--tz', 'Mars/Olympus'), /Mars\/Olympus/);
  });

  step(
    'a town is imported, fitted, reported and planned in the shapes the documentation promises',
    async () => {
      const deployment = await json('deployment', 'set', '--crs', 'EPSG:32650', '--tz', 'Asia/Shanghai', '--name', '小城');
      expect(deployment).toMatchObject({ name: '小城', crs: 'EPSG:32650', timeZone: 'Asia/Shanghai', cellMeters: 100 });
      const streets = await json('import', 'streets', files.streets);
      expect(streets).toMatchObject({ ways: 18, segments: 144, missingNodes: 0 });
      const levels = [
        ['bureau', files.bureau],
        ['district', files.district],
        ['station', files.station],
        ['police-cell', files.cells],
      ] as const;
      for (const [level, path] of levels) {
        const answer = await json('import', 'jurisdictions', path, '--level', level, '--code', 'code', '--name', 'name');
        expect(answer).toMatchObject({ loaded: level === 'police-cell' ? 4 : 1, repaired: 0, rejected: 0 });
      }
      expect(await json('import', 'places', files.places)).toMatchObject({ loaded: 3, rejected: 0 });
      expect(await json('import', 'units', files.units)).toMatchObject({ loaded: 3, rejected: 0 });
      const incidents = await json('import', 'incidents', files.incidents);
      expect(incidents).toMatchObject({
        rows: 1095,
        loaded: 1095,
        updated: 0,
        unchanged: 0,
        rejected: 0,
        source: 'citizen',
        droppedColumns: [],
      });
      const tracks = await json('import', 'tracks', files.tracks);
      expect(tracks).toMatchObject({ fixes: 4320, pathOnly: false, duplicates: 0, units: 2 });

      const fit = await json('risk', 'fit');
      expect(Object.keys(fit)).toEqual(expect.arrayContaining(['model', 'parameters', 'cells', 'incidents', 'seconds']));
      const report = await json('coverage', 'report', '--from', from, '--to', to, '--by', 'police-cell');
      expect(Object.keys(report)).toEqual([
        'visiblePresenceRate',
        'patrolReachRate',
        'highRiskCoverage',
        'riskWeightedCoverage',
        'gapIncidents',
        'unknownSeconds',
        'declaredSeconds',
        'patrolSeconds',
        'unitSeconds',
        'rows',
      ]);
      expect(report['rows']).toHaveLength(4);
      expect(report['riskWeightedCoverage']).toEqual([expect.any(Number), expect.any(Number)]);

      const out = join(folder, `plan_${engine}.geojson`);
      const plan = await json(
        'plan',
        'suggest',
        '--from',
        to,
        '--to',
        later,
        '--vehicles',
        '2',
        '--iterations',
        '20',
        '--seed',
        '4',
        '--out',
        out,
      );
      expect(Object.keys(plan)).toEqual(
        expect.arrayContaining([
          'plan',
          'start',
          'routes',
          'gapBefore',
          'gapAfter',
          'greedyGapAfter',
          'zeroTravelGapBound',
          'seconds',
          'iterations',
          'seed',
        ]),
      );
      expect(plan['seed']).toBe(4);
      expect(plan['routes']).toHaveLength(2);
      expect(plan['routes']).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            unit: expect.any(String),
            mode: 'vehicle',
            stops: expect.any(Array),
            distanceMeters: expect.any(Number),
            geometry: expect.any(Object),
          }),
        ]),
      );
      expect((JSON.parse(readFileSync(out, 'utf8')) as { type: string }).type).toBe('FeatureCollection');
      if (!isQuick) return;
      const approved = await json('plan', 'approve', String(plan['plan']));
      expect(approved).toMatchObject({ plan: plan['plan'], state: 'approved' });
      expect(await json('plan', 'list')).toMatchObject([{ plan: plan['plan'], state: 'approved' }]);
      expectRefused(await run('plan', 'approve', 'none'), /no plan none/);
    },
    LONG_MS,
  );

  step('without --json the same is told to people, and a file that is not there is named', async () => {
    const info = await run('db', 'info');
    expect(info.out).toMatch(new RegExp(`^engine: ${engine}$`, 'm'));
    expectRefused(await run('import', 'streets', join(folder, 'missing.osm')), /missing\.osm/);
    if (!isQuick) return;
    expectRefused(await run('coverage', 'report', '--from', to, '--to', from), /ends before it starts/);
    expectRefused(await run('coverage', 'report', '--from', 'soon', '--to', to), /not a time: soon/);
    expectRefused(await run('plan', 'suggest', '--from', to, '--to', later, '--vehicles', '-3'), /--vehicles is -3/);
  });
});

test('surroundings that are not as needed are told in one sentence', async () => {
  expectRefused(await beatline({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, ['db', 'info']), /127\.0\.0\.1/);
  expectRefused(await beatline({ DATABASE_URL: 'mysql://localhost/x' }, ['db', 'info']), /DATABASE_URL/);
  const notAFolder = join(files.streets, 'data');
  expectRefused(await beatline({ BEATLINE_DATA: notAFolder }, ['db', 'info']), /town\.osm\/data cannot be written/);
});
