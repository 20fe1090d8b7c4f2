import type { Scoped } from '@beatline/db/engine/database';
import { loadStreetSegments } from '@beatline/db/queries/streets';
import { buildStreetGraph, type StreetGraph } from '@beatline/shared/planning/street_graph';
import type { GroundStore } from '../ground/ground_store';
import { shareColumns } from '../ground/share_columns';

/** The street graph in shared memory, built when first asked for and again after streets were imported. */
export interface StreetNetwork {
  /** Throws a Refusal when there are no streets. */
  graph(): Promise<StreetGraph>;
  reset(): void;
}

export function createStreetNetwork(ground: GroundStore, query: <T>(run: (scoped: Scoped) => Promise<T>) => Promise<T>): StreetNetwork {
  let known: Promise<StreetGraph> | undefined;
  return {
    graph() {
      if (known === undefined) {
        const building = (async () => {
          const { projection } = await ground.current();
          return shareColumns(buildStreetGraph(await query(loadStreetSegments), projection));
        })();
        known = building;
        building.catch(() => {
          if (known === building) known = undefined;
        });
      }
      return known;
    },
    reset() {
      known = undefined;
    },
  };
}
