import { withDeployment, type Database, type Scoped } from '@beatline/db/engine/database';
import { setDeployment } from '@beatline/db/queries/deployment';
import { listJurisdictions, upsertJurisdictions, type JurisdictionFeature } from '@beatline/db/queries/jurisdictions';
import { rebuildSquares } from '@beatline/db/queries/squares';
import { createProjection, type Projection } from '@beatline/shared/geo/projection';
import type { LngLat } from '@beatline/shared/geo/lng_lat';

/** A 2 km x 1 km ground in UTM 50 N at Jinan's longitude: two stations side by side, each of two police cells of 500 m x 1 km. */
export const ORIGIN = { x: 500_000, y: 4_000_000 };

export interface Ground {
  readonly projection: Projection;
  readonly stationIds: readonly [west: number, east: number];
  /** Position so many metres east and north of the ground's south-west corner. */
  at(eastMeters: number, northMeters: number): LngLat;
}

function rectangle(projection: Projection, west: number, south: number, east: number, north: number): JurisdictionFeature['geometry'] {
  const corner = (x: number, y: number) => projection.toLngLat({ x: ORIGIN.x + x, y: ORIGIN.y + y });
  return {
    type: 'Polygon',
    coordinates: [[corner(west, south), corner(east, south), corner(east, north), corner(west, north), corner(west, south)]],
  };
}

export async function makeGround(database: Database): Promise<Ground> {
  return withDeployment(database, async (scoped: Scoped) => {
    const { deployment } = await setDeployment(scoped, { name: 'Test', crs: 'EPSG:32650', timeZone: 'Asia/Shanghai', cellMeters: 100 });
    const projection = createProjection(deployment.proj4);
    await upsertJurisdictions(scoped, 'district', [{ code: 'D', name: 'District', geometry: rectangle(projection, 0, 0, 2000, 1000) }]);
    await upsertJurisdictions(scoped, 'station', [
      { code: 'W', name: 'West', parentCode: 'D', geometry: rectangle(projection, 0, 0, 1000, 1000) },
      { code: 'E', name: 'East', parentCode: 'D', geometry: rectangle(projection, 1000, 0, 2000, 1000) },
    ]);
    await upsertJurisdictions(
      scoped,
      'police-cell',
      ['W1', 'W2', 'E1', 'E2'].map((code, i) => ({
        code,
        name: `Cell ${code}`,
        geometry: rectangle(projection, i * 500, 0, (i + 1) * 500, 1000),
      })),
    );
    await rebuildSquares(scoped);
    const nodes = await listJurisdictions(scoped);
    const idOf = (code: string) => nodes.find((node) => node.code === code)?.id ?? Number.NaN;
    return {
      projection,
      stationIds: [idOf('W'), idOf('E')],
      at: (east, north) => projection.toLngLat({ x: ORIGIN.x + east, y: ORIGIN.y + north }),
    };
  });
}
