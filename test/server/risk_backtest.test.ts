import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '@beatline/server/create_app';
import { openSettingsDatabase } from '@beatline/server/open_database';
import { readSettings } from '@beatline/server/settings';
import { loadTown } from './small_town';

const repositoryFolder = fileURLToPath(new URL('../..', import.meta.url));
const serverUrl = process.env['DATABASE_URL'] ?? '';

interface Row {
  readonly model: string;
  readonly origins: number;
  readonly n: number;
  readonly N: number;
  readonly hitRate: number;
  readonly pai: number;
  readonly pei: number;
  readonly rri: number;
  readonly logScore: number;
  readonly calibration: { readonly expected: readonly number[]; readonly observed: readonly number[] };
  readonly pairedDifference: number | null;
  readonly pairedStandardError: number | null;
  readonly offered: boolean | null;
}

/** Eight weeks of the town's year: three incidents a day, two of three at one crossing in the evening. */
const WINDOWS = ['--from', '2026-09-01', '--to', '2026-10-27', '--origins', 'weekly', '--window', '7d'] as const;
const AREA = ['--cell-meters', '100', '--area-km2', '0.04'] as const;

/** What does not depend on the engine is held to the server alone where there is one: opening the embedded database takes seconds. */
const ONCE = serverUrl === '' ? 'embedded' : 'postgres';

describe.each([
  { engine: 'embedded', skipped: false },
  { engine: 'postgres', skipped: serverUrl === '' },
])('risk backtest on $engine', ({ engine, skipped }) => {
  const folder = mkdtempSync(join(tmpdir(), 'beatline_backtest_'));
  const name = `beatline_backtest_${Math.random().toString(36).slice(2, 10)}`;
  const environment: Record<string, string> = { BEATLINE_DATA: join(folder, 'data'), DATABASE_URL: '' };
  const step = skipped ? test.skip : test;
  const administer = async (statement: string) => {
    const client = new Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  const run = (...words: readonly string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = { ...process.env, ...environment };
      execFile(process.execPath, ['scripts/beatline.mjs', 'risk', ...words], { cwd: repositoryFolder, env }, (error, out, err) =>
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err }),
      );
    });
  const backtest = async (...words: readonly string[]): Promise<Row[]> => {
    const answer = await run('backtest', ...WINDOWS, ...AREA, ...words, '--json');
    expect(answer.code, answer.err).toBe(0);
    expect(answer.out.trimEnd().split('\n')).toHaveLength(1);
    return JSON.parse(answer.out) as Row[];
  };
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

  beforeAll(async () => {
    if (skipped) return;
    if (engine === 'postgres') {
      await administer(`CREATE DATABASE ${name}`);
      const url = new URL(serverUrl);
      url.pathname = `/${name}`;
      environment['DATABASE_URL'] = url.href;
    }
    const app = createApp(await openSettingsDatabase(readSettings(environment, repositoryFolder)), {
      threads: false,
      log: () => undefined,
    });
    await loadTown(app);
    await app.close();
  });
  afterAll(async () => {
    if (engine === 'postgres' && !skipped) await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    rmSync(folder, { recursive: true, force: true });
  });

  step('answers what is documented of every model of the ladder, and what it was held against', async () => {
    const rows = await backtest();
    expect(rows.map((row) => row.model)).toEqual(['uniform', 'last-year', 'all-history', 'kernel-500ft', 'default']);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(
        expect.arrayContaining([
          'model',
          'origins',
          'n',
          'N',
          'hitRate',
          'pai',
          'paiStandardError',
          'pei',
          'rri',
          'logScore',
          'calibration',
        ]),
      );
      expect(row.origins).toBe(8);
      // three a day for eight weeks, less the calls that told of an event twice
      expect(row.N).toBeGreaterThan(140);
      expect(row.N).toBeLessThanOrEqual(168);
      expect(row.N).toBe(rows[0]?.N);
      expect(row.hitRate).toBeCloseTo(row.n / row.N, 12);
      expect(sum(row.calibration.observed)).toBeCloseTo(row.N, 6);
      expect(row.calibration.expected).toHaveLength(10);
      expect(row.offered).toBeNull();
    }
    const [uniform, , counts, kernel, shipped] = rows;
    // four squares of the area, and one in a draw of as many
    expect(uniform?.pai).toBeCloseTo(1, 9);
    // two of three incidents are at the crossing, whose four squares are flagged; the expected counts add up
    expect(counts?.hitRate).toBeGreaterThan(0.6);
    expect(shipped?.hitRate).toBeGreaterThan(0.6);
    expect(shipped?.rri).toBeGreaterThan(0.8);
    expect(shipped?.rri).toBeLessThan(1.2);
    // every model is given the same level
    for (const row of rows) expect(sum(row.calibration.expected)).toBeCloseTo(sum(shipped?.calibration.expected ?? []), 6);
    expect(shipped?.calibration.observed[9]).toBeGreaterThan(0.6 * (shipped?.N ?? 0));
    // and held against the default, origin by origin
    expect(shipped?.pairedDifference).toBeNull();
    expect(uniform?.pairedDifference).toBeLessThan(-(uniform?.pairedStandardError ?? 0));
    expect(kernel?.pairedStandardError).toEqual(expect.any(Number));
  });

  if (engine !== ONCE) return;

  test('compares challengers by name only, and says whether they may replace the default', async () => {
    const rows = await backtest('--models', 'elastic-net,self-exciting,self-exciting');
    expect(rows.map((row) => row.model)).toEqual(['elastic-net', 'self-exciting']);
    for (const row of rows) {
      expect(row.hitRate).toBeGreaterThan(0.6);
      expect(row.offered).toBe((row.pairedDifference ?? 0) > (row.pairedStandardError ?? 0));
    }
  });

  test('tells in one sentence what it was asked for in vain', async () => {
    const refusals = await Promise.all([
      run('backtest', ...WINDOWS, ...AREA, '--models', 'default,oracle'),
      ...(engine === 'postgres'
        ? [
            run('backtest', '--from', '2026-11-19', ...WINDOWS.slice(4), ...AREA),
            run('backtest', ...WINDOWS, '--cell-meters', '100', '--area-km2', '90'),
          ]
        : []),
    ]);
    const says = [/no model oracle.*models: uniform/, /no window of 7 days fits from 2026-11-19/, /90 km² is 9000 cells of 100 m/];
    refusals.forEach((refused, i) => {
      expect(refused.code).toBe(1);
      expect(refused.out).toBe('');
      expect(refused.err.trimEnd().split('\n').at(-1)).toMatch(says[i] ?? /never/);
      expect(refused.err).not.toMatch(/\n\s+at /);
    });
  });

  test('risk fit counts what officers came upon when told to, and names squares that are not estimable from patrol', async () => {
    const answer = await run('fit', '--officer', '--until', '2026-11-20T21:00:00+08:00', '--json');
    expect(answer.code, answer.err).toBe(0);
    expect(answer.err).toMatch(/0 incidents that officers came upon count by how long patrols were there/);
    // six hours of patrols: nowhere ten times less than the mean with its hour added
    expect(JSON.parse(answer.out)).toMatchObject({ model: 'default', cells: expect.any(Number), notEstimable: [] });
  });
});
