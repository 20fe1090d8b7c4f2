import pg from 'pg';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, runVerb, startBeatline, temporaryFolder, type RunningBeatline } from './beatline_process';
import { CHROMIUM, launchBrowser, openWatched } from './watched_browser';

const serverUrl = process.env['DATABASE_URL'] ?? '';
const PATIENCE = { timeout: 120_000 };

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

describe.skipIf(CHROMIUM === undefined || serverUrl === '')('the demo city on PostgreSQL', () => {
  const name = `beatline_e2e_${Math.random().toString(36).slice(2, 12)}`;
  const dataFolder = temporaryFolder();
  const url = new URL(serverUrl === '' ? 'postgres://none' : serverUrl);
  url.pathname = `/${name}`;
  const settings = { dataFolder, demo: true, databaseUrl: url.href };
  let browser: Browser;
  let beatline: RunningBeatline;

  beforeAll(async () => {
    await administer(`CREATE DATABASE ${name}`);
    browser = await launchBrowser();
    beatline = await startBeatline(settings);
  });
  afterAll(async () => {
    await browser?.close();
    await beatline?.stop();
    await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    removeFolder(dataFolder);
  });

  test('is the same dashboard', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/command`, { width: 1920, height: 1080 });
    const due = page.getByRole('region', { name: '应巡未巡' });
    await due.getByRole('listitem').first().waitFor(PATIENCE);
    await due.getByRole('listitem').first().getByRole('button').click();
    await page.getByRole('region', { name: '方块说明' }).getByText('标准').first().waitFor(PATIENCE);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('lets a verb run beside the server', async () => {
    const { code, stdout } = await runVerb(settings, 'db', 'info', '--json');
    expect(code).toBe(0);
    const info = JSON.parse(stdout) as { engine: string; postgis: string };
    expect(info.engine).toBe('postgres');
    expect(info.postgis).toMatch(/^\d+\.\d+/);
  });
});
