const CHINESE_DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const CHINESE_UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const NUMERAL_RUN = /[〇零一二两三四五六七八九十百千]+/g;
const HAN = /\p{Script=Han}/u;

/**
 * One spelling for what people type: compatibility forms narrowed (full-width digits, ideographic spaces), lower case, Chinese numerals as digits, dashes
 * and number signs alike. In Chinese text blanks mean nothing and go; in Latin text runs of blanks become one.
 */
export function foldText(text: string): string {
  const narrow = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‐‑‒–—―−－]/g, '-')
    .replace(/＃/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
  if (!hasHan(narrow)) return narrow;
  return narrow.replace(/ /g, '').replace(NUMERAL_RUN, numeralText);
}

/** Whether a text holds Chinese characters. */
export function hasHan(text: string): boolean {
  return HAN.test(text);
}

/** 一百二十三 → 123, 二〇五 → 205, 十 → 10. A run that is no well-formed number keeps its units and has its digits replaced one by one. */
function numeralText(run: string): string {
  if (!/[十百千]/.test(run)) return [...run].map((character) => CHINESE_DIGITS[character]).join('');
  let total = 0;
  let digit: number | undefined;
  let lastUnit = Infinity;
  for (const character of run) {
    const unit = CHINESE_UNITS[character];
    if (unit === undefined) {
      const value = CHINESE_DIGITS[character];
      if (value === 0) continue;
      if (digit !== undefined) return characterwise(run);
      digit = value;
    } else {
      if (unit >= lastUnit || (digit === undefined && unit !== 10)) return characterwise(run);
      total += (digit ?? 1) * unit;
      lastUnit = unit;
      digit = undefined;
    }
  }
  return String(total + (digit ?? 0));
}

function characterwise(run: string): string {
  return [...run].map((character) => CHINESE_DIGITS[character] ?? character).join('');
}
