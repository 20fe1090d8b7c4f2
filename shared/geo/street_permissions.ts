import type { OsmTags } from '../formats/osm_data';

/** Who may use a street way and how fast, as read from its tags. */
export interface StreetPermissions {
  readonly vehicleAllowed: boolean;
  readonly footAllowed: boolean;
  /** 1: with the way's direction only, -1: against it only, 0: both. */
  readonly oneway: -1 | 0 | 1;
  readonly speedMetersPerSecond: number;
}

/**
 * Speeds by class in km/h for streets without a posted limit, and which classes are streets at all. Source: the car profile of OSRM
 * (profiles/car.lua), which are driven speeds in towns, not limits. Undefined speed: not for cars.
 */
const DRIVEN_KILOMETERS_PER_HOUR: Readonly<Record<string, number>> = {
  motorway: 90,
  motorway_link: 45,
  trunk: 85,
  trunk_link: 40,
  primary: 65,
  primary_link: 30,
  secondary: 55,
  secondary_link: 25,
  tertiary: 40,
  tertiary_link: 20,
  unclassified: 25,
  residential: 25,
  road: 25,
  living_street: 10,
  service: 15,
};
/** Chosen, because OSRM leaves tracks out and a patrol car uses them at walking-plus pace. */
const TRACK_KILOMETERS_PER_HOUR = 10;
const WALKING_CLASSES: ReadonlySet<string> = new Set([
  'footway',
  'pedestrian',
  'path',
  'steps',
  'cycleway',
  'bridleway',
  'corridor',
  'track',
]);
/** Cars on foot streets that are open to them: walking-plus pace, as on tracks. */
const SHARED_FOOT_KILOMETERS_PER_HOUR = 10;
/** OSRM drives 0.8 of the posted limit on average (car.lua `speed_reduction`). */
const DRIVEN_FRACTION_OF_LIMIT = 0.8;
const KILOMETERS_PER_MILE = 1.609_344;
const NO_FOOT_CLASSES: ReadonlySet<string> = new Set(['motorway', 'motorway_link']);

/** Streets whose length is a city's drivable length: carriageways open to cars, without service ways and tracks. */
export function isPublicCarriageway(highwayClass: string): boolean {
  return highwayClass !== 'service' && DRIVEN_KILOMETERS_PER_HOUR[highwayClass] !== undefined;
}

/** Whether a `highway` value is a street or path that exists (not planned, under construction, a platform or a kerb). */
export function isStreetClass(highwayClass: string): boolean {
  return DRIVEN_KILOMETERS_PER_HOUR[highwayClass] !== undefined || WALKING_CLASSES.has(highwayClass);
}

/**
 * Permissions of a street way for a patrol. Private and customers-only ways stay open: a patrol may enter them, only `no` closes a way
 * (chosen, because walled compounds are part of the beat). More specific keys win over `access`, as the OpenStreetMap wiki orders them.
 */
export function streetPermissionsOf(tags: OsmTags): StreetPermissions {
  const highwayClass = tags['highway'] ?? '';
  const carriageway = DRIVEN_KILOMETERS_PER_HOUR[highwayClass] !== undefined || highwayClass === 'track';
  const vehicleTag = firstOf(tags, ['emergency', 'motorcar', 'motor_vehicle', 'vehicle']);
  const reversible = tags['oneway'] === 'reversible' || tags['oneway'] === 'alternating';
  const vehicleAllowed = carriageway
    ? !reversible && isOpen(vehicleTag ?? tags['access'], true)
    : highwayClass !== 'steps' && highwayClass !== 'corridor' && isOpen(vehicleTag, false);
  const footAllowed =
    isOpen(tags['foot'] ?? (carriageway ? tags['access'] : undefined), !NO_FOOT_CLASSES.has(highwayClass)) &&
    isOpen(tags['foot'] ?? tags['access'], true);
  return { vehicleAllowed, footAllowed, oneway: onewayOf(tags, highwayClass), speedMetersPerSecond: speedOf(tags, highwayClass) };
}

function firstOf(tags: OsmTags, keys: readonly string[]): string | undefined {
  for (const key of keys) if (tags[key] !== undefined) return tags[key];
  return undefined;
}

const CLOSED_VALUES: ReadonlySet<string> = new Set(['no', 'use_sidepath', 'agricultural', 'forestry']);

/** A value of an access key; `otherwise` where the key is absent. */
function isOpen(value: string | undefined, otherwise: boolean): boolean {
  return value === undefined ? otherwise : !CLOSED_VALUES.has(value);
}

function onewayOf(tags: OsmTags, highwayClass: string): -1 | 0 | 1 {
  switch (tags['oneway']) {
    case 'yes':
    case 'true':
    case '1':
      return 1;
    case '-1':
    case 'reverse':
      return -1;
    case 'no':
    case 'false':
    case '0':
      return 0;
    default:
      return tags['junction'] === 'roundabout' || tags['junction'] === 'circular' || highwayClass.startsWith('motorway') ? 1 : 0;
  }
}

function speedOf(tags: OsmTags, highwayClass: string): number {
  const usual =
    DRIVEN_KILOMETERS_PER_HOUR[highwayClass] ?? (highwayClass === 'track' ? TRACK_KILOMETERS_PER_HOUR : SHARED_FOOT_KILOMETERS_PER_HOUR);
  const limit = speedLimitOf(tags['maxspeed']);
  return (limit === undefined ? usual : limit * DRIVEN_FRACTION_OF_LIMIT) / 3.6;
}

/** A posted limit in km/h, undefined when the tag is absent, symbolic (`CN:urban`) or not a speed. */
function speedLimitOf(maxspeed: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(km\/h|kmh|kph|mph)?$/.exec(maxspeed?.split(/[;|]/)[0]?.trim() ?? '');
  if (match === null) return undefined;
  const limit = Number(match[1]) * (match[2] === 'mph' ? KILOMETERS_PER_MILE : 1);
  return limit >= 3 && limit <= 200 ? limit : undefined;
}
