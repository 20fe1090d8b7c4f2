import { chromium, type Browser, type Page } from 'playwright-core';

export const CHROMIUM = process.env['BEATLINE_CHROMIUM'];

/** Software OpenGL by Mesa: many times faster on instanced layers than the browser's own, and the same on every machine. */
const FLAGS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=gl-egl',
  '--ignore-gpu-blocklist',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A first page beside other suites on two cores: the server answers late, and software draws. */
const FIRST_PAGE_MS = 120_000;

export async function launchBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('BEATLINE_CHROMIUM is not set');
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** What a page must not do: ask anything of another machine, fail a request, log an error, throw. */
export interface Watch {
  readonly complaints: string[];
}

/** A page whose every request and console line is watched. */
export async function openWatched(
  browser: Browser,
  url: string,
  viewport: { readonly width: number; readonly height: number },
): Promise<{ page: Page; watch: Watch }> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  const own = new URL(url).host;
  page.on('request', (request) => {
    const address = new URL(request.url());
    if (!['data:', 'blob:'].includes(address.protocol) && address.host !== own) complaints.push(`left the machine: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  await page.goto(url, { waitUntil: 'load', timeout: FIRST_PAGE_MS });
  return { page, watch: { complaints } };
}

/** Names the renderer WebGL runs on, so that a run on the slow one is noticed. */
export async function rendererOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    return gl === null || info === null || info === undefined ? 'none' : String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL));
  });
}
