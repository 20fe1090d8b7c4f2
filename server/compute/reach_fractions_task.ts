import { squareCenter } from '@beatline/shared/geo/lattice';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { createProjection } from '@beatline/shared/geo/projection';
import { SLOT_COUNT } from '@beatline/shared/model/shift_band';
import { reachFractions } from '@beatline/shared/planning/reach';
import type { StreetGraph, TravelMode } from '@beatline/shared/planning/street_graph';
import type { GroundData } from '../ground/ground_data';

export interface ReachFractionsInput {
  readonly ground: GroundData;
  readonly graph: StreetGraph;
  readonly units: readonly { readonly mode: TravelMode; readonly location: LngLat }[];
  /** Hour of the week whose risk is to be reached. */
  readonly slot: number;
}

export function reachFractionsTask({ ground, graph, units, slot }: ReachFractionsInput): readonly [number, number, number] | undefined {
  const projection = createProjection(ground.proj4);
  return reachFractions({
    graph,
    units: units.map(({ mode, location }) => ({ mode, position: projection.toMeters(location) })),
    squares: Array.from(ground.squareId, (id) => squareCenter(id, ground.cellMeters)),
    risk: Float64Array.from(ground.squareId, (_, square) => ground.expectedPerHour[square * SLOT_COUNT + slot]),
  });
}
