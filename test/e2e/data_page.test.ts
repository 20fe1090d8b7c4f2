import gcoord from 'gcoord';
import { generateDemo, incidentsFileOf } from '@beatline/server/demo/generate_demo';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, startBeatline, type RunningBeatline } from './beatline_process';
import { loadedDemo } from './loaded_demo';
import { CHROMIUM, launchBrowser, openWatched } from './watched_browser';

/** Two cores draw with software OpenGL, import and recompute coverage at the same time. */
const PATIENCE = { timeout: 120_000 };
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const FILE_NAME = '接处警_11月.csv';
const ROWS = 600;
const UNREADABLE_TIMES = 4;
const WITHOUT_POSITION = 9;
/** Nobody has such an address, so it stays for somebody to place. */
const STRANGE_ADDRESS = '无此地名甲乙丙丁';
const NEW_CATEGORY = '扰民噪音';
const PERSON = '王小明';

/** Text in GBK, by turning the decoder of the platform round: two bytes at a time. */
function gbkBytes(text: string): Buffer {
  const decoder = new TextDecoder('gbk');
  const bytesOf = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail !== 0x7f) bytesOf.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
    }
  }
  return Buffer.from(
    [...text].flatMap((character) => {
      const code = character.codePointAt(0) ?? 0;
      const bytes = code < 0x80 ? [code] : bytesOf.get(character);
      if (bytes === undefined) throw new Error(`${character} is not in GBK`);
      return bytes;
    }),
  );
}

/** An export of the demo city's calls as a map service would give it: GCJ-02, two columns of persons, a category nobody has mapped, some rows broken. */
function incidentExport(): Buffer {
  const demo = generateDemo(20261120, Date.parse('2026-11-20T21:00:00+08:00'));
  const { bytes } = incidentsFileOf(demo) as { readonly bytes: Uint8Array };
  const [header = '', ...lines] = new TextDecoder('gb18030').decode(bytes).trimEnd().split(/\r?\n/);
  const columns = header.split(',');
  const at = (name: string) => columns.indexOf(name);
  const located = lines.map((line) => line.split(',')).filter((cells) => cells[at('经度')] !== '');
  const rows = located.slice(-ROWS).map((cells, i) => {
    const position = [Number(cells[at('经度')]), Number(cells[at('纬度')])] as [number, number];
    const [lng, lat] = gcoord.transform(position, gcoord.WGS84, gcoord.GCJ02);
    const isLost = i < WITHOUT_POSITION;
    return columns
      .map((column, c) => {
        if (column === '报警编号') return `E2E${i}`;
        if (column === '报警时间' && i >= ROWS - UNREADABLE_TIMES) return '2026年13月40日';
        if (column === '类别' && i % 50 === 0) return NEW_CATEGORY;
        if (column === '经度') return isLost ? '' : lng.toFixed(6);
        if (column === '纬度') return isLost ? '' : lat.toFixed(6);
        return column === '地址' && isLost ? STRANGE_ADDRESS : (cells[c] ?? '');
      })
      .concat(PERSON, `1380000${1000 + i}`)
      .join(',');
  });
  return gbkBytes([`${header},报警人,联系电话`, ...rows, ''].join('\r\n'));
}

/** Drops a file on an element as a file manager would. */
async function dropFile(page: Page, target: Locator, name: string, content: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, base64]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], file));
      return data;
    },
    [name, content.toString('base64')] as const,
  );
  await target.dispatchEvent('dragover', { dataTransfer: transfer });
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}

/** The figure of a report under its name. */
function figure(report: Locator, name: string): Locator {
  return report.locator('dl > div').filter({ hasText: name }).locator('dd');
}

describe.skipIf(CHROMIUM === undefined)('bringing data in from the browser', () => {
  let dataFolder: string;
  let beatline: RunningBeatline;
  let browser: Browser;

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

  async function answerOf<T>(procedure: string, input?: object): Promise<T> {
    const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
    const answer = (await (await fetch(`${beatline.url}/trpc/${procedure}${query}`)).json()) as { result: { data: T } };
    return answer.result.data;
  }
  const incidentCount = async () => (await answerOf<{ counts: { incidents: number } }>('deployment.get')).counts.incidents;

  test('a dropped GBK export says what it is, comes in with one press, reports every row, and goes out again as a whole', async () => {
    const before = await incidentCount();
    const { page, watch } = await openWatched(browser, `${beatline.url}/data`, DESK);
    const drop = page.getByRole('region', { name: '把文件拖到这里' });
    await drop.waitFor(PATIENCE);
    await dropFile(page, drop, FILE_NAME, incidentExport());

    // one sentence says what was found, and nobody is named on the page
    const load = page.getByTestId('load');
    await load.waitFor(PATIENCE);
    const found = page.getByText(/GCJ-02（火星坐标）.*在街道附近/).first();
    await found.waitFor(PATIENCE);
    expect(await found.innerText()).toMatch(/600 行，GB(K|18030)，坐标像 GCJ-02.*2 列因指向个人而不读入（报警人、联系电话）/);
    expect(await page.getByRole('combobox', { name: '种类' }).inputValue()).toBe('incidents');
    expect(await page.getByText(PERSON).count()).toBe(0);
    expect(await page.getByText('1380000').count()).toBe(0);

    // one press
    await load.click();
    const report = page.getByRole('region', { name: '导入结果' });
    await report.waitFor(PATIENCE);
    expect(await figure(report, '文件行数').innerText()).toBe('600');
    expect(await figure(report, '新增').innerText()).toBe(String(ROWS - UNREADABLE_TIMES));
    expect(await figure(report, '未上图').innerText()).toBe(String(WITHOUT_POSITION));
    expect(await figure(report, '退回').innerText()).toBe(String(UNREADABLE_TIMES));
    expect(await report.getByRole('row', { name: /时间无法识别/ }).innerText()).toMatch(/4$/);
    expect(await incidentCount()).toBe(before + ROWS - UNREADABLE_TIMES);

    // the rejects, to correct and send again, in the language of the page and without persons
    const rejects = await (
      await fetch(new URL((await report.getByRole('link', { name: /退回的 4 行/ }).getAttribute('href')) ?? '', beatline.url))
    ).text();
    expect(rejects.trimEnd().split('\n')).toHaveLength(UNREADABLE_TIMES + 1);
    expect(rejects).toContain('时间无法识别');
    expect(rejects).not.toContain(PERSON);

    // a category nobody has mapped stands first, and is mapped
    await report.getByRole('link', { name: '核对类别' }).click();
    const unmapped = page.getByRole('region', { name: '尚未归类 1 项' });
    await unmapped.waitFor(PATIENCE);
    await unmapped.getByLabel(`${NEW_CATEGORY}的组别`).selectOption('disorder');
    await page.getByRole('button', { name: '保存 1 项改动' }).click();
    await unmapped.waitFor({ ...PATIENCE, state: 'detached' });
    const rows = await answerOf<{ code: string; group: string; isMapped: boolean }[]>('categories.list');
    expect(rows.find((row) => row.code === NEW_CATEGORY)).toMatchObject({ group: 'disorder', isMapped: true });

    // one without a position is placed by a press on the map
    await page.getByRole('link', { name: '未上图', exact: true }).click();
    const list = page.getByRole('list', { name: '未上图' });
    const first = list.getByRole('listitem').filter({ hasText: STRANGE_ADDRESS }).first();
    await first.getByRole('button').first().click(PATIENCE);
    await page.locator('[data-map-state="idle"]').first().waitFor(PATIENCE);
    await page
      .locator('canvas')
      .first()
      .click({ position: { x: 500, y: 400 } });
    await first.getByText('已上图').waitFor(PATIENCE);
    const waiting = await answerOf<{ address: string | null }[]>('incidents.unlocated', { limit: 1000 });
    expect(waiting.filter((incident) => incident.address === STRANGE_ADDRESS)).toHaveLength(WITHOUT_POSITION - 1);

    // and the import is taken back as a whole
    await page.getByRole('link', { name: '批次', exact: true }).click();
    const batch = page.getByRole('listitem').filter({ hasText: FILE_NAME }).first();
    await batch.getByRole('button').first().click(PATIENCE);
    await batch.getByRole('button', { name: '撤销这次导入' }).click();
    await batch.getByRole('button', { name: '撤销', exact: true }).click();
    await batch.getByText('已撤销').waitFor(PATIENCE);
    expect(await incidentCount()).toBe(before);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('a device is registered, its token is shown once, and its first fix is seen to come in', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/data/sources`, DESK);
    await page.getByLabel('设备标识').fill('e2e-phone');
    await page.getByLabel('属于哪个单元').fill('步99');
    await page.getByLabel('巡逻方式').selectOption('foot');
    await page.getByRole('button', { name: '登记，生成口令' }).click();
    const token = await page.getByTestId('token').innerText(PATIENCE);
    await page.getByRole('button', { name: '已经记下' }).click();
    expect(await page.getByText(token).count()).toBe(0);

    const [lng, lat] = (await answerOf<{ center: [number, number] }>('deployment.get')).center;
    const report = new URL('/intake/osmand', beatline.url);
    report.search = new URLSearchParams({
      id: 'e2e-phone',
      token,
      lat: String(lat),
      lon: String(lng),
      timestamp: String(Math.floor(Date.now() / 1000)),
    }).toString();
    expect((await fetch(report)).status).toBe(200);

    const source = page.getByRole('list', { name: '数据源' }).getByRole('listitem').filter({ hasText: 'e2e-phone' });
    await expect.poll(() => source.getAttribute('data-state'), PATIENCE).toBe('live');
    // a wrong token is refused and counted
    report.searchParams.set('token', 'wrong');
    expect((await fetch(report)).status).toBeGreaterThanOrEqual(400);
    await source.getByRole('button').first().click();
    await source.getByText(/拒收 1：口令不对/).waitFor(PATIENCE);
    // taken out: nothing more of it is taken
    await source.getByRole('button', { name: '停用' }).click();
    await source.getByRole('button', { name: '停用' }).click();
    await expect.poll(() => source.getAttribute('data-state'), PATIENCE).toBe('revoked');
    report.searchParams.set('token', token);
    expect((await fetch(report)).status).toBeGreaterThanOrEqual(400);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('police cells are made from the streets, one is cut on the map and the cut taken back, and they are put in force', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/data/grid`, DESK);
    await page.getByLabel('警格数').fill('24', PATIENCE);
    await page.getByRole('button', { name: '生成警格', exact: true }).click();
    const title = page.getByRole('heading', { name: /^草案：\d+ 个警格$/ });
    await title.waitFor(PATIENCE);
    const cells = page.getByRole('list', { name: '草案里的警格' }).getByRole('listitem');
    const made = await cells.count();
    expect(made).toBeGreaterThan(4);

    // choosing a cell in the list brings it to the middle of the map; a line across it cuts it
    await page.getByRole('button', { name: '切分', exact: true }).click();
    await cells.nth(1).getByRole('button').click();
    await page.waitForTimeout(500);
    await page.locator('[data-map-state="idle"]').first().waitFor(PATIENCE);
    const canvas = page.locator('canvas').first();
    const box = await canvas.boundingBox();
    const [width, height] = [box?.width ?? 0, box?.height ?? 0];
    await canvas.click({ position: { x: width / 2, y: height * 0.02 } });
    await canvas.click({ position: { x: width / 2, y: height * 0.98 } });
    await page.getByRole('button', { name: '切开' }).click();
    await expect.poll(() => cells.count(), PATIENCE).toBe(made + 1);
    await page.getByRole('button', { name: '撤回', exact: true }).click();
    await expect.poll(() => cells.count(), PATIENCE).toBe(made);

    await page.getByRole('button', { name: '启用草案' }).click();
    await page
      .getByRole('group', { name: /启用这 \d+ 个警格/ })
      .getByRole('button', { name: '启用草案' })
      .click();
    await page.getByText(/^已启用 \d+ 个警格/).waitFor(PATIENCE);
    const { jurisdictions } = await answerOf<{ jurisdictions: { level: string }[] }>('deployment.get');
    expect(jurisdictions.filter((node) => node.level === 'police-cell')).toHaveLength(made);
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });

  test('every tab stands on a phone in English without running over its edge', async () => {
    const { page, watch } = await openWatched(browser, `${beatline.url}/data/import?lang=en`, PHONE);
    await page.getByText('Drop a file here').waitFor(PATIENCE);
    for (const tab of ['Batches', 'Categories', 'Not on the map', 'Police cells', 'Sources', 'Import']) {
      await page.getByRole('navigation', { name: 'Data' }).getByRole('link', { name: tab, exact: true }).click();
      await page.getByRole('heading').first().waitFor(PATIENCE);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), tab).toBeLessThanOrEqual(PHONE.width);
    }
    expect(watch.complaints).toEqual([]);
    await page.context().close();
  });
});
