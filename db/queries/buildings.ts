import { fetchColumns } from '../engine/fetch_columns';
import type { Scoped } from '../engine/scope';
import { eachRing } from '../engine/well_known_binary';

/**
 * Calls `visit` with every ring of every building of the base map, courtyards included: positions alternate longitude and latitude, the last one is the first again. About
 * 300,000 buildings a second.
 */
export async function eachBuildingRing(scoped: Scoped, visit: (positions: Float64Array) => void): Promise<void> {
  const { shape } = await fetchColumns(
    scoped,
    { shape: 'bytes' },
    `SELECT ST_AsBinary(geom, 'NDR') FROM base_feature WHERE layer = 'building' AND ST_Dimension(geom) = 2`,
  );
  for (const bytes of shape) eachRing(bytes, visit);
}
