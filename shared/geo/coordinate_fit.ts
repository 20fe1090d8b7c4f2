import { fromBd09, fromGcj02, fromWgs84, type ToLngLat } from './coordinate_system';
import type { LngLat, LngLatBounds } from './lng_lat';
import { createNearestLine, type NearestLine } from './nearest_line';

/** The systems that degrees in China come in; EPSG:4326 stands for CGCS2000 too. */
export const CHINA_SYSTEMS: readonly { readonly crs: string; readonly toLngLat: ToLngLat }[] = [
  { crs: 'EPSG:4326', toLngLat: fromWgs84 },
  { crs: 'GCJ-02', toLngLat: fromGcj02 },
  { crs: 'BD-09', toLngLat: fromBd09 },
];

/** How well positions fit streets under one system. */
export interface SystemFit {
  readonly crs: string;
  /** Fraction of the positions within {@link NEAR_METERS} of a street. */
  readonly nearStreetFraction: number;
  /** Median distance to the nearest street, metres, at most {@link LIMIT_METERS}. */
  readonly medianMeters: number;
  /** Mean closeness to a street, 0 to 1: e^(−distance/{@link CLOSENESS_METERS}). */
  readonly closeness: number;
  /** Standard deviations by which the closeness exceeds that of the same positions displaced at random. */
  readonly deviations: number;
}

/** What the streets say about a file's coordinates. */
export interface CoordinateFit {
  /** Best first; empty when nothing could be compared. */
  readonly systems: readonly SystemFit[];
  /** Positions that lie among the streets under at least one system. */
  readonly compared: number;
  /**
   * `clear`: the first system is the one. `few`: too few positions to tell by. `unclear`: none stands out. `elsewhere`: there are no streets where the
   * positions are. `alike`: the systems do not differ there, which is outside China.
   */
  readonly verdict: 'clear' | 'few' | 'unclear' | 'elsewhere' | 'alike';
}

/** Chosen, because half a wide road and the error of an address point lie within it. */
export const NEAR_METERS = 25;
/** Chosen, because beyond it a distance says nothing any more. */
export const LIMIT_METERS = 300;
/** Chosen, because incidents are written down at the kerb or the door, 5 to 30 m from the middle of the road. */
export const CLOSENESS_METERS = 20;
/** Chosen, because fewer positions fit a grid of streets by chance. */
export const LEAST_POSITIONS = 20;
/** Chosen, because of 48 displacements none should come near it by chance; a file of 20 places in a city of blocks reaches 5. */
const CLEAR_DEVIATIONS = 4;
/** Chosen: by how much of the closeness the first has to lead the second and chance, so that a large file does not decide on a hair. */
const CLEAR_LEAD = 0.08;
const LEAD_DEVIATIONS = 3;

/**
 * Displacements that stand for "wrong system": as long as the shifts of GCJ-02 and BD-09 are, in lengths and directions that no grid of streets repeats.
 * The same positions, displaced, tell how close chance brings them, however they cluster.
 */
const CHANCE: readonly (readonly [east: number, north: number])[] = [137, 283, 461, 613].flatMap((meters, ring) =>
  Array.from({ length: 12 }, (_, i) => {
    const direction = ((17 + 30 * i + 7 * ring) * Math.PI) / 180;
    return [meters * Math.cos(direction), meters * Math.sin(direction)] as const;
  }),
);

/**
 * Tests degrees of unknown system against streets: the system under which the positions lie close to streets, as they do under no other and under no
 * random displacement. `positions` are x and y as the file has them; some hundred are enough. Cost: about 60 distances a position.
 */
export function fitCoordinateSystem(
  positions: readonly (readonly [number, number])[],
  streets: readonly (readonly LngLat[])[],
): CoordinateFit {
  const differs = positions.some(([x, y]) => String(fromGcj02(x, y)) !== String([x, y]));
  if (!differs) return { systems: [], compared: 0, verdict: 'alike' };
  const bounds = boundsOf(streets);
  const among = positions.flatMap(([x, y]) => {
    const readings = CHINA_SYSTEMS.map((system) => system.toLngLat(x, y));
    const known = readings.filter((reading) => reading !== undefined);
    return bounds !== undefined && known.length === readings.length && known.some((reading) => isWithin(reading, bounds)) ? [known] : [];
  });
  if (bounds === undefined || among.length === 0 || among.length < positions.length * LEAST_AMONG_FRACTION)
    return { systems: [], compared: among.length, verdict: 'elsewhere' };

  const nearest = createNearestLine(streets, [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2], LIMIT_METERS);
  const wgs84 = among.map((readings) => readings[0]);
  const chance = CHANCE.map(([east, north]) => mean(wgs84.map((position) => closenessOf(nearest.meters(position, east, north)))));
  const expected = mean(chance);
  const deviation = Math.max(LEAST_DEVIATION, Math.sqrt(mean(chance.map((value) => (value - expected) ** 2))));
  const systems = CHINA_SYSTEMS.map(({ crs }, i) =>
    systemFit(
      crs,
      among.map((readings) => readings[i]),
      nearest,
      expected,
      deviation,
    ),
  );
  const ranked = systems.toSorted((a, b) => b.closeness - a.closeness);
  const [first, second] = ranked;
  const lead = first.closeness - Math.max(second.closeness, expected);
  const isClear = first.deviations >= CLEAR_DEVIATIONS && lead >= Math.max(CLEAR_LEAD, LEAD_DEVIATIONS * deviation);
  const verdict = isClear && among.length >= LEAST_POSITIONS ? 'clear' : among.length < LEAST_POSITIONS ? 'few' : 'unclear';
  return { systems: ranked, compared: among.length, verdict };
}

/** Chosen: a file of which less lies among the streets is a file of another place. */
const LEAST_AMONG_FRACTION = 0.2;
/** Below this a spread is an artefact of few displacements. */
const LEAST_DEVIATION = 0.005;

function systemFit(crs: string, positions: readonly LngLat[], nearest: NearestLine, expected: number, deviation: number): SystemFit {
  const meters = positions.map((position) => nearest.meters(position)).sort((a, b) => a - b);
  const closeness = mean(meters.map(closenessOf));
  return {
    crs,
    nearStreetFraction: meters.filter((value) => value <= NEAR_METERS).length / meters.length,
    medianMeters: meters[Math.floor(meters.length / 2)],
    closeness,
    deviations: (closeness - expected) / deviation,
  };
}

function closenessOf(meters: number): number {
  return meters >= LIMIT_METERS ? 0 : Math.exp(-meters / CLOSENESS_METERS);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function boundsOf(lines: readonly (readonly LngLat[])[]): LngLatBounds | undefined {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (const [lng, lat] of line) {
      west = Math.min(west, lng);
      south = Math.min(south, lat);
      east = Math.max(east, lng);
      north = Math.max(north, lat);
    }
  }
  return west <= east ? [west, south, east, north] : undefined;
}

function isWithin([lng, lat]: LngLat, [west, south, east, north]: LngLatBounds): boolean {
  return lng >= west && lng <= east && lat >= south && lat <= north;
}
