import { TIERS } from '@beatline/shared/model/tier';
import type { GapListView } from '@beatline/shared/model/views/cell_view';
import type { App } from '../../app';
import type { CoverageBounds } from '../../compute/measure_task';
import type { Ground } from '../../ground/ground_store';
import type { GapListInput } from '../../routers/inputs';
import { dueInstantMs, overdueSecondsOf } from '../coverage/overdue';
import { rangeOf } from '../window_range';
import { gapRowsOf } from './gap_rows';

/** Squares by the incidents expected while they were out of standard, most first. */
export async function listGaps(app: App, input: GapListInput): Promise<GapListView> {
  const ground = await app.ground.current();
  const window = rangeOf(input);
  const bounds = await app.coverage.measure({ window, modes: input.modes });
  const inside = input.jurisdictionId === undefined ? undefined : ground.squaresIn(input.jurisdictionId);
  const gap = bounds.withInferred.perSquare.gapIncidents;
  const squares = Array.from(gap.keys()).filter((square) => gap[square] > 0 && (inside === undefined || inside.has(square)));
  // Equal gaps keep the order of ids, so that a list does not shuffle between refreshes.
  squares.sort((a, b) => gap[b] - gap[a] || a - b);
  const rows = await gapRowsOf(app, ground, bounds, { squares: squares.slice(0, input.limit), window, modes: input.modes });
  return { rows, ...countRed(ground, bounds, dueInstantMs(window, app.nowMs()), inside), total: squares.length };
}

/** Red squares in force when the window ends, and those past due. */
export function countRed(
  ground: Ground,
  bounds: CoverageBounds,
  atMs: number,
  inside?: ReadonlySet<number>,
): { readonly redOverdue: number; readonly redTotal: number; readonly overdue: number } {
  const red = TIERS.indexOf('red');
  const { tier } = bounds.withInferred.perSquare;
  let redOverdue = 0;
  let redTotal = 0;
  let overdue = 0;
  for (let square = 0; square < tier.length; square++) {
    if (inside !== undefined && !inside.has(square)) continue;
    const isOverdue = overdueSecondsOf(bounds.withInferred, ground.data.standards, square, atMs) > 0;
    if (isOverdue) overdue++;
    if (tier[square] !== red) continue;
    redTotal++;
    if (isOverdue) redOverdue++;
  }
  return { redOverdue, redTotal, overdue };
}
