import { sql } from 'drizzle-orm';
import { forceKindSchema } from '@beatline/shared/model/force_kind';
import { patrolModeSchema, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import { unitInputSchema, type Unit, type UnitInput } from '@beatline/shared/model/unit';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { assignAreas } from './area_assignment';

/**
 * Adds or replaces units by code and finds where their base is: the place of that name, else the police station of the jurisdiction of that code, else a
 * point inside it. Of equal codes the last one counts.
 */
export async function upsertUnits(scoped: Scoped, units: readonly UnitInput[]): Promise<{ readonly loaded: number }> {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  await stageRows(
    scoped,
    'staged_unit',
    'code text, kind text, mode text, base text, crew_sworn smallint, crew_auxiliary smallint, interval_seconds real, camera_hfov_degrees real, camera_vfov_degrees real, camera_width_pixels integer, camera_least_pixels_per_meter real, camera_pitch_degrees real, on_site boolean',
    [...byCode.values()].map((unit) => [
      unit.code,
      unit.kind,
      unit.mode,
      unit.base,
      unit.crewSworn,
      unit.crewAuxiliary,
      unit.intervalSeconds,
      unit.cameraHfovDegrees,
      unit.cameraVfovDegrees,
      unit.cameraWidthPixels,
      unit.cameraLeastPixelsPerMeter,
      unit.cameraPitchDegrees,
      unit.onSite ?? false,
    ]),
  );
  const [row] = await scoped.tx.execute<{ loaded: number }>(sql`
    WITH written AS (
      INSERT INTO unit (code, kind, mode, base, base_location, crew_sworn, crew_auxiliary, interval_seconds, ${CAMERA_COLUMNS}, on_site)
      SELECT code, kind, mode, base, coalesce(
          (SELECT location FROM place WHERE place.name = base ORDER BY id LIMIT 1),
          (SELECT location FROM place JOIN jurisdiction j ON ST_Intersects(j.geom, location) WHERE j.code = base AND place.kind = 'police_station' ORDER BY j.area_square_meters, place.id LIMIT 1),
          (SELECT ST_PointOnSurface(geom) FROM jurisdiction WHERE jurisdiction.code = base ORDER BY area_square_meters LIMIT 1)),
        crew_sworn, crew_auxiliary, interval_seconds, ${CAMERA_COLUMNS}, on_site
      FROM staged_unit
      ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, mode = excluded.mode, base = excluded.base, base_location = excluded.base_location,
        crew_sworn = excluded.crew_sworn, crew_auxiliary = excluded.crew_auxiliary, interval_seconds = excluded.interval_seconds,
        camera_hfov_degrees = excluded.camera_hfov_degrees, camera_vfov_degrees = excluded.camera_vfov_degrees, camera_width_pixels = excluded.camera_width_pixels,
        camera_least_pixels_per_meter = excluded.camera_least_pixels_per_meter, camera_pitch_degrees = excluded.camera_pitch_degrees, on_site = excluded.on_site
      RETURNING id)
    SELECT count(*) AS loaded FROM written`);
  await assignAreas(scoped, ['unit']);
  return { loaded: row?.loaded ?? 0 };
}

const CAMERA_COLUMNS = sql.raw(
  'camera_hfov_degrees, camera_vfov_degrees, camera_width_pixels, camera_least_pixels_per_meter, camera_pitch_degrees',
);

/** The units of these codes, made with defaults and this mode where they are unknown: tracks may arrive before the register. */
export async function ensureUnits(scoped: Scoped, codes: readonly string[], mode: PatrolMode): Promise<Map<string, Unit>> {
  const known = new Map((await listUnits(scoped)).map((unit) => [unit.code, unit]));
  const missing = [...new Set(codes)].filter((code) => !known.has(code));
  if (missing.length > 0) {
    await upsertUnits(
      scoped,
      missing.map((code) => unitInputSchema.parse({ code, mode })),
    );
    for (const unit of await listUnits(scoped)) known.set(unit.code, unit);
  }
  return new Map([...new Set(codes)].flatMap((code) => (known.has(code) ? [[code, known.get(code)!] as const] : [])));
}

/** Every unit in scope, by mode and code. */
export async function listUnits(scoped: Scoped): Promise<Unit[]> {
  const rows = await scoped.tx.execute<{
    id: number;
    code: string;
    kind: string;
    mode: string;
    base: string | null;
    crewSworn: number;
    crewAuxiliary: number;
    intervalSeconds: number;
    cameraHfovDegrees: number | null;
    cameraVfovDegrees: number | null;
    cameraWidthPixels: number | null;
    cameraLeastPixelsPerMeter: number | null;
    cameraPitchDegrees: number | null;
    onSite: boolean;
    stationId: number | null;
    lng: number | null;
    lat: number | null;
  }>(sql`
    SELECT id, code, kind, mode, base, crew_sworn AS "crewSworn", crew_auxiliary AS "crewAuxiliary", interval_seconds AS "intervalSeconds",
           camera_hfov_degrees AS "cameraHfovDegrees", camera_vfov_degrees AS "cameraVfovDegrees", camera_width_pixels AS "cameraWidthPixels",
           camera_least_pixels_per_meter AS "cameraLeastPixelsPerMeter", camera_pitch_degrees AS "cameraPitchDegrees", on_site AS "onSite",
           station_id AS "stationId", ST_X(base_location) AS lng, ST_Y(base_location) AS lat
    FROM unit ORDER BY array_position('{vehicle,bike,foot,drone,post,video}'::text[], mode), code COLLATE "C"`);
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    kind: forceKindSchema.parse(row.kind),
    mode: patrolModeSchema.parse(row.mode),
    ...(row.base === null ? {} : { base: row.base }),
    crewSworn: row.crewSworn,
    crewAuxiliary: row.crewAuxiliary,
    intervalSeconds: row.intervalSeconds,
    ...(row.cameraHfovDegrees === null ? {} : { cameraHfovDegrees: row.cameraHfovDegrees }),
    ...(row.cameraVfovDegrees === null ? {} : { cameraVfovDegrees: row.cameraVfovDegrees }),
    ...(row.cameraWidthPixels === null ? {} : { cameraWidthPixels: row.cameraWidthPixels }),
    ...(row.cameraLeastPixelsPerMeter === null ? {} : { cameraLeastPixelsPerMeter: row.cameraLeastPixelsPerMeter }),
    ...(row.cameraPitchDegrees === null ? {} : { cameraPitchDegrees: row.cameraPitchDegrees }),
    ...(row.onSite ? { onSite: true } : {}),
    stationId: row.stationId ?? undefined,
    baseLocation: row.lng === null || row.lat === null ? undefined : [row.lng, row.lat],
  }));
}
