import type { City } from '@beatline/server/demo/city';
import { demoAddresses } from '@beatline/server/demo/address_file';
import type { DemoPlace } from '@beatline/server/demo/city_places';
import { lngLatOfStreetSpace, writeLngLat } from '@beatline/server/demo/city_frame';
import { createRandom, seedFor, type SeededRandom } from '@beatline/server/demo/seeded_random';
import type { LngLat } from '@beatline/shared/geo/lng_lat';

/** An address as somebody might write it down on the telephone, and where it truly is. */
export interface MisspeltAddress {
  readonly written: string;
  readonly meant: string;
  readonly location: LngLat;
  readonly kind: 'house_number' | 'building' | 'compound' | 'place' | 'crossing';
}

/** Share of each kind among calls: most name a door or a building. Chosen. */
const KINDS = [
  ['house_number', 0.4],
  ['building', 0.25],
  ['place', 0.13],
  ['compound', 0.07],
  ['crossing', 0.15],
] as const;
/** Share with a wrong, missing, doubled or swapped character; each of the others is written in another way at least once. */
const MISSPELT_FRACTION = 0.4;
/** Common characters a wrong one is drawn from. None is a numeral: another number is another address, and nobody can tell. */
const WRONG_CHARACTERS = Array.from(
  '的是在有人这中来上为地到说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心',
);

/** Writes `count` addresses of a demo city down with errors and in short, the same for a seed. What is true comes from the city's own plan. */
export function misspeltAddresses(city: City, places: readonly DemoPlace[], count: number, seed: number): MisspeltAddress[] {
  const random = createRandom(seedFor(seed, 'misspelt'));
  const standard = demoAddresses(city, places);
  const ofKind = {
    house_number: standard.filter((address) => address.kind === 'house_number'),
    building: standard.filter((address) => address.kind === 'building'),
    compound: standard.filter((address) => address.kind === 'compound'),
    // Bus stops are called like the crossings they stand near.
    place: places
      .filter((place) => !['bus_stop', 'compound'].includes(place.kind))
      .map((place) => ({ label: place.name, location: lngLatOfStreetSpace(place.u, place.v) })),
    crossing: crossingsOf(city),
  };
  return Array.from({ length: count }, () => {
    let left = random.next();
    const kind = KINDS.find(([, share]) => (left -= share) < 0)?.[0] ?? 'house_number';
    const { label, location } = random.pick<{ label: string; location: LngLat }>(ofKind[kind]);
    return { written: written(label, kind, random), meant: label, location, kind };
  });
}

/** Where two named streets of the city meet, from its own network. Pairs that meet more than once (bends, divided streets) are left out. */
function crossingsOf(city: City): { label: string; location: LngLat }[] {
  const namesAt = new Map<number, Set<string>>();
  for (const edge of city.network.edges) {
    if (edge.name === '' || edge.highway === 'service' || edge.highway === 'footway') continue;
    for (const node of [edge.from, edge.to]) namesAt.set(node, (namesAt.get(node) ?? new Set()).add(edge.name));
  }
  const meetings = new Map<string, number[]>();
  for (const [node, names] of namesAt) {
    const [a, b, c] = [...names].sort();
    if (a === undefined || b === undefined || c !== undefined) continue;
    meetings.set(`${a}\n${b}`, [...(meetings.get(`${a}\n${b}`) ?? []), node]);
  }
  const degrees = new Float64Array(2);
  return [...meetings].flatMap(([pair, nodes]) => {
    if (nodes.length > 1) return [];
    writeLngLat(city.network.nodes[nodes[0]].x, city.network.nodes[nodes[0]].y, degrees);
    return [{ label: pair, location: [degrees[0], degrees[1]] as const }];
  });
}

function written(label: string, kind: MisspeltAddress['kind'], random: SeededRandom): string {
  let text = label;
  if (kind === 'crossing') {
    const [a = '', b = ''] = random.chance(0.5) ? label.split('\n') : label.split('\n').toReversed();
    const broken = random.chance(MISSPELT_FRACTION);
    const first = broken ? misspelt(a, random) : a;
    text = random.pick([
      `${first}${b}口`,
      `${first}与${b}交叉口`,
      `${first}和${b}路口`,
      `${first}/${b}`,
      `${first}${b}交汇处`,
      `${first}、${b}交口`,
    ]);
  } else if (random.chance(MISSPELT_FRACTION)) {
    const name = /^(.*?)(\d+号楼?)?$/.exec(label);
    text = misspelt(name?.[1] ?? label, random) + (name?.[2] ?? '');
    if (random.chance(0.3)) text = rephrased(text, kind, random);
  } else {
    text = rephrased(text, kind, random);
    if (random.chance(0.5)) text = rephrased(text, kind, random);
  }
  return random.chance(0.5) ? `${random.pick(['澜州市东浦区', '东浦区', '江淮省澜州市东浦区', '澜州市'])}${text}` : text;
}

const NUMERAL = /[\d〇一二三四五六七八九十百]/;

/**
 * One wrong, missing, doubled, additional or swapped character of a name. Numerals stay as they are: 五十巷 without its 十 is another lane that exists, and
 * nobody can tell.
 */
function misspelt(name: string, random: SeededRandom): string {
  const characters = [...name];
  const spellable = characters.flatMap((character, i) => (NUMERAL.test(character) ? [] : [i]));
  const at = random.pick(spellable);
  const way = random.next();
  if (way < 0.5) characters[at] = random.pick(WRONG_CHARACTERS);
  else if (way < 0.65 && characters.length > 3) characters.splice(at, 1);
  else if (way < 0.75) characters.splice(at, 0, characters[at]);
  else if (way < 0.85) characters.splice(at, 0, random.pick(WRONG_CHARACTERS));
  else if (at > 0 && spellable.includes(at - 1)) characters.splice(at - 1, 2, characters[at], characters[at - 1]);
  else characters[at] = random.pick(WRONG_CHARACTERS);
  return characters.join('');
}

const DIGITS = '〇一二三四五六七八九';

/** The same address shortened or written in another of the usual ways. */
function rephrased(text: string, kind: MisspeltAddress['kind'], random: SeededRandom): string {
  const number = /(\d+)号(楼?)$/.exec(text);
  switch (Math.floor(random.next() * 8)) {
    case 0:
      return number === null ? text : text.replace(number[1], numeral(Number(number[1])));
    case 1:
      return text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    case 2:
      return kind === 'building' ? text.replace(/号楼$/, random.pick(['栋', '幢', '#', '#楼', '号'])) : text.replace(/大街/, '街');
    case 3:
      return number === null ? `${text}附近` : `${text}${random.pick(['3单元502室', '2单元', '501', '-2-302', '12层'])}`;
    case 4:
      return text.replace(/小区|新村|花园|家园/, '');
    case 5:
      return text.replace(/(.{2})/, '$1 ');
    case 6:
      return number === null || kind !== 'house_number' ? `${text}${random.pick(['门口', '旁边', '附近'])}` : text.replace(/号$/, '');
    default:
      return `${text}（${random.pick(['报警人在楼下', '近公交站', '一楼商铺'])}）`;
  }
}

/** 123 → 一百二十三. */
function numeral(value: number): string {
  const [hundreds, tens, ones] = [Math.floor(value / 100), Math.floor(value / 10) % 10, value % 10];
  if (value >= 1000) return [...String(value)].map((digit) => DIGITS[Number(digit)]).join('');
  const head = hundreds === 0 ? '' : `${DIGITS[hundreds]}百`;
  if (tens === 0) return `${head}${hundreds > 0 && ones > 0 ? '零' : ''}${ones === 0 && value > 0 ? '' : DIGITS[ones]}`;
  return `${head}${tens === 1 && hundreds === 0 ? '' : DIGITS[tens]}十${ones === 0 ? '' : DIGITS[ones]}`;
}
