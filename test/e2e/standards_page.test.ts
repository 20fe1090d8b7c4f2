import type { StandardsView } from '@beatline/shared/model/views/standards_view';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, startBeatline, type RunningBeatline } from './beatline_process';
import { loadedDemo } from './loaded_demo';
import { CHROMIUM, launchBrowser, openWatched } from './watched_browser';

/** Two cores draw with software OpenGL and compute coverage at the same time. */
const PATIENCE = { timeout: 120_000 };
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Puts minutes into the field of a tier. */
async function setMinutes(page: Page, tier: string, label: string, minutes: number): Promise<void> {
  const field = page.getByRole('region', { name: `${tier}标准` }).getByLabel(`${label}, 分钟`);
  await field.fill(String(minutes));
  await field.blur();
}

describe.skipIf(CHROMIUM === undefined)('the standards of patrol, in a browser', () => {
  let dataFolder: string;
  let beatline: RunningBeatline;
  let browser: Browser;

  async function standards(): Promise<StandardsView> {
    const answer = await fetch(`${beatline.url}/trpc/standards.list`);
    return ((await answer.json()) as { readonly result: { readonly data: StandardsView } }).result.data;
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

  test('are changed, tried on the last week, saved as a version, and shown on the command page', async () => {
    const before = await standards();
    const { page, watch } = await openWatched(browser, `${beatline.url}/command/standards`, DESK);
    const red = page.getByRole('region', { name: '红色区域 A标准' });
    await red.waitFor(PATIENCE);
    const save = page.getByRole('button', { name: '保存为新版本' });
    expect(await save.isDisabled()).toBe(true);

    // A cap that leaves no room is told at the field, with the least that would do, and cannot be tried or saved
    await setMinutes(page, '红色区域 A', '到访间隔', 30);
    await setMinutes(page, '红色区域 A', '每次停留', 10);
    await setMinutes(page, '红色区域 A', '每班上限', 90);
    await red.getByText('上限不能低于 120 分钟').waitFor(PATIENCE);
    expect(await save.isDisabled()).toBe(true);
    await setMinutes(page, '红色区域 A', '每班上限', 120);
    await expect.poll(() => red.getByRole('alert').count(), PATIENCE).toBe(0);

    // By the keyboard: night hours off
    await red.getByRole('group', { name: '有效时段' }).getByRole('button', { name: '03' }).focus();
    await page.keyboard.press('Space');

    await page.getByRole('button', { name: '试算最近 7 天' }).click();
    const table = page.getByRole('region', { name: '试算效果' }).locator('table');
    await table.waitFor(PATIENCE);
    const [gapNow = '', gapThen = ''] = await table.locator('tbody tr').first().locator('td').allInnerTexts();
    const least = (text: string) => Number(/[\d.]+/.exec(text.replaceAll('\u2009', ''))?.[0]);
    expect(least(gapThen)).toBeGreaterThan(least(gapNow));

    await page.getByLabel('说明').fill('夜间少巡');
    await save.click();
    await page.getByText(/已存为第 \d+ 版/).waitFor(PATIENCE);
    const after = await standards();
    expect(after.versions).toHaveLength(before.versions.length + 1);
    expect(after.versions[0]).toMatchObject({ id: after.inForce, note: '夜间少巡', state: 'in_force' });
    expect(after.versions[0]?.standards[0]).toMatchObject({ revisitSeconds: 1800, dwellSeconds: 600, capSecondsPerBand: 7200 });
    expect(after.versions[0]?.standards[0]?.hours).not.toContain(3);
    await page.getByRole('region', { name: '历次版本' }).getByText('夜间少巡').waitFor(PATIENCE);

    await page.getByRole('link', { name: '返回指挥室' }).click();
    await page.getByRole('link', { name: `勤务标准 v${after.inForce}` }).waitFor(PATIENCE);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('an operation is set up over a district and ended; on a phone, in English, nothing is wider than the screen', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/command/standards?lang=en`, PHONE);
    await page.getByRole('region', { name: 'Strength it takes' }).waitFor(PATIENCE);
    expect(
      await page
        .getByRole('region', { name: 'Strength it takes' })
        .getByText(/needs [\d.]+, [\d.]+ on duty/)
        .count(),
    ).toBe(6);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    await page.getByRole('button', { name: 'New operation' }).click();
    const form = page.getByRole('form', { name: 'New operation' });
    await form.getByLabel('Code').fill('W1');
    await form.getByLabel('Name').fill('Winter');
    await form.getByRole('combobox').selectOption({ index: 1 });
    await form.getByRole('checkbox').nth(1).check();
    await form.getByLabel('Visit every, min').fill('30');
    await form.getByRole('button', { name: 'Set up' }).click();
    const row = page.getByRole('region', { name: 'Operations' }).getByRole('listitem').filter({ hasText: 'Winter' });
    await row.getByText('planned').waitFor(PATIENCE);
    await row.getByRole('button', { name: 'Take back' }).click();
    await expect.poll(() => row.count(), PATIENCE).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });
});
