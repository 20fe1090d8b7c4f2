import type { DaysLikeOthers } from '@beatline/shared/model/day_type';
import type { SquareField } from '@beatline/shared/coverage/measure_coverage';
import { SLOT_COUNT } from '@beatline/shared/model/shift_band';
import type { StandardRules } from '@beatline/shared/coverage/standard_rules';

/**
 * What the figures of every window are computed from, as plain values and columns in shared memory, so that a worker thread gets it without a copy.
 * Squares ascend by id and have the same index in every column.
 */
export interface GroundData {
  /** Names exactly this data: squares, standards and risk. */
  readonly version: string;
  readonly timeZone: string;
  /** For the clock: days that go like another weekday. */
  readonly unusualDays: DaysLikeOthers;
  readonly proj4: string;
  readonly cellMeters: number;
  readonly standards: StandardRules;
  readonly squareId: Float64Array;
  /** Tier code of square i in shift band b at 6·i + b. */
  readonly tierByBand: Uint8Array;
  /** Which operations each square lies in: a position in `standards.operationAreas`. */
  readonly operationArea: Uint16Array;
  /** ρ of square i in slot h at 168·i + h, incidents per hour; all zero before any risk was fitted. */
  readonly expectedPerHour: Float64Array;
}

export function squareFieldOf(ground: GroundData): SquareField {
  const { expectedPerHour } = ground;
  return {
    squareId: ground.squareId,
    tierByBand: ground.tierByBand,
    operationArea: ground.operationArea,
    expectedPerHour: (square, slot) => expectedPerHour[square * SLOT_COUNT + slot] ?? 0,
  };
}
