/** Characters Chinese names are shortened by: leaving them out, or taking one for another, says little against a match. */
const GENERIC = new Set('大小区新村路街道巷院里苑园第市镇城中心店楼号公交站广场');
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
  const table = scratch(3 * width);
  let before = 0;
  let above = width;
  let here = 2 * width;
  table[above] = 0;
  for (let c = 1; c <= columns; c++) table[above + c] = table[above + c - 1] + gapCost(name[c - 1]);
  for (let r = 1; r <= rows; r++) {
    const a = typed[r - 1];
    const gap = gapCost(a);
    let least = (table[here] = table[above] + gap);
    for (let c = 1; c <= columns; c++) {
      const b = name[c - 1];
      let cost = a === b ? table[above + c - 1] : table[above + c - 1] + substitution(a, b);
      cost = Math.min(cost, table[above + c] + gap, table[here + c - 1] + gapCost(b));
      if (r > 1 && c > 1 && a === name[c - 2] && typed[r - 2] === b && a !== b) cost = Math.min(cost, table[before + c - 2] + SWAPPED);
      table[here + c] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return Infinity;
    [before, above, here] = [above, here, before];
  }
  const distance = table[above + columns];
  return distance > limit ? Infinity : distance;
}

function gapCost(character: string): number {
  return GENERIC.has(character) ? GENERIC_MISSING : MISSING;
}

/** A digit for another digit is another place. */
function substitution(a: string, b: string): number {
  if (isDigit(a) && isDigit(b)) return 2;
  return GENERIC.has(a) && GENERIC.has(b) ? GENERIC_SUBSTITUTED : SUBSTITUTED;
}

const isDigit = (character: string) => character >= '0' && character <= '9';

let buffer = new Float64Array(256);
function scratch(length: number): Float64Array {
  if (buffer.length < length) buffer = new Float64Array(2 * length);
  return buffer;
}
