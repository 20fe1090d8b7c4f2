import type { LngLat } from '../geo/lng_lat';
import type { AddressHit, AddressLevel } from '../model/views/address_view';
import { parseAddress, type AddressBook, type NamedThing } from './address_book';
import { crossingOf } from './crossings';
import { flatMeters } from './number_line';
import { latinShortNames } from './parse_latin';
import { nameDistance } from './name_distance';
import { administrationOf, withoutAdministration } from './parse_chinese';
import type { AddressPart, NumberLabel, ParsedAddress } from './parsed_address';

/**
 * Hits below this are "not on the map": listed for placing by hand. Calibrated on 20,000 misspelt addresses of demo cities with other seeds than the
 * test's (test/server/addresses_demo.test.ts says how).
 */
export const ACCEPTED_SCORE = 0.65;

/** Finds where address texts lie. About 20,000 exact and 5,000 misspelt texts a second. */
export interface Geocoder {
  /** The best hit of each text at or above {@link ACCEPTED_SCORE}, undefined where there is none. */
  geocode(texts: readonly string[]): (AddressHit | undefined)[];
  /** What a text may mean, best first, whatever the score. */
  find(text: string, limit: number): AddressHit[];
}

/** One reading of a text. */
interface Reading {
  readonly hit: AddressHit;
  /** Part of the address it comes from: later parts are finer. */
  readonly part: number;
}

/** Two hits nearer than this are the same answer; the accuracy asked of a hit. */
const SAME_SPOT_METERS = 50;
/** A street's door and the building behind it may be this far apart and still agree. Chosen: the depth of a large compound. */
const AGREEING_METERS = 500;
/** A rival that comes within this of the best leaves in doubt which is meant; equal scores halve it. Chosen by calibration. */
const CLEAR_MARGIN = 0.1;
const DOUBT_FACTOR = 0.5;

export function createGeocoder(book: AddressBook): Geocoder {
  const known = new Map<string, readonly AddressHit[]>();
  return {
    geocode(texts) {
      return texts.map((text) => {
        let hits = known.get(text);
        if (hits === undefined) {
          hits = hitsOf(book, text).slice(0, 1);
          if (known.size >= REMEMBERED_TEXTS) known.clear();
          known.set(text, hits);
        }
        const best = hits[0];
        return best !== undefined && best.score >= ACCEPTED_SCORE ? best : undefined;
      });
    },
    find: (text, limit) => hitsOf(book, text).slice(0, limit),
  };
}

/** Below this a reading is noise even for somebody who looks through them. Chosen: the middle of a street of 4 km is still offered. */
const LEAST_OFFERED_SCORE = 0.01;
/** Repeat addresses are the rule in a year of calls; a hit takes some 200 bytes. */
const REMEMBERED_TEXTS = 50_000;

function hitsOf(book: AddressBook, text: string): AddressHit[] {
  const parsed = parseAddress(text);
  const readings = readingsOf(book, parsed).filter(({ hit }) => hit.score > LEAST_OFFERED_SCORE);
  readings.sort((a, b) => b.hit.score - a.hit.score || b.part - a.part);
  const best = bestReading(readings);
  if (best === undefined) return [];
  const trust = parsed.nearness * (isElsewhere(book, parsed) ? ELSEWHERE_FACTOR : 1);
  const score = best.hit.score * doubt(best, readings) * trust;
  const others = readings.filter((reading) => flatMeters(reading.hit.location, best.hit.location) > SAME_SPOT_METERS);
  const distinct: AddressHit[] = [];
  for (const { hit } of others)
    if (distinct.every((taken) => flatMeters(taken.location, hit.location) > SAME_SPOT_METERS))
      distinct.push({ ...hit, score: Math.min(score, hit.score * DOUBT_FACTOR * trust) });
  return [{ ...best.hit, score }, ...distinct];
}

/** An address of another city may still be a slip of the pen: it is offered, not mapped. */
const ELSEWHERE_FACTOR = 0.5;
/** A character too many or too few in the name of a city; with another character in it, it is another city (杭州市, 澜州市). */
const SAME_CITY_DISTANCE = 0.9;

/** Whether the text begins with a city that no standard address begins with; where those name none, nobody can tell. */
function isElsewhere(book: AddressBook, parsed: ParsedAddress): boolean {
  const { city } = administrationOf(parsed.parts[0]?.name ?? '');
  if (city === undefined || book.cities.size === 0 || book.cities.has(city)) return false;
  return ![...book.cities].some((known) => nameDistance(city, known, SAME_CITY_DISTANCE) <= SAME_CITY_DISTANCE);
}

/** The highest score; a finer part that agrees with it and is nearly as sure is taken instead. */
function bestReading(sorted: readonly Reading[]): Reading | undefined {
  const [top] = sorted;
  if (top === undefined) return undefined;
  return (
    sorted.find(
      (reading) =>
        reading.part > top.part &&
        reading.hit.score >= ACCEPTED_SCORE &&
        reading.hit.score > top.hit.score - 0.15 &&
        flatMeters(reading.hit.location, top.hit.location) <= AGREEING_METERS,
    ) ?? top
  );
}

/** 1 when nothing else is nearly as likely, less the closer a rival comes. */
function doubt(best: Reading, readings: readonly Reading[]): number {
  let factor = 1;
  for (const { hit, part } of readings) {
    const apart = part === best.part ? SAME_SPOT_METERS : AGREEING_METERS;
    const margin = best.hit.score - hit.score;
    if (margin >= CLEAR_MARGIN || flatMeters(hit.location, best.hit.location) <= apart) continue;
    factor = Math.min(factor, DOUBT_FACTOR + ((1 - DOUBT_FACTOR) * Math.max(0, margin)) / CLEAR_MARGIN);
  }
  return factor;
}

function readingsOf(book: AddressBook, parsed: ParsedAddress): Reading[] {
  const pair = crossingOf(book, parsed);
  const readings: Reading[] = pair.map((hit) => ({ hit, part: 0 }));
  if (parsed.isCrossing && readings.length > 0) return readings;
  parsed.parts.forEach((part, index) => {
    for (const { thing, score } of thingsNamed(book, part.name, parsed.script)) {
      for (const hit of hitsOnThing(thing, part, score)) {
        // Asked for a crossing that is not known, one of its streets is no answer.
        if (!parsed.isCrossing || hit.level !== 'section') readings.push({ hit, part: index });
      }
    }
  });
  return readings;
}

// Names -------------------------------------------------------------------------------------------------------------------------------------

interface Named {
  readonly thing: NamedThing;
  readonly score: number;
}

const EXTRA_WORD_SCORE = 0.9;
/** What part of a text no name accounts for takes off at most. Chosen. */
const UNREAD_WEIGHT = 0.3;

/** Everything a name may stand for: the name itself, else names within it, else names like it. */
function thingsNamed(book: AddressBook, name: string, script: ParsedAddress['script']): Named[] {
  const whole = book.index.exact(name);
  if (whole.some((match) => match.score === 1)) return named(book, whole, 1);
  if (script === 'latin') {
    // E BROADWAY AVE: people give a type to streets that have none.
    const bare = latinShortNames(name).flatMap((short) => book.index.exact(short).filter((match) => match.score === 1));
    return [...named(book, bare, EXTRA_WORD_SCORE), ...named(book, book.index.similar(name), 1)];
  }
  const local = withoutAdministration(name);
  if (local !== name) {
    const found = book.index.exact(local);
    if (found.some((match) => match.score === 1)) return named(book, found, 1);
  }
  const best = new Map<number, number>();
  const offer = (id: number, score: number) => best.set(id, Math.max(score, best.get(id) ?? 0));
  for (const match of book.index.similar(local)) offer(match.id, match.score);
  if (local !== name) for (const match of book.index.similar(name)) offer(match.id, match.score);
  const mentions = book.index.mentions(local);
  const unread = unreadPieces(local, mentions);
  const read = local.length - unread.reduce((sum, piece) => sum + piece.length, 0);
  for (const mention of mentions) offer(mention.id, 1 - UNREAD_WEIGHT * (1 - read / local.length));
  if (mentions.length > 0) {
    for (const piece of unread) for (const match of book.index.similar(piece)) offer(match.id, match.score * 0.97);
  }
  return [...best].map(([id, score]) => ({ thing: book.things[id], score })).sort((a, b) => b.score - a.score);
}

function named(book: AddressBook, matches: readonly { readonly id: number; readonly score: number }[], factor: number): Named[] {
  return matches.map((match) => ({ thing: book.things[match.id], score: match.score * factor }));
}

function unreadPieces(text: string, mentions: readonly { readonly start: number; readonly end: number }[]): string[] {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end } of [...mentions, { start: text.length, end: text.length }]) {
    if (start - done >= 2) pieces.push(text.slice(done, start));
    done = end;
  }
  return pieces;
}

// Places on a named thing -------------------------------------------------------------------------------------------------------------------

/** How much of a score is left when what is meant lies anywhere within a radius. */
function within(radiusMeters: number): number {
  if (radiusMeters <= SAME_SPOT_METERS / 2) return 1;
  if (radiusMeters <= SAME_SPOT_METERS) return 1.1 - (0.2 * radiusMeters) / SAME_SPOT_METERS;
  return (0.9 * SAME_SPOT_METERS) / radiusMeters;
}

/** A compound whose buildings are not known reaches about this far from its gate. Chosen: half of 200 m. */
const UNKNOWN_REACH_METERS = 100;
const OTHER_WORD_SCORE = 0.95;
const MISSED_NUMBER_FACTOR = 0.7;

function hitsOnThing(thing: NamedThing, part: AddressPart, score: number): AddressHit[] {
  const hit = (level: AddressLevel, location: LngLat, factor: number, detail = ''): AddressHit => ({
    level,
    score: score * factor,
    location,
    matched: thing.name + detail,
  });
  const number = part.building ?? part.door;
  if (number !== undefined) {
    const found = numberedHit(thing, part, hit);
    if (found !== undefined) return [found];
  }
  const hits: AddressHit[] = [];
  const { spots } = thing;
  for (const spot of spots) {
    const rank = spot.trust - (spots[0]?.trust ?? 0);
    // Nobody says 12号 of a shop: only a compound has numbers to miss.
    const missed = number === undefined ? 1 : within(thing.reachMeters ?? UNKNOWN_REACH_METERS);
    hits.push(hit(spot.isCompound ? 'compound' : 'building', spot.location, (rank === 0 ? 1 : 0.85) * missed));
  }
  if (thing.street !== undefined && spots.length === 0) {
    // A short lane is near enough whatever the number, if it is that lane.
    const missed = number === undefined || score === 1 ? 1 : MISSED_NUMBER_FACTOR;
    hits.push(hit('section', thing.street.middle.location, missed * within(thing.street.middle.radiusMeters)));
  }
  if (thing.community !== undefined && spots.length === 0)
    hits.push(hit('community', thing.community.location, within(thing.community.radiusMeters)));
  return hits;
}

type MakeHit = (level: AddressLevel, location: LngLat, factor: number, detail?: string) => AddressHit;

function numberedHit(thing: NamedThing, part: AddressPart, hit: MakeHit): AddressHit | undefined {
  if (part.building !== undefined) {
    const detail = `${part.building.label}号楼`;
    const own = thing.buildings.exact(part.building.label);
    if (own !== undefined) return hit('building', own.location, within(own.radiusMeters), detail);
    const door = part.door === undefined ? thing.doors.exact(part.building.label) : undefined;
    if (door !== undefined) return hit('building', door.location, OTHER_WORD_SCORE * within(door.radiusMeters), detail);
    if (part.door === undefined) return undefined;
  }
  const number = part.door;
  if (number === undefined) return undefined;
  if (number.to > number.from) return blockHit(thing, number, hit);
  const detail = /^[a-z\d]/.test(thing.name.toLowerCase()) ? ` ${number.label}` : `${number.label}号`;
  const own = thing.doors.exact(number.label);
  if (own !== undefined) return hit('house_number', own.location, within(own.radiusMeters), detail);
  const building = thing.buildings.exact(number.label);
  if (building !== undefined) return hit('building', building.location, OTHER_WORD_SCORE * within(building.radiusMeters), detail);
  // Along a street numbers rise; within a compound they wander.
  if (thing.street === undefined && thing.spots.length > 0) return undefined;
  const between = thing.doors.between(number.from);
  return between === undefined ? undefined : hit('house_number', between.location, 0.98 * within(between.radiusMeters), detail);
}

function blockHit(thing: NamedThing, block: NumberLabel, hit: MakeHit): AddressHit | undefined {
  const inside = thing.doors.within(block.from, block.to);
  if (inside !== undefined) return hit('section', inside.location, Math.max(0.75, within(inside.radiusMeters)), ` ${block.label}`);
  const middle = thing.doors.between((block.from + block.to) / 2);
  return middle === undefined ? undefined : hit('section', middle.location, 0.95 * within(middle.radiusMeters), ` ${block.label}`);
}
