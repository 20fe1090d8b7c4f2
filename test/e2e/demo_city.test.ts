import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, repositoryFolder, startBeatline, type RunningBeatline } from './beatline_process';
import { loadedDemo, type FirstStart } from './loaded_demo';
import { CHROMIUM, launchBrowser, openWatched, rendererOf } from './watched_browser';

/** Two cores draw with software OpenGL and compute coverage at the same time. */
const PATIENCE = { timeout: 90_000 };
const WALL = { width: 1920, height: 1080 };
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** The map as the screen shows it, to see that something was drawn. */
async function pictureOf(page: Page): Promise<Buffer> {
  return page.locator('canvas').first().screenshot();
}

describe.skipIf(CHROMIUM === undefined)('the demo city in a browser', () => {
  let dataFolder: string;
  let firstStart: FirstStart;
  let beatline: RunningBeatline;
  let browser: Browser;

  beforeAll(async () => {
    ({ dataFolder, firstStart } = await loadedDemo());
    browser = await launchBrowser();
    beatline = await startBeatline({ dataFolder, demo: true });
  });
  afterAll(async () => {
    await browser?.close();
    await beatline?.stop();
    if (dataFolder !== undefined) removeFolder(dataFolder);
  });

  test('start says what it does, and where to go first, the first time and again', () => {
    expect(firstStart.output).toContain('Loading the demonstration city');
    expect(firstStart.exitCode).toBe(0);
    for (const { output, url } of [firstStart, { output: beatline.output(), url: beatline.url }]) {
      expect(output).toContain(url);
      for (const first of ['编排今晚', '看热力', '我的警格', '演示数据']) expect(output).toContain(first);
    }
  });

  test('/command: read the gap, change language and window, open a gap, get routes drawn', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/command`, WALL);
    expect(await rendererOf(page)).toMatch(/Mesa|llvmpipe/i);
    const due = page.getByRole('region', { name: '应巡未巡' });
    await due.getByRole('listitem').first().waitFor(PATIENCE);
    await expect.poll(() => page.getByText('演示数据').count(), PATIENCE).toBeGreaterThan(0);

    // language, and back
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    await page.getByRole('region', { name: 'Due and overdue' }).waitFor(PATIENCE);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.getByRole('button', { name: '中', exact: true }).click();
    await due.waitFor(PATIENCE);

    // another window, kept in the address
    await page.getByRole('button', { name: '今日', exact: true }).click();
    await expect.poll(() => page.url(), PATIENCE).toContain('today');
    await due.getByRole('listitem').first().waitFor(PATIENCE);

    // a gap explains itself
    const firstGap = due.getByRole('listitem').first().getByRole('button');
    const named = await firstGap.locator('b').first().innerText();
    await firstGap.click();
    const callout = page.getByRole('region', { name: '方块说明' });
    await callout.getByText(named).first().waitFor(PATIENCE);
    await callout.getByText('标准').first().waitFor(PATIENCE);
    expect(await callout.innerText()).toMatch(/每 .+到一次/);

    // routes
    const before = await pictureOf(page);
    await page.getByRole('button', { name: '编排今晚' }).click();
    await page.getByTestId('suggest').click();
    await page.getByRole('progressbar', { name: '寻优进度' }).waitFor(PATIENCE);
    const lines = page.getByRole('region', { name: '建议线时间表' });
    await lines.waitFor({ timeout: 240_000 });
    expect(await lines.getByRole('button').count()).toBeGreaterThan(3);
    await expect.poll(async () => (await pictureOf(page)).equals(before), PATIENCE).toBe(false);
    expect(
      await page
        .getByText(/方案号/)
        .first()
        .innerText(),
    ).toMatch(/\d{4}-\d{2}/);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('/district: this period against the last, another category, a hot spot flown to', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/district`, DESK);
    await page.getByText('小时 × 星期').waitFor(PATIENCE);
    await page.getByText('警力投放偏差').first().waitFor(PATIENCE);
    await page.getByRole('button', { name: '盗窃', exact: true }).click();
    await expect.poll(() => page.url(), PATIENCE).toContain('theft');
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    await page.getByText('Visible-presence rate').first().waitFor(PATIENCE);
    await page.getByRole('button', { name: '中', exact: true }).click();
    const hotspot = page.getByRole('region', { name: '警情聚集处' }).getByRole('listitem').first().getByRole('button');
    await hotspot.click(PATIENCE);
    await expect.poll(() => hotspot.getAttribute('aria-pressed'), PATIENCE).toBe('true');
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('/station: choose my police cell on a phone, open an overdue place, read why', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/station`, PHONE);
    await page.getByText('选择我的警格').waitFor(PATIENCE);
    await page
      .getByRole('link', { name: /01$/ })
      .or(page.getByRole('button', { name: /01$/ }))
      .first()
      .click();
    await page.getByText('我的警格，按到期').waitFor(PATIENCE);
    await expect.poll(() => page.url(), PATIENCE).toContain('cell=');
    await page.getByRole('button', { name: '全部', exact: true }).click();
    await page.locator('li[data-tier] > button').first().click(PATIENCE);
    await page.getByText('到一次，停').first().waitFor(PATIENCE);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    await expect.poll(() => page.locator('html').getAttribute('lang'), PATIENCE).toBe('en');
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('a page shows less than 200 kB of script before its map', () => {
    const html = readFileSync(join(repositoryFolder, 'web', 'dist', 'index.html'), 'utf8');
    expect(html).not.toMatch(/modulepreload[^>]*map-/);
  });

  test('a second start on the same data is refused by name, and a stopped one starts again at once', async () => {
    await expect(startBeatline({ dataFolder, demo: true })).rejects.toThrow(/in use|already|running|占用/i);
    expect(await beatline.stop()).toBe(0);
    const started = performance.now();
    beatline = await startBeatline({ dataFolder, demo: true });
    process.stdout.write(`second start ready after ${((performance.now() - started) / 1000).toFixed(2)} s\n`);
    const answer = await fetch(`${beatline.url}/trpc/deployment.get`);
    expect(answer.status).toBe(200);
  });
});
