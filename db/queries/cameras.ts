import { sql } from 'drizzle-orm';
import type { Camera, CameraInput, CameraOutage } from '@beatline/shared/model/camera';
import type { Scoped } from '../engine/scope';
import { stageRows } from '../engine/copy_rows';
import { pointHex } from '../engine/well_known_binary';

/** A camera with the outages its source tells. */
export interface CameraWithOutages extends CameraInput {
  readonly outages: readonly Pick<CameraOutage, 'fromMs' | 'toMs'>[];
}

/** Adds or replaces cameras by code, and adds their outages; an outage of a start that is known gets its new end. `batchId` is the import they come with. */
export async function upsertCameras(scoped: Scoped, cameras: readonly CameraWithOutages[], batchId: number | undefined): Promise<void> {
  const byCode = new Map(cameras.map((camera) => [camera.code, camera]));
  await stageRows(
    scoped,
    'staged_camera',
    'code text, name text, location geometry, bearing_degrees real, hfov_degrees real, range_meters real, height_meters real',
    [...byCode.values()].map((camera) => [
      camera.code,
      camera.name,
      pointHex(camera.location),
      camera.bearingDegrees,
      camera.hfovDegrees,
      camera.rangeMeters,
      camera.heightMeters,
    ]),
  );
  await scoped.tx.execute(sql`
    INSERT INTO camera (code, name, location, bearing_degrees, hfov_degrees, range_meters, height_meters, batch_id)
    SELECT code, name, location, bearing_degrees, hfov_degrees, range_meters, height_meters, ${batchId ?? null}::integer FROM staged_camera
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, location = excluded.location, bearing_degrees = excluded.bearing_degrees,
      hfov_degrees = excluded.hfov_degrees, range_meters = excluded.range_meters, height_meters = excluded.height_meters, batch_id = excluded.batch_id`);
  const outages = new Map<string, readonly (string | undefined)[]>();
  for (const camera of cameras)
    for (const { fromMs, toMs } of camera.outages) {
      const from = new Date(fromMs).toISOString();
      outages.set(`${camera.code} ${from}`, [camera.code, from, toMs === undefined ? undefined : new Date(toMs).toISOString()]);
    }
  await stageRows(scoped, 'staged_outage', 'code text, from_at timestamptz, to_at timestamptz', outages.values());
  await scoped.tx.execute(sql`
    INSERT INTO camera_outage (camera_id, from_at, to_at) SELECT camera.id, from_at, to_at FROM staged_outage JOIN camera USING (code)
    ON CONFLICT (camera_id, from_at) DO UPDATE SET to_at = excluded.to_at`);
}

/** Every camera, by code. */
export async function listCameras(scoped: Scoped): Promise<Camera[]> {
  const rows = await scoped.tx.execute<{
    id: number;
    code: string;
    name: string;
    lng: number;
    lat: number;
    bearing: number;
    hfov: number;
    range: number;
    height: number;
  }>(sql`
    SELECT id, code, name, ST_X(location) AS lng, ST_Y(location) AS lat, bearing_degrees AS bearing, hfov_degrees AS hfov, range_meters AS range,
           height_meters AS height
    FROM camera ORDER BY code COLLATE "C"`);
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    location: [row.lng, row.lat],
    bearingDegrees: row.bearing,
    hfovDegrees: row.hfov,
    rangeMeters: row.range,
    heightMeters: row.height,
  }));
}

/** Every outage of every camera, by camera and start. */
export async function listOutages(scoped: Scoped): Promise<CameraOutage[]> {
  const rows = await scoped.tx.execute<{ cameraId: number; fromMs: number; toMs: number | null }>(sql`
    SELECT camera_id AS "cameraId", from_at AS "fromMs", to_at AS "toMs" FROM camera_outage ORDER BY camera_id, from_at`);
  return rows.map(({ cameraId, fromMs, toMs }) => ({ cameraId, fromMs, toMs: toMs ?? undefined }));
}
