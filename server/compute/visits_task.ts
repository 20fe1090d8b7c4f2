import { heldVisits, type HeldVisit } from '@beatline/shared/coverage/held_visits';
import { concatIntervals, takeIntervals, type PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { Standard } from '@beatline/shared/model/standard';
import type { InstantRange } from '@beatline/shared/model/time_window';

export interface VisitsInput {
  readonly parts: readonly PresenceIntervals[];
  /** Ascending. */
  readonly squareId: Float64Array;
  /** The standard each is held to. */
  readonly standards: readonly Standard[];
  readonly window: InstantRange;
  readonly acceptedModes: readonly PatrolMode[] | undefined;
}

/** Visits of a few squares, in the order of the squares. */
export function visitsTask(input: VisitsInput): readonly (readonly HeldVisit[])[] {
  const wanted = new Set(input.squareId);
  const own = input.parts.map((part) => {
    const rows: number[] = [];
    for (let row = 0; row < part.length; row++) if (wanted.has(part.squareId[row])) rows.push(row);
    return takeIntervals(part, rows);
  });
  return heldVisits({
    intervals: concatIntervals(own),
    window: input.window,
    squareId: input.squareId,
    standardOf: (square) => input.standards[square],
    ...(input.acceptedModes === undefined ? {} : { acceptedModes: input.acceptedModes }),
  });
}
