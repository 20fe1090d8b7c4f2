import type { HeldVisit } from '@beatline/shared/coverage/held_visits';
import { presenceLookBackMs, type CoverageMeasure } from '@beatline/shared/coverage/measure_coverage';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { App } from '../app';
import type { Ground } from '../ground/ground_store';
import { heldTo } from '../services/coverage/overdue';

/** Visits that count for a window, by square id, in time order: those within it and those before it that may still hold. Each is held to the standard `measure` holds it to. */
export async function visitsOfSquares(
  app: App,
  ground: Ground,
  options: {
    readonly squares: readonly number[];
    readonly measure: CoverageMeasure;
    readonly window: InstantRange;
    readonly modes: readonly PatrolMode[] | undefined;
  },
): Promise<ReadonlyMap<number, readonly HeldVisit[]>> {
  if (options.squares.length === 0) return new Map();
  const { data } = ground;
  const ascending = [...options.squares].sort((a, b) => a - b);
  const squareId = Float64Array.from(ascending, (square) => data.squareId[square]);
  const parts = await app.ledger.rows({ fromMs: options.window.fromMs - presenceLookBackMs(data.standards), toMs: options.window.toMs });
  const visits = await app.compute.run('visits', {
    parts,
    squareId,
    standards: ascending.map((square) => heldTo(options.measure, data.standards, square)),
    window: options.window,
    acceptedModes: options.modes,
  });
  return new Map(visits.map((ofSquare, i) => [squareId[i], ofSquare]));
}
