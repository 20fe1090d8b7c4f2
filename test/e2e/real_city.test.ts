import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, repositoryFolder, runVerb, startBeatline, temporaryFolder, type RunningBeatline } from './beatline_process';
import { CHROMIUM, launchBrowser, openWatched } from './watched_browser';

const realData = process.env['BEATLINE_REAL_DATA'] ?? join(repositoryFolder, '..', 'shared', 'data');
const vancouver = join(realData, 'vancouver');
const PATIENCE = { timeout: 120_000 };

describe.skipIf(CHROMIUM === undefined || !existsSync(vancouver))('Vancouver, from its files to routes on the map', () => {
  const dataFolder = temporaryFolder();
  const settings = { dataFolder, demo: false };
  let browser: Browser;
  let beatline: RunningBeatline | undefined;

  async function answerOf(...args: string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await runVerb(settings, ...args, '--json');
    expect(code, `${args.join(' ')}\n${stderr}`).toBe(0);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await beatline?.stop();
    removeFolder(dataFolder);
  });

  test('the files come in, in the shapes operators rely on', async () => {
    await answerOf('deployment', 'set', '--crs', 'EPSG:26910', '--tz', 'America/Vancouver', '--cell-meters', '100', '--name', 'Vancouver');
    const streets = await answerOf('import', 'streets', join(vancouver, 'vancouver_canada.osm.pbf'));
    expect(Object.keys(streets)).toEqual(
      expect.arrayContaining(['ways', 'segments', 'lengthMeters', 'missingNodes', 'buildings', 'places']),
    );
    // The data's own description: 1,817 km drivable; 1,764 segments refer to nodes outside the extract.
    expect(Number(streets['lengthMeters'])).toBeGreaterThan(1_800_000);
    expect(Number(streets['lengthMeters'])).toBeLessThan(1_835_000);
    expect(streets['missingNodes']).toBe(1764);
    const areas = await answerOf(
      'import',
      'jurisdictions',
      join(vancouver, 'neighbourhoods.geojson'),
      '--level',
      'police-cell',
      '--code',
      'name',
      '--name',
      'name',
    );
    expect(areas['loaded']).toBe(22);
    const incidents = await answerOf(
      'import',
      'incidents',
      join(vancouver, 'incidents_2024.csv.gz'),
      '--crs',
      'EPSG:26910',
      '--tz',
      'America/Vancouver',
    );
    expect(
      Number(incidents['loaded']) + Number(incidents['updated']) + Number(incidents['unchanged']) + Number(incidents['rejected']),
    ).toBe(incidents['rows']);
    expect(incidents['rows']).toBe(33_752);
    expect(incidents['crs']).toMatch(/26910/);
  });

  test('risk, coverage and a plan for four vehicles follow', async () => {
    const risk = await answerOf('risk', 'fit');
    expect(Number(risk['incidents'])).toBeGreaterThan(20_000);
    const coverage = await answerOf('coverage', 'report', '--from', '2025-01-10T18:00:00-08:00', '--to', '2025-01-11T02:00:00-08:00');
    expect(coverage['riskWeightedCoverage']).toEqual([0, 0]);
    expect(Number(coverage['gapIncidents'])).toBeGreaterThan(0);
    const plan = await answerOf(
      'plan',
      'suggest',
      '--from',
      '2025-01-10T18:00:00-08:00',
      '--to',
      '2025-01-11T02:00:00-08:00',
      '--vehicles',
      '4',
      '--iterations',
      '20',
      '--seed',
      '7',
    );
    const routes = plan['routes'] as { mode: string; stops: unknown[]; distanceMeters: number }[];
    expect(routes).toHaveLength(4);
    for (const route of routes) {
      expect(route.mode).toBe('vehicle');
      expect(route.stops.length).toBeGreaterThan(0);
      expect(route.distanceMeters).toBeGreaterThan(1000);
    }
    expect(Number(plan['gapAfter'])).toBeLessThan(Number(plan['gapBefore']));
    expect(Number(plan['gapAfter'])).toBeLessThanOrEqual(Number(plan['greedyGapAfter']) * 1.001);
  });

  test('the dashboard draws it, and suggests routes over the real streets', async () => {
    beatline = await startBeatline(settings);
    const { page, watch } = await openWatched(browser, `${beatline.url}/command`, { width: 1920, height: 1080 });
    expect(await page.getByText('演示数据').count()).toBe(0);
    const due = page.getByRole('region', { name: '应巡未巡' });
    await due.getByRole('listitem').first().waitFor(PATIENCE);
    await page.getByRole('button', { name: '编排今晚' }).click();
    await page.getByTestId('suggest').click();
    const lines = page.getByRole('region', { name: '建议线时间表' });
    await lines.waitFor({ timeout: 300_000 });
    expect(await lines.getByRole('button').count()).toBeGreaterThan(3);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });
});
