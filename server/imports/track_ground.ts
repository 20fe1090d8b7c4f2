import { listSquares } from '@beatline/db/queries/squares';
import type { Scoped } from '@beatline/db/engine/database';
import { takeFixes, type FixColumns } from '@beatline/shared/coverage/fixes';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import type { BuildingEdges } from '@beatline/shared/geo/building_edges';
import { createProjection, type Projection } from '@beatline/shared/geo/projection';
import type { Deployment } from '@beatline/shared/model/deployment';
import { Refusal } from '@beatline/shared/model/refusal';
import { readBuildingEdges } from '../ground/building_walls';

/** The ground presence is credited on. */
export interface TrackGround {
  readonly projection: Projection;
  readonly cellMeters: number;
  /** Ids of the analysis squares there are; presence elsewhere is credited to none. */
  readonly squareIds: ReadonlySet<number>;
  /** What hides squares from those who stand or walk; a bare ground hides nothing. */
  readonly buildings?: BuildingEdges | undefined;
}

/** The ground of the deployment. Refuses when nothing has been loaded that has squares. */
export async function trackGroundOf(scoped: Scoped, deployment: Deployment): Promise<TrackGround> {
  const { squareId } = await listSquares(scoped);
  if (squareId.length === 0) throw new Refusal('no_ground', 'there are no analysis squares yet', 'import streets or jurisdictions first');
  const projection = createProjection(deployment.proj4);
  const buildings = await readBuildingEdges(scoped, projection);
  return { projection, cellMeters: deployment.cellMeters, squareIds: new Set(squareId), buildings };
}

/** Half the reach of square ids: tracks may lie on another continent, where a projection gives anything. */
const LATTICE_REACH_SQUARES = 2 ** 20;

/** How many fixes lie in no square, and the fixes without those that lie off the lattice altogether. */
export function fixesOnGround(fixes: FixColumns, ground: TrackGround): { readonly outside: number; readonly onLattice: FixColumns } {
  const reachMeters = LATTICE_REACH_SQUARES * ground.cellMeters;
  const near: number[] = [];
  let outside = 0;
  for (let i = 0; i < fixes.length; i++) {
    const position = ground.projection.toMeters([fixes.lng[i], fixes.lat[i]]);
    if (Math.abs(position.x) < reachMeters && Math.abs(position.y) < reachMeters) {
      near.push(i);
      if (!ground.squareIds.has(squareIdAt(position, ground.cellMeters))) outside += 1;
    } else {
      outside += 1;
    }
  }
  return { outside, onLattice: near.length === fixes.length ? fixes : takeFixes(fixes, near) };
}
