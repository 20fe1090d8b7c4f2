import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cleanFixes } from '@beatline/shared/coverage/clean_fixes';
import { fixColumnsOf, type FixColumns } from '@beatline/shared/coverage/fixes';
import { HAIDIAN_PROJECTION, readHaidianTracks } from '../fixtures/haidian_tracks';

/** Tracks to be credited, one column set a unit, cleaned, and what they are called in the tables. */
export interface BenchTracks {
  readonly name: string;
  readonly units: readonly FixColumns[];
  readonly fixes: number;
  readonly intervalSeconds: number;
}

/** Some 40 by 45 km round Haidian. */
export const BENCH_AREA = { west: 116.1, south: 39.75, east: 116.6, north: 40.15 } as const;
export const BENCH_PROJECTION = HAIDIAN_PROJECTION;
export const CELL_METERS = 100;
const START_MS = Date.parse('2026-11-01T00:00:00+08:00');
const folder = join(process.env['BEATLINE_REAL_DATA'] ?? join(process.cwd(), '..', 'shared', 'data'), 'haidian');

export function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** The recorded tracks of Haidian, a fix every few seconds; undefined where the file is not there. */
export function haidianTracks(): BenchTracks | undefined {
  const path = join(folder, 'tracks.csv.gz');
  if (!existsSync(path)) return undefined;
  const units = [...readHaidianTracks(path).values()].map((fixes) => withinArea(cleanFixes(fixes, 'vehicle').kept));
  return tracksOf('Haidian', units, 15);
}

/** Patrol cars at 4 to 12 m/s that turn a little at every fix and stand now and then, for so many hours. */
export function carTracks(units: number, stepSeconds: number, hours: number): BenchTracks {
  const draw = random(20_261_121);
  const corner = BENCH_PROJECTION.toMeters([BENCH_AREA.west, BENCH_AREA.south]);
  const tracks = Array.from({ length: units }, () => {
    let x = corner.x + 4000 + 30_000 * draw();
    let y = corner.y + 4000 + 30_000 * draw();
    let bearing = 2 * Math.PI * draw();
    let standing = 0;
    return fixColumnsOf(
      Array.from({ length: Math.floor((hours * 3600) / stepSeconds) }, (_, i) => {
        if (standing === 0 && draw() < stepSeconds / 900) standing = Math.ceil(300 / stepSeconds);
        if (standing > 0) standing--;
        else {
          bearing += (draw() - 0.5) * 0.8;
          const meters = (4 + 8 * draw()) * stepSeconds;
          x += meters * Math.cos(bearing);
          y += meters * Math.sin(bearing);
        }
        const [lng, lat] = BENCH_PROJECTION.toLngLat({ x, y });
        return { instantMs: START_MS + i * stepSeconds * 1000, lng, lat };
      }),
    );
  });
  return tracksOf(`${units} cars, a fix every ${stepSeconds} s`, tracks.map(withinArea), stepSeconds);
}

function tracksOf(name: string, units: readonly FixColumns[], intervalSeconds: number): BenchTracks {
  return { name, units, fixes: units.reduce((sum, unit) => sum + unit.length, 0), intervalSeconds };
}

/** What lies in the area: the squares of the ledger cover no more. */
function withinArea(fixes: FixColumns): FixColumns {
  const kept: { instantMs: number; lng: number; lat: number }[] = [];
  for (let i = 0; i < fixes.length; i++) {
    const lng = fixes.lng[i] ?? 0;
    const lat = fixes.lat[i] ?? 0;
    if (lng > BENCH_AREA.west && lng < BENCH_AREA.east && lat > BENCH_AREA.south && lat < BENCH_AREA.north)
      kept.push({ instantMs: fixes.instantMs[i] ?? 0, lng, lat });
  }
  return fixColumnsOf(kept);
}
