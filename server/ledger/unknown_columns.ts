import type { UnknownIntervals } from '@beatline/db/queries/presence';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import type { Projection } from '@beatline/shared/geo/projection';
import { modeCodeOf } from '@beatline/shared/model/patrol_mode';
import type { Unit } from '@beatline/shared/model/unit';

/** Silences of units and the square each was last heard in, as columns. */
export interface UnknownColumns {
  readonly length: number;
  readonly squareId: Float64Array;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** Code in PATROL_MODES. */
  readonly mode: Uint8Array;
}

export function unknownColumnsOf(
  unknown: UnknownIntervals,
  units: readonly Unit[],
  ground: { readonly projection: Projection; readonly cellMeters: number },
): UnknownColumns {
  const modeOf = new Map(units.map((unit) => [unit.id, modeCodeOf(unit.mode)]));
  const squareId = Float64Array.from(unknown.lng, (lng, i) =>
    squareIdAt(ground.projection.toMeters([lng, unknown.lat[i]]), ground.cellMeters),
  );
  const mode = Uint8Array.from(unknown.unitId, (unitId) => modeOf.get(unitId) ?? 0);
  return { length: unknown.length, squareId, startMs: unknown.startMs, endMs: unknown.endMs, mode };
}
