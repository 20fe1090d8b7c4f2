import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const localeFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'web', 'i18n');

/** Terms users know: where the Chinese page says one, the English page says its partner. */
const TERMS: readonly { zh: string; en: RegExp }[] = [
  { zh: '巡防空白', en: /coverage gaps?/i },
  { zh: '应巡未巡', en: /due and overdue/i },
  { zh: '见警率', en: /visible-presence rate/i },
  { zh: '管事率', en: /patrol-reach rate/i },
  { zh: '高风险时空覆盖率', en: /high-risk coverage/i },
  { zh: '风险加权覆盖率', en: /risk-weighted coverage/i },
  { zh: '勤务编排', en: /shift planning/i },
  { zh: '警力投放偏差', en: /time against trouble/i },
  { zh: '预测准不准', en: /does the forecast work/i },
];

/** Words the field does not use for these things. */
const WRONG_WORDS = ['空缺', '排班', '网格民警'];

function stringsOf(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => stringsOf(child, path === '' ? key : `${path}.${key}`));
}

function localeOf(language: string): Map<string, string> {
  const folder = join(localeFolder, language);
  const entries = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => stringsOf(JSON.parse(readFileSync(join(folder, name), 'utf8')), name.replace('.json', '')));
  return new Map(entries);
}

/** i18next plural forms exist in English only; both languages must have the stem. */
function stemsOf(locale: Map<string, string>): string[] {
  return [...new Set([...locale.keys()].map((key) => key.replace(/_(one|other|zero|few|many|two)$/, '')))].toSorted();
}

describe('the words on screen', () => {
  const zh = localeOf('zh');
  const en = localeOf('en');

  test('exist in both languages under the same keys', () => {
    expect(stemsOf(zh)).toEqual(stemsOf(en));
  });

  test('are never empty, and English holds no Chinese but the language switch and names', () => {
    for (const [key, text] of [...zh, ...en]) expect(text.trim(), key).not.toBe('');
    for (const [key, text] of en) {
      if (!/language|brand|demo/i.test(key)) expect(text, key).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });

  test('are those of the field', () => {
    for (const [key, text] of zh) for (const wrong of WRONG_WORDS) expect(text, key).not.toContain(wrong);
  });

  test.each(TERMS)('$zh has one English partner wherever it stands alone', ({ zh: term, en: partner }) => {
    const keys = [...zh].filter(([, text]) => text === term).map(([key]) => key);
    expect(keys.length, `${term} is on no page`).toBeGreaterThan(0);
    for (const key of keys) expect(en.get(key) ?? '', key).toMatch(partner);
  });
});
