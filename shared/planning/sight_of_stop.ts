import { squareCenter, squareIdAt, squareIdOf } from '../geo/lattice';
import { seesPoint, type BuildingEdges } from '../geo/building_edges';
import type { ProjectedMeters } from '../geo/lng_lat';

/**
 * How far somebody at a stop sees (METHODS 3): `around`, the own square and every square whose centre is within a radius and behind no building; `below`, every square whose centre is in the
 * picture of a camera that looks straight down, its width along the rows of the lattice.
 */
export type SightReach =
  | { readonly kind: 'around'; readonly radiusMeters: number; readonly buildings?: BuildingEdges | undefined }
  | { readonly kind: 'below'; readonly widthMeters: number; readonly lengthMeters: number };

/** What is seen from a stop. */
export interface Sight {
  readonly ownSquareId: number;
  /** The own square first where it is seen, then the others by column and row. */
  readonly squareIds: readonly number[];
  /** How far the nearest centre is from the edge of sight, or the position from the edge of its square: a stop moved by less sees the same squares. True up to 1 m. */
  readonly marginMeters: number;
}

/** Steps aside, metres: where they change what a building hides, the position is at the edge of sight. */
const NEARBY = [
  [0.02, 0],
  [-0.02, 0],
  [0, 0.02],
  [0, -0.02],
] as const;

/** The sight rule for one position, no different from what the ledger credits a unit that stands there. O(squares in sight). */
export function sightOfStop(position: ProjectedMeters, cellMeters: number, sight: SightReach): Sight {
  const ownSquareId = squareIdAt(position, cellMeters);
  const squareIds: number[] = sight.kind === 'around' ? [ownSquareId] : [];
  let marginMeters = Infinity;
  const reach = 1 + (sight.kind === 'around' ? sight.radiusMeters : Math.max(sight.widthMeters, sight.lengthMeters) / 2);
  const firstRow = Math.ceil((position.y - reach) / cellMeters - 0.5);
  const lastRow = Math.floor((position.y + reach) / cellMeters - 0.5);
  for (let column = Math.ceil((position.x - reach) / cellMeters - 0.5); (column + 0.5) * cellMeters <= position.x + reach; column++) {
    for (let row = firstRow; row <= lastRow; row++) {
      const id = squareIdOf(column, row);
      if (id === ownSquareId && sight.kind === 'around') continue;
      const center = squareCenter(id, cellMeters);
      // below 0 where the centre is out of sight
      const inside =
        sight.kind === 'around'
          ? sight.radiusMeters - Math.hypot(center.x - position.x, center.y - position.y)
          : Math.min(sight.widthMeters / 2 - Math.abs(center.x - position.x), sight.lengthMeters / 2 - Math.abs(center.y - position.y));
      marginMeters = Math.min(marginMeters, Math.abs(inside));
      if (inside < 0) continue;
      if (sight.kind === 'around' && sight.buildings !== undefined) {
        const { buildings } = sight;
        const isSeen = seesPoint(buildings, position.x, position.y, center.x, center.y);
        const isSame = NEARBY.every(([dx, dy]) => seesPoint(buildings, position.x + dx, position.y + dy, center.x, center.y) === isSeen);
        if (!isSame) marginMeters = 0;
        if (!isSeen) continue;
      }
      if (id === ownSquareId) squareIds.unshift(id);
      else squareIds.push(id);
    }
  }
  const inColumn = position.x - Math.floor(position.x / cellMeters) * cellMeters;
  const inRow = position.y - Math.floor(position.y / cellMeters) * cellMeters;
  return { ownSquareId, squareIds, marginMeters: Math.min(marginMeters, inColumn, cellMeters - inColumn, inRow, cellMeters - inRow) };
}
