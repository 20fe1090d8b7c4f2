import type { RiskTiersView } from '@beatline/shared/model/views/risk_view';
import type { ScorecardView } from '@beatline/shared/model/views/scorecard_view';
import type { WhyCellView } from '@beatline/shared/model/views/why_cell_view';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, startBeatline, type RunningBeatline } from './beatline_process';
import { loadedDemo } from './loaded_demo';
import { CHROMIUM, launchBrowser, openWatched } from './watched_browser';

/** Two cores draw with software OpenGL and compute coverage at the same time. */
const PATIENCE = { timeout: 120_000 };
/** Half a year of weeks in every category group, on two cores that do other things. */
const FIRST_RECORD = { timeout: 300_000 };
const WALL = { width: 1920, height: 1080 };
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Numbers in a text, a true minus and thin spaces read as they are meant. */
function numbersIn(text: string): number[] {
  return (
    text
      .replaceAll('\u2212', '-')
      .replaceAll('\u2009', '')
      .match(/-?\d+(\.\d+)?/g) ?? []
  ).map(Number);
}

async function widestOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}

describe.skipIf(CHROMIUM === undefined)('where and when trouble is expected, in a browser', () => {
  let dataFolder: string;
  let beatline: RunningBeatline;
  let browser: Browser;

  /** What the server answers, asked beside the page. */
  async function ask<Answer>(procedure: string, input: object): Promise<Answer> {
    const answer = await fetch(`${beatline.url}/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`);
    return ((await answer.json()) as { readonly result: { readonly data: Answer } }).result.data;
  }

  beforeAll(async () => {
    ({ dataFolder } = await loadedDemo());
    browser = await launchBrowser();
    beatline = await startBeatline({ dataFolder, demo: true });
  });
  afterAll(async () => {
    await browser?.close();
    await beatline?.stop();
    if (dataFolder !== undefined) removeFolder(dataFolder);
  });

  test('/district says in one sentence how forecasts did, and whether they were frozen or worked out afterwards', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/district`, DESK);
    const strip = page.getByRole('region', { name: '预测准不准' });
    // The server works out the back-test after it has started; a page that is open then shows it by itself.
    await strip.getByText('圈出').waitFor(FIRST_RECORD);
    const said = await strip.innerText();
    expect(said).toMatch(/圈出 [\d.]+ % 面积，命中 [\d.]+ %，去年同期法 [\d.]+ %/);

    // The demo has no past of its own: the figures are a back-test and say so. They are those of its single windows, added up.
    expect(said).toContain('回测');
    const { origins } = await ask<ScorecardView>('risk.scorecard', {});
    const sum = (of: (origin: ScorecardView['origins'][number]) => number) => origins.reduce((total, origin) => total + of(origin), 0);
    const incidents = sum((origin) => origin.incidents);
    const [area = 0, hit = 0, lastYear = 0] = numbersIn(said.slice(said.indexOf('圈出')));
    expect(area).toBeGreaterThan(0.8);
    expect(area).toBeLessThanOrEqual(1);
    expect(hit).toBeCloseTo((100 * sum((origin) => origin.hits)) / incidents, 1);
    expect(lastYear).toBeCloseTo((100 * sum((origin) => origin.lastYearHits ?? 0)) / incidents, 1);
    expect(said).toContain(`${origins.length} 次`);

    await page.getByRole('button', { name: 'EN', exact: true }).click();
    await page.getByText(/Flagging [\d.]+ % of the area caught [\d.]+ % of incidents/).waitFor(PATIENCE);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('behind the sentence: models, calibration read by the keyboard, other groups, each window, frozen forecasts still waiting', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/district`, DESK);
    const opener = page.getByRole('button', { name: '模型与每次预测' });
    await opener.click(PATIENCE);
    const sheet = page.getByRole('dialog', { name: '预测准不准' });
    const models = sheet.getByRole('region', { name: '各模型' }).locator('table');
    await models.waitFor(PATIENCE);
    const rows = await models.locator('tbody tr').allInnerTexts();
    for (const name of ['默认模型', '去年同期法', '全历史计数', '核密度', '均匀'])
      expect(
        rows.some((row) => row.includes(name)),
        name,
      ).toBe(true);
    expect(rows.filter((row) => row.includes('在用'))).toHaveLength(1);
    // A flag put anywhere hits its share of area: an index of 1.
    expect(numbersIn(rows.find((row) => row.includes('均匀')) ?? '')[1]).toBeCloseTo(1, 0);

    const plot = sheet.getByRole('img', { name: /^各等份方块/ });
    await plot.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    const tenth = await sheet.getByText(/^第 10 份/).innerText();
    const [, expected = 0, observed = 0] = numbersIn(tenth);
    expect(observed / expected).toBeGreaterThan(0.8);
    expect(observed / expected).toBeLessThan(1.25);

    const theft = sheet.getByRole('button', { name: /^盗窃/ });
    await theft.click();
    await expect.poll(() => theft.getAttribute('aria-pressed'), PATIENCE).toBe('true');
    const listed = sheet.getByRole('region', { name: '回测各次' }).locator('tbody tr');
    const { origins } = await ask<ScorecardView>('risk.scorecard', { group: 'theft' });
    await expect.poll(() => listed.count(), PATIENCE).toBe(origins.length);
    expect(numbersIn(await listed.first().locator('td').nth(1).innerText()).slice(0, 2)).toEqual([origins[0]?.hits, origins[0]?.incidents]);

    await sheet.getByRole('button', { name: '冻结的预测', exact: true }).click();
    await sheet.getByText(/已冻结 \d+ 次预测，.+之后评分/).waitFor(PATIENCE);
    await sheet.getByText(/^待评分/).waitFor(PATIENCE);

    await page.keyboard.press('Escape');
    await expect.poll(() => sheet.count(), PATIENCE).toBe(0);
    await expect.poll(() => opener.evaluate((element) => element === document.activeElement), PATIENCE).toBe(true);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('a category with too few incidents is told what it lacks, not a zero', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/district?group=fraud`, DESK);
    await page.getByText(/此类近一年 \d+ 起，少于 \d+ 起，不作预测/).waitFor(PATIENCE);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('/district: observed hours stand beside expected ones; what stands out is listed, or it is said that nothing does; near repeats in a sentence', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/district?spots=changes&group=burglary`, DESK);
    await page.getByRole('img', { name: /^按小时和星期的警情/ }).waitFor(PATIENCE);
    await page.getByRole('img', { name: /^按小时和星期的实际警情/ }).waitFor(PATIENCE);
    const spots = page.getByRole('region', { name: '新增与消退热点' });
    await spots.getByText(/没有哪一处显著增多或减少|新增 \d+ 处，消退 \d+ 处/).waitFor(PATIENCE);
    await spots.getByRole('button', { name: /^检验/ }).click();
    await spots.getByText(/天内、200 米以内再发的，(不比偶然多|比偶然多 \d+ %)/).waitFor({ timeout: 240_000 });
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('/command: tiers by shift band on the map, kept in the address; a square tells which incidents its risk comes from', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/command`, WALL);
    await page.getByRole('radio', { name: /风险等级/ }).click(PATIENCE);
    const bands = page.getByRole('group', { name: '时段' });
    await bands
      .getByRole('button', { name: '平日 00 – 08 时' })
      .or(bands.getByRole('button', { name: '平日 00 – 08 时 （现在）' }))
      .first()
      .click(PATIENCE);
    await page.getByText(/风险等级 · 平日 00 – 08 时/).waitFor(PATIENCE);
    const tiers = await ask<RiskTiersView>('risk.tiers', {});
    if (tiers.currentBand !== 0) expect(page.url()).toContain('band=0');
    const red = page.getByRole('row', { name: /^红/ });
    const [squares = 0, share = 0] = numbersIn(await red.innerText());
    expect(squares).toBe(tiers.bands[0]?.[0]?.squares);
    expect(share).toBe(Math.round(100 * (tiers.bands[0]?.[0]?.riskFraction ?? 0)));

    await page.getByRole('region', { name: '应巡未巡' }).getByRole('listitem').first().getByRole('button').click(PATIENCE);
    const callout = page.getByRole('region', { name: '方块说明' });
    await callout.getByRole('button', { name: '风险从哪来' }).click(PATIENCE);
    await callout.getByText('主要警情').waitFor(PATIENCE);
    const squareId = Number(new URL(page.url()).searchParams.get('square'));
    const why = await ask<WhyCellView>('risk.whyCell', { squareId });
    const rows = await callout.locator('table').last().locator('tbody tr').allInnerTexts();
    expect(rows).toHaveLength(why.incidents.length);
    const shares = rows.map((row) => numbersIn(row).at(-1) ?? 0);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(100);
    expect(await callout.locator('table').first().getByRole('img').count()).toBe(6);
    await page.keyboard.press('Escape');
    await expect.poll(() => callout.count(), PATIENCE).toBe(0);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('on a phone the scorecard keeps to the width of the screen', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/district?view=scorecard&lang=en`, PHONE);
    const sheet = page.getByRole('dialog', { name: 'Does the forecast work' });
    await sheet.getByRole('region', { name: 'Models' }).locator('table').waitFor(PATIENCE);
    expect(await widestOf(page)).toBeLessThanOrEqual(PHONE.width);
    await sheet.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => sheet.count(), PATIENCE).toBe(0);
    await page.getByText(/Flagging [\d.]+ % of the area/).waitFor(PATIENCE);
    expect(await widestOf(page)).toBeLessThanOrEqual(PHONE.width);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('/data 类别 tells what the risk rests on, and works it out anew', async () => {
    interface Basis {
      readonly incidents: { readonly street: number };
      readonly current: { readonly riskVersion: number };
    }
    const before = await ask<Basis>('risk.basis', {});
    const { page, watch } = await openWatched(browser, `${beatline.url}/data/categories`, DESK);
    const form = page.getByRole('form', { name: '风险计算' });
    await form.waitFor(PATIENCE);
    expect(await form.innerText()).toContain(`第 ${before.current.riskVersion} 版`);
    expect(numbersIn(await form.getByText('只用群众报警').innerText())).toContain(before.incidents.street);
    await form.getByRole('button', { name: '重新计算' }).click();
    await form.getByText(`第 ${before.current.riskVersion + 1} 版`).waitFor(PATIENCE);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });
});
