import { numberLabel, type AddressPart, type NumberLabel, type ParsedAddress } from './parsed_address';

/** What stands after a number, and what the number then counts. */
const COUNTED: Readonly<Record<string, 'door' | 'building' | 'lane' | 'household'>> = {
  号楼: 'building',
  号院: 'door',
  号: 'door',
  栋: 'building',
  幢: 'building',
  座: 'building',
  '#': 'building',
  弄: 'lane',
  单元: 'household',
  门: 'household',
  室: 'household',
  层: 'household',
  楼: 'household',
  户: 'household',
};
const NUMBER = /([甲乙丙丁附]?\d+(?:[-之]\d+)*|[a-z])(号楼|号院|号|栋|幢|座|#|弄|单元|室|层|楼|户|门(?!口|前|外|诊|市|卫))/g;
/** Numbers that close the text without a word after them: 5-2-301 is building, unit, room. */
const CLOSING_NUMBERS = /(?<!\d)(\d+)(?:-\d+)*$/;

const CROSSING_END =
  /(?:的)?(?:交叉路口|交叉口|交汇处|交汇口|交会处|相交处|十字路口|丁字路口|三岔路口|交口|(?<=[路街道巷弄条])路口|(?<=[路街道巷弄条])口)$/;
/** Words after a place that say near it. */
const NEAR_END = /(?:附近|旁边|旁|边上|周边|一带|对面|斜对面|对过|门口|门前|大门口|门外|楼下|楼前|院内|内|里面|外面)$/;
const SIDE_END = /(?:以|往|向|偏|的)?(?:东北|东南|西北|西南|东|南|西|北)(?:侧|边|面|段|头|方向|向)?(?:约|大约)?(?:(\d+)米)?(?:左右)?处?$/;
/** Farthest distance from a named spot that still counts as the spot; the accuracy asked of a hit. */
const SAME_SPOT_METERS = 50;
const NEAR_FACTOR = 0.97;
const SIDE_FACTOR = 0.95;
const AWAY_FACTOR = 0.5;

const PROVINCE = /^[^\d省市区县]{2,7}(?:省|自治区|特别行政区)(?=.{2})/;
const CITY = /^[^\d省市区县路街]{2,5}市(?![场民政区])(?=.{2})/;
const DISTRICT = /^[^\d省市区县路街]{1,5}(?:(?<![小园社校厂院街景库片开商专牧住矿林])区|县|旗)(?=.{2})/;
const TOWNSHIP = /^[^\d省市区县路街]{1,6}(?:街道办事处|街道|镇(?!江))(?=.{2})/;

/** Takes a folded Chinese address apart: names, door and building numbers; units, rooms and floors are left out. */
export function parseChinese(folded: string): ParsedAddress {
  const bare = folded
    .replace(/[([【〔<《“"'][^)\]】〕>》”"']*[)\]】〕>》”"']/g, '')
    .replace(/[。.;:!?·]+$/g, '')
    .replace(/[,,。;·.]/g, '')
    .replace(/nr|报警|发生/g, '');
  const { text, nearness } = withoutNearness(bare);
  const isCrossing = CROSSING_END.test(text) || /[/&]/.test(text);
  const parts = isCrossing ? crossingParts(text.replace(CROSSING_END, '')) : numberedParts(text);
  return { script: 'han', parts, isCrossing, nearness };
}

/** City and district (or county) a folded name begins with, where it does. */
export function administrationOf(name: string): { readonly city: string | undefined; readonly district: string | undefined } {
  const local = name.replace(PROVINCE, '');
  const city = CITY.exec(local)?.[0];
  const district = DISTRICT.exec(local.slice(city?.length ?? 0))?.[0];
  return { city, district };
}

/** The text without province, city, district and township before the rest. Apart from parsing, because names of places may begin with them. */
export function withoutAdministration(name: string): string {
  let rest = name;
  for (const level of [PROVINCE, CITY, DISTRICT, TOWNSHIP]) rest = rest.replace(level, '');
  return rest;
}

function withoutNearness(text: string): { text: string; nearness: number } {
  let rest = text;
  let nearness = 1;
  for (;;) {
    const near = NEAR_END.exec(rest);
    if (near !== null && rest.length - near[0].length >= 2 && !CROSSING_END.test(rest)) {
      rest = rest.slice(0, near.index);
      nearness *= NEAR_FACTOR;
      continue;
    }
    const side = SIDE_END.exec(rest);
    // 北 alone may close a name (…路北): only a side with its word, or after a number or a crossing, is one.
    if (side !== null && side[0].length >= 2 && rest.length - side[0].length >= 2) {
      rest = rest.slice(0, side.index);
      nearness *= Number(side[1] ?? 0) > SAME_SPOT_METERS ? AWAY_FACTOR : SIDE_FACTOR;
      continue;
    }
    return { text: rest, nearness };
  }
}

function crossingParts(text: string): AddressPart[] {
  return text
    .split(/[/&、]/)
    .map((name) => ({ name, door: undefined, building: undefined }))
    .filter((part) => part.name !== '');
}

function numberedParts(text: string): AddressPart[] {
  const parts: { name: string; door?: NumberLabel; building?: NumberLabel }[] = [];
  let done = 0;
  let household = false;
  const take = (name: string) => {
    if (name === '') return;
    parts.push({ name });
    household = false;
  };
  for (const match of text.matchAll(NUMBER)) {
    const [whole, label = '', word = ''] = match;
    // A letter belongs to a number only as a building: a座.
    if (/^[a-z]$/.test(label) && !['座', '栋', '幢', '楼', '号楼'].includes(word)) continue;
    take(withoutLooseNumbers(text.slice(done, match.index), parts.length > 0));
    done = match.index + whole.length;
    const part = parts.at(-1);
    if (part === undefined) continue;
    const counted = COUNTED[word];
    if (counted === 'lane') part.name += `${label}弄`;
    else if (household) continue;
    else if (counted === 'door') {
      if (part.door === undefined && !part.name.endsWith('弄')) part.door = numberLabel(label);
      else part.building ??= numberLabel(label);
    } else if (counted === 'building') part.building ??= numberLabel(label);
    else if (word === '楼' && part.building === undefined && part.door === undefined) part.building = numberLabel(label);
    else household = true;
  }
  const rest = text.slice(done);
  const closing = CLOSING_NUMBERS.exec(rest);
  if (closing === null) take(rest);
  else {
    take(rest.slice(0, closing.index));
    const part = parts.at(-1);
    // After a door or a building a loose number is a room.
    if (part !== undefined && part.door === undefined && part.building === undefined && closing[1] !== undefined)
      part.door = numberLabel(closing[1]);
  }
  return parts.map(({ name, door, building }) => ({ name, door, building }));
}

/** 3栋-2-301室: what is left between two counted numbers is a unit. */
function withoutLooseNumbers(text: string, afterNumber: boolean): string {
  return afterNumber ? text.replace(/^[-\d]+$/, '').replace(/^-/, '') : text;
}
