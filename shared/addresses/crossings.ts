import type { LngLat } from '../geo/lng_lat';
import type { AddressHit } from '../model/views/address_view';
import type { AddressBook, NamedThing, StreetCourse } from './address_book';
import { flatMeters, spreadOf } from './number_line';
import { withoutAdministration } from './parse_chinese';
import type { ParsedAddress } from './parsed_address';

/** Nodes of one crossing of two divided carriageways lie this near each other. Chosen: twice the widest median. */
const ONE_CROSSING_METERS = 120;
/** Streets that meet in a roundabout or a ramp share no node but come this near. Chosen. */
const NEARLY_MEETING_METERS = 60;
const NEARLY_MEETING_SCORE = 0.85;
/** Most candidates of a misspelt name that are tried against each other. */
const TRIED = 4;
const TWO_STREETS = /^(.+?(?:大街|大道|路|街|道|巷|弄))(?:与|和|跟|及|同|交)?(.{2,})$/;
const JOINING = /^[与和跟及同交、]|[与和跟及同交、]$/g;

/** Where the two streets of a crossing meet: one hit for each place they do. Empty when the text names no two streets that meet. */
export function crossingOf(book: AddressBook, parsed: ParsedAddress): AddressHit[] {
  const hits: AddressHit[] = [];
  for (const [first, second] of namePairs(book, parsed)) {
    for (const a of streetsNamed(book, first)) {
      for (const b of streetsNamed(book, second)) {
        if (a.thing === b.thing) continue;
        for (const meeting of meetings(a.street, b.street)) {
          const score = Math.min(a.score, b.score) * (0.5 + 0.5 * Math.max(a.score, b.score)) * meeting.score;
          hits.push({ level: 'crossing', score, location: meeting.location, matched: `${a.thing.name} / ${b.thing.name}` });
        }
      }
    }
    if (hits.length > 0) break;
  }
  return hits.sort((a, b) => b.score - a.score);
}

/** Readings of the text as two names, most likely first. */
function namePairs(book: AddressBook, parsed: ParsedAddress): (readonly [string, string])[] {
  const { parts, script, isCrossing } = parsed;
  if (parts.some((part) => part.door !== undefined || part.building !== undefined)) return [];
  const [first, second] = parts;
  if (first === undefined) return [];
  if (isCrossing && second !== undefined) return [[withoutAdministration(first.name), withoutAdministration(second.name)]];
  if (script === 'latin' || parts.length !== 1) return [];
  // A place may be called like a crossing: only a text that says so is read as one.
  if (!isCrossing && book.index.exact(first.name).some((match) => match.score === 1)) return [];
  const name = withoutAdministration(first.name);
  const pairs: (readonly [string, string])[] = [];
  const mentions = book.index.mentions(name).filter((mention) => book.things[mention.id].street !== undefined);
  const [one, two] = mentions;
  if (one !== undefined && two !== undefined) pairs.push([name.slice(one.start, one.end), name.slice(two.start, two.end)]);
  if (!isCrossing) return pairs;
  if (one !== undefined) {
    const before = name.slice(0, one.start).replace(JOINING, '');
    const after = name.slice(one.end).replace(JOINING, '');
    const other = before.length > after.length ? before : after;
    if (other.length >= 2) pairs.push([name.slice(one.start, one.end), other]);
  }
  const split = TWO_STREETS.exec(name);
  if (split?.[1] !== undefined && split[2] !== undefined) pairs.push([split[1], split[2].replace(JOINING, '')]);
  return pairs;
}

function streetsNamed(book: AddressBook, name: string): { thing: NamedThing; street: StreetCourse; score: number }[] {
  return book.index
    .similar(name)
    .flatMap(({ id, score }) => {
      const thing = book.things[id];
      return thing.street === undefined ? [] : [{ thing, street: thing.street, score }];
    })
    .slice(0, TRIED);
}

function meetings(a: StreetCourse, b: StreetCourse): { location: LngLat; score: number }[] {
  const [fewer, more] = a.nodes.size <= b.nodes.size ? [a.nodes, b.nodes] : [b.nodes, a.nodes];
  const shared: LngLat[] = [];
  for (const [node, location] of fewer) if (more.has(node)) shared.push(location);
  if (shared.length > 0) return clusters(shared).map((location) => ({ location, score: 1 }));
  let nearest: { location: LngLat; meters: number } | undefined;
  for (const from of fewer.values()) {
    for (const to of more.values()) {
      const meters = flatMeters(from, to);
      if (meters <= NEARLY_MEETING_METERS && (nearest === undefined || meters < nearest.meters))
        nearest = { location: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], meters };
    }
  }
  return nearest === undefined ? [] : [{ location: nearest.location, score: NEARLY_MEETING_SCORE }];
}

/** Middles of groups of near positions. */
function clusters(locations: readonly LngLat[]): LngLat[] {
  const groups: LngLat[][] = [];
  for (const location of locations) {
    const group = groups.find((members) => members.some((member) => flatMeters(member, location) <= ONE_CROSSING_METERS));
    if (group === undefined) groups.push([location]);
    else group.push(location);
  }
  return groups.map((group) => spreadOf(group)?.location ?? group[0]);
}
