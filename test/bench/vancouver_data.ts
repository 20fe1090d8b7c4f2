// Vancouver's public incidents by category group, on squares of 100 m whose centre lies in a neighbourhood.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { createProjection } from '@beatline/shared/geo/projection';
import { isInsideRing } from '@beatline/shared/geo/ring';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { DEFAULT_CATEGORY_RULES, type CategoryGroup } from '@beatline/shared/model/category';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { RasterIncidents } from '@beatline/shared/evaluation/score_models';
import type { Raster } from '@beatline/shared/risk/raster';

export const CELL_METERS = 100;
const YEARS = [2020, 2021, 2022, 2023, 2024];
const folder = join(process.env['BEATLINE_REAL_DATA'] ?? join(process.cwd(), '..', 'shared', 'data'), 'vancouver');
export const vancouverClock = createSlotClock('America/Vancouver');

export interface VancouverGround {
  readonly raster: Raster;
  readonly cells: number;
  /** Metres of the lattice's first column and row. */
  readonly west: number;
  readonly south: number;
}

export function vancouverGround(): VancouverGround {
  const projection = createProjection('+proj=utm +zone=10 +datum=NAD83 +units=m +no_defs');
  const collection = JSON.parse(readFileSync(join(folder, 'neighbourhoods.geojson'), 'utf8')) as {
    readonly features: readonly { readonly geometry: { readonly coordinates: readonly (readonly LngLat[])[] } }[];
  };
  const outlines = collection.features.map(({ geometry }) => geometry.coordinates);
  const corners = outlines.flat(2).map((position) => projection.toMeters(position));
  const column = (x: number) => Math.floor(x / CELL_METERS);
  const firstColumn = Math.min(...corners.map(({ x }) => column(x)));
  const firstRow = Math.min(...corners.map(({ y }) => column(y)));
  const columns = Math.max(...corners.map(({ x }) => column(x))) - firstColumn + 1;
  const rows = Math.max(...corners.map(({ y }) => column(y))) - firstRow + 1;
  const mask = new Uint8Array(columns * rows);
  for (let cell = 0; cell < mask.length; cell++) {
    const x = (firstColumn + Math.floor(cell / rows) + 0.5) * CELL_METERS;
    const y = (firstRow + (cell % rows) + 0.5) * CELL_METERS;
    const center = projection.toLngLat({ x, y });
    if (
      outlines.some(
        ([outer, ...holes]) => outer !== undefined && isInsideRing(center, outer) && !holes.some((hole) => isInsideRing(center, hole)),
      )
    )
      mask[cell] = 1;
  }
  return {
    raster: { columns, rows, cellWidth: CELL_METERS, cellHeight: CELL_METERS, mask },
    cells: mask.reduce((sum, on) => sum + on, 0),
    west: firstColumn * CELL_METERS,
    south: firstRow * CELL_METERS,
  };
}

export interface VancouverIncidents {
  readonly byGroup: ReadonlyMap<CategoryGroup, RasterIncidents>;
  readonly all: RasterIncidents;
  /** Street incidents whose place is masked, by group. */
  readonly withoutPlace: ReadonlyMap<CategoryGroup, number>;
}

interface Row {
  readonly instantMs: number;
  readonly group: CategoryGroup;
  readonly x: number;
  readonly y: number;
}

/** Street incidents of all years with a place, oldest first. */
export function vancouverIncidents({ raster, west, south }: VancouverGround): VancouverIncidents {
  const ruleOf = new Map(DEFAULT_CATEGORY_RULES.map((rule) => [rule.code, rule]));
  const withoutPlace = new Map<CategoryGroup, number>();
  const found: Row[] = [];
  for (const year of YEARS) {
    const rows: Record<string, string>[] = parse(gunzipSync(readFileSync(join(folder, `incidents_${year}.csv.gz`))), {
      columns: true,
      skip_empty_lines: true,
    });
    for (const row of rows) {
      const rule = ruleOf.get(row['TYPE'] ?? '');
      if (rule === undefined) throw new Error(`no category for ${row['TYPE']}`);
      if (rule.patrolClass !== 'street') continue;
      const [x, y] = [Number(row['X']), Number(row['Y'])];
      if (!(x > 0 && y > 0)) {
        withoutPlace.set(rule.group, (withoutPlace.get(rule.group) ?? 0) + 1);
        continue;
      }
      const localMs = Date.UTC(
        Number(row['YEAR']),
        Number(row['MONTH']) - 1,
        Number(row['DAY']),
        Number(row['HOUR'] || 0),
        Number(row['MINUTE'] || 0),
      );
      found.push({ instantMs: vancouverClock.instantOfLocalMs(localMs), group: rule.group, x: x - west, y: y - south });
    }
  }
  found.sort((a, b) => a.instantMs - b.instantMs);
  const groups = [...new Set(found.map((row) => row.group))];
  return {
    byGroup: new Map(
      groups.map((group) => [
        group,
        columnsOf(
          found.filter((row) => row.group === group),
          raster,
        ),
      ]),
    ),
    all: columnsOf(found, raster),
    withoutPlace,
  };
}

function columnsOf(found: readonly Row[], { columns, rows }: Raster): RasterIncidents {
  const cellOf = ({ x, y }: Row): number => {
    const column = Math.floor(x / CELL_METERS);
    const row = Math.floor(y / CELL_METERS);
    return column < 0 || row < 0 || column >= columns || row >= rows ? -1 : column * rows + row;
  };
  return {
    instantMs: Float64Array.from(found, (row) => row.instantMs),
    cell: Int32Array.from(found, cellOf),
    x: Float64Array.from(found, (row) => row.x),
    y: Float64Array.from(found, (row) => row.y),
  };
}
