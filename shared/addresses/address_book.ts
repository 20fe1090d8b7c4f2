import type { LngLat } from '../geo/lng_lat';
import { foldText, hasHan } from './fold_text';
import { buildNumberLine, flatMeters, spreadOf, type NumberedSpot, type NumberLine, type Spread } from './number_line';
import { buildNameIndex, type NameIndex } from './name_index';
import { administrationOf, parseChinese, withoutAdministration } from './parse_chinese';
import { foldLatinName, latinShortNames, parseLatin } from './parse_latin';
import type { AddressPart, ParsedAddress } from './parsed_address';

/** What is known of the ground, as the database and the imported map give it. */
export interface AddressSources {
  /** Standard addresses: of a house number, a building or a compound, household doors left out. */
  readonly standard: Iterable<{ readonly text: string; readonly location: LngLat }>;
  /** Named places, most trusted source first: of one name the first source counts. */
  readonly places: Iterable<NamedPlace>;
  /** Quarters and community grids: too wide to place an incident by, good enough to say where to look. */
  readonly communities: Iterable<{ readonly name: string; readonly location: LngLat; readonly radiusMeters: number }>;
  readonly streets: Iterable<NamedStretch>;
}

export interface NamedPlace {
  readonly name: string;
  readonly location: LngLat;
  readonly isCompound: boolean;
  /** 0 is trusted most. */
  readonly trust: number;
}

/** A stretch of a named street between two nodes. */
export interface NamedStretch {
  readonly name: string;
  readonly fromNode: number;
  readonly toNode: number;
  readonly coordinates: readonly LngLat[];
}

/** Everything one name stands for. */
export interface NamedThing {
  readonly id: number;
  /** As its source writes it. */
  readonly name: string;
  readonly street: StreetCourse | undefined;
  readonly spots: readonly { readonly location: LngLat; readonly isCompound: boolean; readonly trust: number }[];
  readonly community: Spread | undefined;
  readonly doors: NumberLine;
  readonly buildings: NumberLine;
  /** Distance from its spot to its farthest building, metres; undefined when no building is known. */
  readonly reachMeters: number | undefined;
}

/** Where a street runs. */
export interface StreetCourse {
  readonly middle: Spread;
  /** Nodes of the street network on it, with their positions. */
  readonly nodes: ReadonlyMap<number, LngLat>;
}

/** The names of the ground, ready to be looked up. */
export interface AddressBook {
  readonly things: readonly NamedThing[];
  readonly index: NameIndex;
  /** Cities and districts that standard addresses begin with: an address that begins with another city lies elsewhere. */
  readonly cities: ReadonlySet<string>;
  readonly districts: ReadonlySet<string>;
}

const STREET_NAME = /(?:路|街|大道|道|巷|胡同|弄|条)$/;
/** A street and what stands on it written as one: 中山路和顺小区. */
const STREET_AND_REST = /^(.{1,8}?(?:大街|大道|路|街|道|巷|胡同))(.{2,})$/;
/** Endings people leave off, and what the rest is then worth: 和顺 for 和顺小区. */
const LEFT_OFF =
  /(?:小区|新村|花园|家园|公寓|嘉园|宿舍区|大厦|广场|大院|办公区|购物中心|商厦|商场|市场|批发市场|农贸市场|大街|大道|路|街|医院|小学|中学|学校|幼儿园|派出所|宾馆|旅馆|招待所)$/;
const LEFT_OFF_SCORE = 0.88;
const UNADMINISTERED_SCORE = 0.97;
const LATIN_SHORT_SCORE = 0.85;

interface Draft {
  readonly name: string;
  readonly key: string;
  readonly spots: { location: LngLat; isCompound: boolean; trust: number }[];
  readonly stretches: NamedStretch[];
  readonly doors: (NumberedSpot & { direct: boolean })[];
  readonly buildings: (NumberedSpot & { direct: boolean })[];
  community: Spread | undefined;
}

/** One key for the spellings of a name. */
export function nameKey(name: string): string {
  const folded = foldText(name);
  return hasHan(folded) ? folded.replace(/[()（）[\]·,.、"'“”]/g, '') : foldLatinName(folded);
}

/** The text taken apart by the grammar of its script. */
export function parseAddress(text: string): ParsedAddress {
  const folded = foldText(text);
  return hasHan(folded) ? parseChinese(folded) : parseLatin(folded);
}

/** Gathers all sources by name and indexes them: linear, about 200,000 standard addresses a second. */
export function buildAddressBook(sources: AddressSources): AddressBook {
  const drafts = new Map<string, Draft>();
  const draftOf = (name: string, key = nameKey(name)): Draft => {
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = { name, key, spots: [], stretches: [], doors: [], buildings: [], community: undefined };
      drafts.set(key, draft);
    }
    return draft;
  };
  for (const stretch of sources.streets) if (stretch.name !== '') draftOf(stretch.name).stretches.push(stretch);
  for (const { name, location, isCompound, trust } of sources.places) draftOf(name).spots.push({ location, isCompound, trust });
  for (const { name, location, radiusMeters } of sources.communities) draftOf(name).community ??= { location, radiusMeters };
  const cities = new Set<string>();
  const districts = new Set<string>();
  for (const { text, location } of sources.standard) {
    const parsed = parseAddress(text);
    const { city, district } = administrationOf(parsed.parts[0]?.name ?? '');
    if (city !== undefined) cities.add(city);
    if (district !== undefined) districts.add(district);
    addStandard(parsed, location, drafts, draftOf);
  }

  const things = [...drafts.values()].map(thingOf);
  const keys = [...drafts.keys()];
  return { things, cities, districts, index: buildNameIndex(keys.map((key) => ({ key, short: shortNames(key) }))) };
}

function addStandard(
  parsed: ParsedAddress,
  location: LngLat,
  drafts: ReadonlyMap<string, Draft>,
  draftOf: (name: string, key?: string) => Draft,
): void {
  const numbered = parsed.parts.flatMap((part) => ownParts(part, parsed, drafts));
  numbered.forEach((part, i) => {
    const isLast = i === numbered.length - 1;
    const draft = draftOf(part.name, part.name);
    const isStreet = parsed.script === 'latin' || STREET_NAME.test(part.name);
    if (part.door !== undefined) draft.doors.push({ number: part.door, location, direct: isLast && part.building === undefined });
    if (part.building !== undefined) draft.buildings.push({ number: part.building, location, direct: isLast });
    if (part.door === undefined && part.building === undefined && isLast && !isStreet)
      draft.spots.push({ location, isCompound: true, trust: 0 });
  });
}

/** The parts of a standard address under the names they are known by, administration left off and streets cut from what stands on them. */
function ownParts(part: AddressPart, parsed: ParsedAddress, drafts: ReadonlyMap<string, Draft>): AddressPart[] {
  if (parsed.script === 'latin' || drafts.has(part.name)) return [part];
  const name = withoutAdministration(part.name);
  if (drafts.has(name)) return [{ ...part, name }];
  const [, street, rest] = STREET_AND_REST.exec(name) ?? [];
  if (street === undefined || rest === undefined || !drafts.has(street)) return [{ ...part, name }];
  return [
    { name: street, door: undefined, building: undefined },
    { ...part, name: rest },
  ];
}

function shortNames(key: string): { key: string; score: number }[] {
  if (!hasHan(key)) return latinShortNames(key).map((short) => ({ key: short, score: LATIN_SHORT_SCORE }));
  const short = new Map<string, number>();
  const offer = (form: string, score: number) => {
    if (form !== key && form.length >= 2 && (short.get(form) ?? 0) < score) short.set(form, score);
  };
  const local = withoutAdministration(key);
  offer(local, UNADMINISTERED_SCORE);
  offer(key.replace(LEFT_OFF, ''), LEFT_OFF_SCORE);
  offer(local.replace(LEFT_OFF, ''), LEFT_OFF_SCORE * UNADMINISTERED_SCORE);
  return [...short].map(([form, score]) => ({ key: form, score }));
}

function thingOf(draft: Draft, id: number): NamedThing {
  const doors = trusted(draft.doors);
  const buildings = trusted(draft.buildings);
  const spots = draft.spots.toSorted((a, b) => a.trust - b.trust);
  const built = [...buildings, ...doors].map((spot) => spot.location);
  const street = courseOf(draft.stretches);
  const centre = spots[0]?.location ?? spreadOf(built)?.location;
  const isStreet = street !== undefined || STREET_NAME.test(draft.key) || !hasHan(draft.key);
  // A compound nobody registered stands where its buildings do.
  if (spots.length === 0 && !isStreet && centre !== undefined) spots.push({ location: centre, isCompound: true, trust: 3 });
  return {
    id,
    name: draft.name,
    street,
    spots,
    community: draft.community,
    doors: buildNumberLine(doors),
    buildings: buildNumberLine(buildings),
    reachMeters:
      centre === undefined || built.length === 0 ? undefined : Math.max(...built.map((location) => flatMeters(location, centre))),
  };
}

/** Of one number those given as an address of their own, else those that stand on it. */
function trusted(spots: readonly (NumberedSpot & { readonly direct: boolean })[]): NumberedSpot[] {
  const direct = new Set(spots.filter((spot) => spot.direct).map((spot) => spot.number.label));
  return spots.filter((spot) => spot.direct || !direct.has(spot.number.label));
}

function courseOf(stretches: readonly NamedStretch[]): StreetCourse | undefined {
  if (stretches.length === 0) return undefined;
  const nodes = new Map<number, LngLat>();
  const corners: LngLat[] = [];
  for (const { fromNode, toNode, coordinates } of stretches) {
    const last = coordinates.at(-1);
    if (coordinates[0] === undefined || last === undefined) continue;
    nodes.set(fromNode, coordinates[0]);
    nodes.set(toNode, last);
    corners.push(...coordinates);
  }
  const spread = spreadOf(corners);
  if (spread === undefined) return undefined;
  // The middle of a bent street lies off it: take the corner nearest to it.
  const location = corners.reduce((best, corner) =>
    flatMeters(corner, spread.location) < flatMeters(best, spread.location) ? corner : best,
  );
  return { nodes, middle: { location, radiusMeters: Math.max(...corners.map((corner) => flatMeters(corner, location))) } };
}
