import type { Scoped } from '@beatline/db/engine/database';
import { loadStreetSegments } from '@beatline/db/queries/streets';
import { buildStreetGraph, type StreetGraph } from '@beatline/shared/planning/street_graph';
import type { GroundStore } from '../ground/ground_store';
import type { BuildingEdges } from '@beatline/shared/geo/building_edges';
import { readBuildingEdges } from '../ground/building_walls';
import { shareColumns } from '../ground/share_columns';

/** The street graph and the walls of buildings in shared memory, each made when first asked for and again after streets were imported. */
export interface StreetNetwork {
  /** Throws a Refusal when there are no streets. */
  graph(): Promise<StreetGraph>;
  /** Empty when the base map has no buildings. */
  buildings(): Promise<BuildingEdges>;
  reset(): void;
}

export function createStreetNetwork(ground: GroundStore, query: <T>(run: (scoped: Scoped) => Promise<T>) => Promise<T>): StreetNetwork {
  const graph = madeOnce(async () => {
    const { projection } = await ground.current();
    return shareColumns(buildStreetGraph(await query(loadStreetSegments), projection));
  });
  const buildings = madeOnce(async () => {
    const { projection } = await ground.current();
    return shareColumns(await query((scoped) => readBuildingEdges(scoped, projection)));
  });
  return {
    graph: graph.get,
    buildings: buildings.get,
    reset() {
      graph.reset();
      buildings.reset();
    },
  };
}

/** Something made when first asked for and kept until it is reset; what failed is made anew on the next question. */
function madeOnce<T>(make: () => Promise<T>): { get(): Promise<T>; reset(): void } {
  let known: Promise<T> | undefined;
  return {
    get() {
      if (known === undefined) {
        const making = make();
        known = making;
        making.catch(() => {
          if (known === making) known = undefined;
        });
      }
      return known;
    },
    reset() {
      known = undefined;
    },
  };
}
