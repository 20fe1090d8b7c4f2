import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { lngLatOfStreetSpace } from './city_frame';
import { AVENUES, COLUMN_COUNT, CROSS_STREETS, RIVER_ROW, ROW_COUNT, quarterAt, type Quarter } from './city_plan';
import type { StreetPlan } from './city_streets';

export const BUREAU = { code: '349900000000', name: '澜州市公安局' } as const;
export const DISTRICT = { code: '349903000000', name: '东浦分局', bureauCode: BUREAU.code } as const;

export interface DemoStation {
  readonly code: string;
  readonly name: string;
  /** Cells are named by the short name and a number: 站前 01. */
  readonly shortName: string;
  readonly cells: number;
  /** Where the station house stands, street space. */
  readonly house: { readonly u: number; readonly v: number };
}

export const STATIONS: readonly DemoStation[] = [
  { code: '349903510000', name: '站前派出所', shortName: '站前', cells: 18, house: { u: -180, v: 2830 } },
  { code: '349903520000', name: '文昌派出所', shortName: '文昌', cells: 16, house: { u: -2610, v: 1560 } },
  { code: '349903530000', name: '东湖派出所', shortName: '东湖', cells: 13, house: { u: 1730, v: 1340 } },
  { code: '349903540000', name: '南岸派出所', shortName: '南岸', cells: 14, house: { u: -160, v: -1400 } },
];

export interface JurisdictionArea {
  readonly code: string;
  readonly name: string;
  readonly parentCode: string | undefined;
  /** Outer rings, each with its holes, closed, [lng, lat]. */
  readonly polygons: readonly (readonly (readonly LngLat[])[])[];
}

export interface DemoJurisdictions {
  readonly bureau: JurisdictionArea;
  readonly district: JurisdictionArea;
  readonly stations: readonly JurisdictionArea[];
  readonly cells: readonly JurisdictionArea[];
}

/** A piece of ground that is never parted: a superblock, half of one, or one bank of the river along a superblock. */
interface Face {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
  readonly station: number;
  readonly weight: number;
}

/** How much there is to look after, relative; only the sizes of police cells follow from it (chosen by eye). */
const WEIGHT: Readonly<Record<Quarter, number>> = {
  outside: 0,
  fields: 0.16,
  homes: 0.62,
  towers: 0.6,
  old_town: 1.0,
  village: 0.9,
  commerce: 1.3,
  station: 1.2,
  wholesale: 1.1,
  night_market: 1.4,
  bars: 1.2,
  small_goods: 1.1,
  government: 0.7,
  hospital: 0.75,
  college: 0.5,
  park: 0.3,
  industry: 0.36,
  logistics: 0.36,
  river: 0.06,
};

export function drawJurisdictions(plan: StreetPlan): DemoJurisdictions {
  const faces = facesOf(plan);
  const breaks = breakpoints(faces);
  const area = (code: string, name: string, parentCode: string | undefined, members: readonly Face[]): JurisdictionArea => ({
    code,
    name,
    parentCode,
    polygons: polygonsOf(members, breaks),
  });
  const cells = STATIONS.flatMap((station, index) => {
    const groups = grownTogether(
      faces.filter((face) => face.station === index),
      station.cells,
    );
    return groups.map((group, i) => {
      const number = `${i + 1}`.padStart(2, '0');
      return area(`${station.code.slice(0, 9)}${number.padStart(3, '0')}`, `${station.shortName} ${number}`, station.code, group);
    });
  });
  return {
    bureau: area(BUREAU.code, BUREAU.name, undefined, faces),
    district: area(DISTRICT.code, DISTRICT.name, BUREAU.code, faces),
    stations: STATIONS.map((station, index) =>
      area(
        station.code,
        station.name,
        DISTRICT.code,
        faces.filter((face) => face.station === index),
      ),
    ),
    cells,
  };
}

function stationAt(column: number, row: number): number {
  if (row < RIVER_ROW) return 3;
  if (column <= 3 || (column === 4 && row <= 6)) return 1;
  if (column >= 8 || (column === 7 && row <= 6)) return 2;
  return 0;
}

function facesOf(plan: StreetPlan): Face[] {
  const faces: Face[] = [];
  for (let row = 0; row < ROW_COUNT; row += 1) {
    for (let column = 0; column < COLUMN_COUNT; column += 1) {
      const quarter = quarterAt(column, row);
      if (quarter === 'outside') continue;
      const west = AVENUES[column].at;
      const east = AVENUES[column + 1].at;
      const south = CROSS_STREETS[row].at;
      const north = CROSS_STREETS[row + 1].at;
      const weight = WEIGHT[quarter];
      if (row === RIVER_ROW) {
        faces.push(
          { west, east, south, north: 0, weight, station: stationAt(column, row - 1) },
          { west, east, south: 0, north, weight, station: stationAt(column, row + 1) },
        );
      } else if (weight >= 0.9) {
        const middle = plan.collectorU[column];
        faces.push(
          { west, east: middle, south, north, weight: weight / 2, station: stationAt(column, row) },
          { west: middle, east, south, north, weight: weight / 2, station: stationAt(column, row) },
        );
      } else faces.push({ west, east, south, north, weight, station: stationAt(column, row) });
    }
  }
  return faces;
}

/** Joins the lightest group to the lightest neighbour it shares a long border with, until `count` are left; numbered from north-west on. */
function grownTogether(faces: readonly Face[], count: number): Face[][] {
  const groups = faces.map((face) => [face]);
  const weightOf = (group: readonly Face[]) => group.reduce((sum, face) => sum + face.weight, 0);
  while (groups.length > count) {
    groups.sort((a, b) => weightOf(a) - weightOf(b) || a[0].west - b[0].west || a[0].south - b[0].south);
    const lightest = groups.shift();
    if (lightest === undefined) break;
    let best: Face[] | undefined;
    let bestScore = -Infinity;
    for (const other of groups) {
      const border = sharedBorder(lightest, other);
      if (border <= 0) continue;
      const score = border / 600 - 1.4 * weightOf(other);
      if (score > bestScore) {
        bestScore = score;
        best = other;
      }
    }
    if (best === undefined) throw new Error('a police cell has no neighbour in its station');
    best.push(...lightest);
  }
  const north = (group: readonly Face[]) => Math.round(Math.max(...group.map((face) => face.north)) / 1300);
  const west = (group: readonly Face[]) => Math.min(...group.map((face) => face.west));
  return groups.toSorted((a, b) => north(b) - north(a) || west(a) - west(b));
}

function sharedBorder(a: readonly Face[], b: readonly Face[]): number {
  let total = 0;
  for (const p of a) {
    for (const q of b) {
      if (p.east === q.west || p.west === q.east) total += Math.max(0, Math.min(p.north, q.north) - Math.max(p.south, q.south));
      if (p.north === q.south || p.south === q.north) total += Math.max(0, Math.min(p.east, q.east) - Math.max(p.west, q.west));
    }
  }
  return total;
}

/** On each east-west line, every u at which some face has a corner: borders are cut there so that neighbours share all their corners. */
function breakpoints(faces: readonly Face[]): Map<number, number[]> {
  const sets = new Map<number, Set<number>>();
  for (const face of faces) {
    for (const v of [face.south, face.north]) {
      const set = sets.get(v) ?? new Set<number>();
      set.add(face.west).add(face.east);
      sets.set(v, set);
    }
  }
  return new Map([...sets].map(([v, set]) => [v, [...set].toSorted((a, b) => a - b)]));
}

interface Border {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** The outline of some faces: borders that two of them share fall away, the rest is chained to rings. */
function polygonsOf(faces: readonly Face[], breaks: ReadonlyMap<number, readonly number[]>): LngLat[][][] {
  const borders = new Map<string, Border>();
  const add = (from: readonly [number, number], to: readonly [number, number]) => {
    if (!borders.delete(`${to.join()}>${from.join()}`)) borders.set(`${from.join()}>${to.join()}`, { from, to });
  };
  for (const face of faces) {
    const south = (breaks.get(face.south) ?? []).filter((u) => u >= face.west && u <= face.east);
    const north = (breaks.get(face.north) ?? []).filter((u) => u >= face.west && u <= face.east);
    for (let i = 1; i < south.length; i += 1) add([south[i - 1], face.south], [south[i], face.south]);
    add([face.east, face.south], [face.east, face.north]);
    for (let i = north.length - 1; i > 0; i -= 1) add([north[i], face.north], [north[i - 1], face.north]);
    add([face.west, face.north], [face.west, face.south]);
  }
  const rings = chained([...borders.values()]);
  const outer = rings.filter((ring) => signedArea(ring) > 0);
  const holes = rings.filter((ring) => signedArea(ring) < 0);
  return outer.map((ring) => [ring, ...holes.filter((hole) => outer.length === 1 || encloses(ring, hole[0]))].map(bent));
}

function chained(borders: readonly Border[]): (readonly [number, number])[][] {
  const leaving = new Map<string, Border[]>();
  for (const border of borders) leaving.set(border.from.join(), [...(leaving.get(border.from.join()) ?? []), border]);
  const rings: (readonly [number, number])[][] = [];
  for (const start of borders) {
    if (!leaving.get(start.from.join())?.includes(start)) continue;
    const ring = [start.from];
    let at = start;
    for (;;) {
      const rest = leaving.get(at.from.join()) ?? [];
      rest.splice(rest.indexOf(at), 1);
      ring.push(at.to);
      if (at.to.join() === start.from.join()) break;
      const next = (leaving.get(at.to.join()) ?? []).toSorted((a, b) => leftTurn(at, b) - leftTurn(at, a))[0];
      if (next === undefined) throw new Error('the outline of a jurisdiction does not close');
      at = next;
    }
    rings.push(ring);
  }
  return rings;
}

/** Positive to the left: where two areas touch in a corner, turning left keeps to the same one. */
function leftTurn(a: Border, b: Border): number {
  return (a.to[0] - a.from[0]) * (b.to[1] - b.from[1]) - (a.to[1] - a.from[1]) * (b.to[0] - b.from[0]);
}

function signedArea(ring: readonly (readonly [number, number])[]): number {
  let twice = 0;
  for (let i = 1; i < ring.length; i += 1) twice += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
  return twice / 2;
}

function encloses(ring: readonly (readonly [number, number])[], point: readonly [number, number]): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i += 1) {
    const [a, b] = [ring[i - 1], ring[i]];
    if (a[1] > point[1] !== b[1] > point[1] && point[0] < ((b[0] - a[0]) * (point[1] - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}

/** Corners → a bent ring: each border gets points every 60 m, computed from its western or southern end so that both neighbours get the same. */
function bent(ring: readonly (readonly [number, number])[]): LngLat[] {
  const points: LngLat[] = [];
  for (let i = 1; i < ring.length; i += 1) {
    const forward = ring[i - 1][0] < ring[i][0] || ring[i - 1][1] < ring[i][1];
    const [a, b] = forward ? [ring[i - 1], ring[i]] : [ring[i], ring[i - 1]];
    const pieces = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / 60));
    const along = Array.from({ length: pieces + 1 }, (_, k) =>
      rounded(lngLatOfStreetSpace(a[0] + ((b[0] - a[0]) * k) / pieces, a[1] + ((b[1] - a[1]) * k) / pieces)),
    );
    if (!forward) along.reverse();
    points.push(...along.slice(0, -1));
  }
  points.push(points[0]);
  return points;
}

/** Seven decimals, about a centimetre, as such files have. */
export function rounded([lng, lat]: LngLat): LngLat {
  return [Math.round(lng * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7];
}
