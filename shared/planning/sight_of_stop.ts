import { squareCenter, squareIdAt, squareIdOf } from '../geo/lattice';
import type { ProjectedMeters } from '../geo/lng_lat';

/** What somebody standing at a position sees (METHODS 3): the own square and every square whose centre is within the radius. */
export interface Sight {
  readonly ownSquareId: number;
  /** The own square first, then the others by column and row. */
  readonly squareIds: readonly number[];
  /** How far the nearest centre is from the edge of sight, or the position from the edge of its square: a stop moved by less sees the same squares. True up to 1 m. */
  readonly marginMeters: number;
}

/** The sight rule for one position, no different from what the ledger credits a unit that stands there. O(squares in sight). */
export function sightOfStop(position: ProjectedMeters, cellMeters: number, radiusMeters: number): Sight {
  const ownSquareId = squareIdAt(position, cellMeters);
  const squareIds = [ownSquareId];
  let marginMeters = Infinity;
  const reach = radiusMeters + 1;
  const firstRow = Math.ceil((position.y - reach) / cellMeters - 0.5);
  const lastRow = Math.floor((position.y + reach) / cellMeters - 0.5);
  for (let column = Math.ceil((position.x - reach) / cellMeters - 0.5); (column + 0.5) * cellMeters <= position.x + reach; column++) {
    for (let row = firstRow; row <= lastRow; row++) {
      const id = squareIdOf(column, row);
      if (id === ownSquareId) continue;
      const center = squareCenter(id, cellMeters);
      const away = Math.hypot(center.x - position.x, center.y - position.y);
      marginMeters = Math.min(marginMeters, Math.abs(away - radiusMeters));
      if (away <= radiusMeters) squareIds.push(id);
    }
  }
  const inColumn = position.x - Math.floor(position.x / cellMeters) * cellMeters;
  const inRow = position.y - Math.floor(position.y / cellMeters) * cellMeters;
  return { ownSquareId, squareIds, marginMeters: Math.min(marginMeters, inColumn, cellMeters - inColumn, inRow, cellMeters - inRow) };
}
