import { eachBuildingRing } from '@beatline/db/queries/buildings';
import type { Scoped } from '@beatline/db/engine/database';
import { indexBuildingEdges, type BuildingEdges } from '@beatline/shared/geo/building_edges';
import type { Projection } from '@beatline/shared/geo/projection';

/** The walls of the base map's buildings, ready to be looked past. A million of them take some two seconds and 40 MB. */
export async function readBuildingEdges(scoped: Scoped, projection: Projection): Promise<BuildingEdges> {
  let ends = new Float64Array(1 << 14);
  let length = 0;
  await eachBuildingRing(scoped, (positions) => {
    const needed = length + 2 * positions.length;
    if (needed > ends.length) {
      const larger = new Float64Array(Math.max(needed, 2 * ends.length));
      larger.set(ends);
      ends = larger;
    }
    let before: { readonly x: number; readonly y: number } | undefined;
    for (let i = 0; i < positions.length; i += 2) {
      const corner = projection.toMeters([positions[i], positions[i + 1]]);
      if (before !== undefined) {
        ends[length] = before.x;
        ends[length + 1] = before.y;
        ends[length + 2] = corner.x;
        ends[length + 3] = corner.y;
        length += 4;
      }
      before = corner;
    }
  });
  return indexBuildingEdges(ends.slice(0, length));
}
