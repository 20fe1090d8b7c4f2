/** Characters Chinese names are shortened by: leaving them out, or taking one for another, says little against a match. */
const GENERIC = new Uint8Array(65_536);
for (const character of '大小区新村路街道巷院里苑园第市镇城中心店楼号公交站广场') GENERIC[character.charCodeAt(0)] = 1;

/** Whether a character stands in so many names that it tells little. */
export function isGeneric(character: string): boolean {
  return GENERIC[character.charCodeAt(0)] === 1;
}

const GENERIC_MISSING = 0.35;
const MISSING = 0.8;
const SUBSTITUTED = 1;
const GENERIC_SUBSTITUTED = 0.6;
const SWAPPED = 0.7;

/**
 * Weighted edit distance (optimal string alignment) from what was typed to a name, Infinity once it must exceed `limit`. Chosen costs: a generic character
 * left out or taken for another costs less than a telling one, so 和顺 is nearer to 和顺小区 than 和瞬小区 is. Time: product of the lengths.
 */
export function nameDistance(typed: string, name: string, limit: number): number {
  const rows = typed.length;
  const columns = name.length;
  if (Math.abs(rows - columns) * GENERIC_MISSING > limit) return Infinity;
  const width = columns + 1;
  if (table.length < 3 * width) table = new Float64Array(6 * width);
  let before = 0;
  let above = width;
  let here = 2 * width;
  table[above] = 0;
  for (let c = 1; c <= columns; c++) table[above + c] = table[above + c - 1] + gapCost(name.charCodeAt(c - 1));
  for (let r = 1; r <= rows; r++) {
    const a = typed.charCodeAt(r - 1);
    const gap = gapCost(a);
    let least = (table[here] = table[above] + gap);
    for (let c = 1; c <= columns; c++) {
      const b = name.charCodeAt(c - 1);
      let cost = table[above + c - 1] + (a === b ? 0 : substitutionCost(a, b));
      const extra = table[above + c] + gap;
      if (extra < cost) cost = extra;
      const missing = table[here + c - 1] + gapCost(b);
      if (missing < cost) cost = missing;
      if (a !== b && r > 1 && c > 1 && a === name.charCodeAt(c - 2) && typed.charCodeAt(r - 2) === b) {
        const swapped = table[before + c - 2] + SWAPPED;
        if (swapped < cost) cost = swapped;
      }
      table[here + c] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return Infinity;
    const oldest = before;
    before = above;
    above = here;
    here = oldest;
  }
  const distance = table[above + columns];
  return distance > limit ? Infinity : distance;
}

/** Three rows of the table, kept between calls. */
let table = new Float64Array(256);

function gapCost(code: number): number {
  return GENERIC[code] === 1 ? GENERIC_MISSING : MISSING;
}

function substitutionCost(a: number, b: number): number {
  return GENERIC[a] === 1 && GENERIC[b] === 1 ? GENERIC_SUBSTITUTED : SUBSTITUTED;
}
