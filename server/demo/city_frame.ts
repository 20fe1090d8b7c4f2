import type { LngLat, ProjectedMeters } from '@beatline/shared/geo/lng_lat';
import { createProjection } from '@beatline/shared/geo/projection';

export const DEMO_CRS = 'EPSG:32650';
export const DEMO_PROJ4 = '+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs';
export const DEMO_TIME_ZONE = 'Asia/Shanghai';
export const demoProjection = createProjection(DEMO_PROJ4);

/** Where street space has its origin: mid-river, on the north plain of the Huai; no city lies there. Projected metres. */
const ORIGIN: ProjectedMeters = { x: 441_260, y: 3_640_580 };

/** Chosen, because a grid a few degrees off north looks grown rather than drawn. */
const ROTATION_RADIANS = (5.5 * Math.PI) / 180;
const COS = Math.cos(ROTATION_RADIANS);
const SIN = Math.sin(ROTATION_RADIANS);

/** How far the river swings north of its mean line, metres. */
function riverSwingMeters(u: number): number {
  return 430 * Math.sin(u / 1780 + 0.55) + 130 * Math.sin(u / 730 + 2.1);
}

/**
 * Street space → ground. In street space every street is a straight line along u (east) or v (north) and the river is the band around
 * v = 0; this map bends it: the rows near the river follow its swings, the rest sways a little, the old town more.
 */
export function groundOf(u: number, v: number): ProjectedMeters {
  const near = Math.exp(-((v / 1900) ** 2));
  const oldTown = Math.exp(-(((u + 250) / 1300) ** 2) - ((v - 1550) / 900) ** 2);
  const east = u + 46 * Math.sin(v / 1270 + 0.9) + 21 * Math.sin(v / 520 + u / 2600) + oldTown * 24 * Math.sin(v / 165 + u / 900);
  const north =
    v +
    near * riverSwingMeters(u) +
    38 * Math.sin(u / 1420 + 2.3) +
    17 * Math.sin(u / 470 + v / 2300) +
    oldTown * 24 * Math.sin(u / 175 + v / 1100);
  return { x: ORIGIN.x + east * COS - north * SIN, y: ORIGIN.y + east * SIN + north * COS };
}

export function lngLatOfStreetSpace(u: number, v: number): LngLat {
  return demoProjection.toLngLat(groundOf(u, v));
}

const TABLE_STEP_METERS = 250;
const TABLE_SIDE = 61;
const TABLE_WEST = ORIGIN.x - 7500;
const TABLE_SOUTH = ORIGIN.y - 6500;
const lngTable = new Float64Array(TABLE_SIDE * TABLE_SIDE);
const latTable = new Float64Array(TABLE_SIDE * TABLE_SIDE);
let tableReady = false;

/**
 * Projected metres → degrees into `out` as [lng, lat], by interpolation in a table of exact positions every 250 m: within 2 mm of the
 * exact inverse over the demo district, and fast enough for a million fixes. Positions beyond the table go the exact way.
 */
export function writeLngLat(x: number, y: number, out: Float64Array): void {
  if (!tableReady) fillTable();
  const column = (x - TABLE_WEST) / TABLE_STEP_METERS;
  const row = (y - TABLE_SOUTH) / TABLE_STEP_METERS;
  const i = Math.floor(column);
  const j = Math.floor(row);
  if (i < 0 || j < 0 || i >= TABLE_SIDE - 1 || j >= TABLE_SIDE - 1) {
    const exact = demoProjection.toLngLat({ x, y });
    out[0] = exact[0];
    out[1] = exact[1];
    return;
  }
  const a = column - i;
  const b = row - j;
  const at = j * TABLE_SIDE + i;
  out[0] = interpolate(lngTable, at, a, b);
  out[1] = interpolate(latTable, at, a, b);
}

function interpolate(table: Float64Array, at: number, a: number, b: number): number {
  const south = (table[at] ?? 0) * (1 - a) + (table[at + 1] ?? 0) * a;
  const north = (table[at + TABLE_SIDE] ?? 0) * (1 - a) + (table[at + TABLE_SIDE + 1] ?? 0) * a;
  return south * (1 - b) + north * b;
}

function fillTable(): void {
  for (let j = 0; j < TABLE_SIDE; j += 1) {
    for (let i = 0; i < TABLE_SIDE; i += 1) {
      const [lng, lat] = demoProjection.toLngLat({ x: TABLE_WEST + i * TABLE_STEP_METERS, y: TABLE_SOUTH + j * TABLE_STEP_METERS });
      lngTable[j * TABLE_SIDE + i] = lng;
      latTable[j * TABLE_SIDE + i] = lat;
    }
  }
  tableReady = true;
}
