import unicodeRanges from '@fontsource-variable/noto-sans-sc/unicode.json';

/**
 * Map labels are drawn in the page's own fonts, in the browser: no glyph server. Each file of the Chinese font covers some hundred characters and
 * is fetched (from this origin) when a label first needs it.
 */
const chineseFiles = import.meta.glob<string>('../node_modules/@fontsource-variable/noto-sans-sc/files/*-wght-normal.woff2', {
  query: '?url',
  import: 'default',
  eager: true,
});
const latinFiles = import.meta.glob<string>(
  '../node_modules/@fontsource/barlow-semi-condensed/files/barlow-semi-condensed-latin-500-normal.woff2',
  { query: '?url', import: 'default', eager: true },
);

interface MapFontFile {
  readonly url: string;
  readonly 'unicode-range': string[];
}

/** `[4]` of the package's table is file `…-4-wght-normal`, `latin` is `…-latin-wght-normal`. */
function chineseFontFiles(): MapFontFile[] {
  return Object.entries(unicodeRanges).flatMap(([subset, range]) => {
    const name = `noto-sans-sc-${subset.replaceAll(/[[\]]/g, '')}-wght-normal.woff2`;
    const url = Object.entries(chineseFiles).find(([path]) => path.endsWith(`/${name}`))?.[1];
    return url === undefined || subset === 'latin' ? [] : [{ url: absolute(url), 'unicode-range': range.split(',') }];
  });
}

/** The map resolves addresses in a worker, against no page. */
function absolute(url: string): string {
  return new URL(url, document.baseURI).href;
}

/** The one font stack of the map. */
export const MAP_FONT = 'Beatline Map';

export function mapFontFaces(): Record<string, MapFontFile[]> {
  const latin = Object.values(latinFiles).map((url) => ({ url: absolute(url), 'unicode-range': ['U+0000-00FF', 'U+2000-206F'] }));
  return { [MAP_FONT]: [...latin, ...chineseFontFiles()] };
}
