import { numberLabel, type NumberLabel, type ParsedAddress } from './parsed_address';
import { namedWord } from '../formats/named_word';

/** Abbreviations of words in street names, as written by US and Canadian post (USPS Publication 28, appendix C1; Canada Post, table of street types). */
const WORDS: Readonly<Record<string, string>> = {
  st: 'street',
  str: 'street',
  av: 'avenue',
  ave: 'avenue',
  avn: 'avenue',
  rd: 'road',
  dr: 'drive',
  drv: 'drive',
  blvd: 'boulevard',
  bvd: 'boulevard',
  ln: 'lane',
  pl: 'place',
  ct: 'court',
  crt: 'court',
  cres: 'crescent',
  cr: 'crescent',
  crcl: 'circle',
  cir: 'circle',
  hwy: 'highway',
  pkwy: 'parkway',
  pky: 'parkway',
  sq: 'square',
  ter: 'terrace',
  terr: 'terrace',
  trl: 'trail',
  mt: 'mount',
  ft: 'fort',
  gdns: 'gardens',
  grn: 'green',
  hts: 'heights',
  aly: 'alley',
  br: 'bridge',
  esp: 'esplanade',
  div: 'diversion',
  n: 'north',
  s: 'south',
  e: 'east',
  w: 'west',
  ne: 'northeast',
  nw: 'northwest',
  se: 'southeast',
  sw: 'southwest',
  first: '1st',
  second: '2nd',
  third: '3rd',
  fourth: '4th',
  fifth: '5th',
  sixth: '6th',
  seventh: '7th',
  eighth: '8th',
  ninth: '9th',
  tenth: '10th',
};
const DIRECTIONS: ReadonlySet<string> = new Set(['north', 'south', 'east', 'west', 'northeast', 'northwest', 'southeast', 'southwest']);
const STREET_TYPES: ReadonlySet<string> = new Set([
  'street',
  'avenue',
  'road',
  'drive',
  'boulevard',
  'lane',
  'place',
  'court',
  'crescent',
  'circle',
  'highway',
  'parkway',
  'square',
  'terrace',
  'trail',
  'gardens',
  'alley',
  'way',
  'mall',
  'walk',
  'esplanade',
  'diversion',
]);

/** Words of a Latin name spelled out: `W 4TH AV` → `west 4th avenue`, `ST GEORGE ST` → `saint george street`. */
export function foldLatinName(folded: string): string {
  const words = folded
    .replace(/[.']/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return words
    .map((word, i) => {
      if (word === 'st' && i < words.length - 1 && !DIRECTIONS.has(namedWord(WORDS, words[i + 1]) ?? '')) return 'saint';
      return namedWord(WORDS, word) ?? word;
    })
    .join(' ');
}

/** Shorter names the same street goes by: without its direction, without its type. */
export function latinShortNames(key: string): string[] {
  const words = key.split(' ');
  const undirected = words.filter((word) => !DIRECTIONS.has(word));
  const untyped = words.length > 1 && STREET_TYPES.has(words[words.length - 1]) ? words.slice(0, -1) : words;
  const short = new Set([undirected.join(' '), untyped.join(' ')]);
  short.delete(key);
  short.delete('');
  return [...short];
}

/** Takes a folded Latin address apart: `10xx beach ave`, `100 block of main st`, `main st & 1st ave`, `apt 5, 12 oak st`. Units are left out. */
export function parseLatin(folded: string): ParsedAddress {
  const near = /^(?:near|opposite|opp|behind)\s+/.exec(folded);
  const text = folded
    .slice(near?.[0].length ?? 0)
    .replace(/\b(?:apt|apartment|unit|suite|ste|rm|room|floor|fl)\b\.?\s*#?\s*[\w-]+,?\s*/g, '')
    .replace(/#\s*\w+/g, '');
  const nearness = near === null ? 1 : 0.97;
  const sides = text.split(/\s*(?:\/|&|@|\bat\b|\band\b|\bx\b)\s*/).filter((side) => side !== '');
  if (sides.length >= 2 && !/^\d+\s/.test(text)) {
    const parts = sides.slice(0, 2).map((side) => ({ name: foldLatinName(side), door: undefined, building: undefined }));
    return { script: 'latin', parts, isCrossing: true, nearness };
  }
  // A town after a comma says nothing that the imported map does not.
  const { number, rest } = leadingNumber(text.split(',')[0] ?? text);
  return { script: 'latin', parts: [{ name: foldLatinName(rest), door: number, building: undefined }], isCrossing: false, nearness };
}

function leadingNumber(text: string): { number: NumberLabel | undefined; rest: string } {
  const masked = /^(\d*)(x+)\s+(?:block\s+(?:of\s+)?)?/.exec(text);
  if (masked !== null) {
    const width = 10 ** (masked[2] ?? '').length;
    const from = Number(masked[1] === '' ? 0 : masked[1]) * width;
    return { number: { label: masked[0].trim(), from, to: from + width - 1 }, rest: text.slice(masked[0].length) };
  }
  const block = /^(\d+)\s+block\s+(?:of\s+)?/.exec(text);
  if (block !== null) {
    const from = Number(block[1]);
    return { number: { label: block[0].trim(), from, to: from + 99 }, rest: text.slice(block[0].length) };
  }
  const plain = /^(\d+(?:-\d+)?[a-z]?)\s+(?=\S)/.exec(text);
  if (plain?.[1] === undefined) return { number: undefined, rest: text };
  return { number: numberLabel(plain[1]), rest: text.slice(plain[0].length) };
}
