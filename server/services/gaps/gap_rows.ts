import type { HeldVisit } from '@beatline/shared/coverage/held_visits';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import { TIERS, type Tier } from '@beatline/shared/model/tier';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { GapRow } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';
import type { CoverageBounds } from '../../compute/measure_task';
import { visitsOfSquares } from '../../coverage/visits_of';
import type { Ground } from '../../ground/ground_store';
import { dueInstantMs, heldTo, overdueSecondsOf } from '../coverage/overdue';
import { topGroupsNear } from '../incidents/top_groups';
import { isoInZone } from '../iso_in_zone';
import { unitCodes } from '../units/unit_codes';

/** What a list says about squares, in the order given: their name, their figures, who was there last and what happens there. */
export async function gapRowsOf(
  app: App,
  ground: Ground,
  bounds: CoverageBounds,
  options: { readonly squares: readonly number[]; readonly window: InstantRange; readonly modes: readonly PatrolMode[] | undefined },
): Promise<GapRow[]> {
  const { squares, window, modes } = options;
  const { data } = ground;
  const measure = bounds.withInferred;
  const { tier } = measure.perSquare;
  const ids = squares.map((square) => data.squareId[square]);
  const [names, visits, codes, topGroups] = await Promise.all([
    ground.describe(ids),
    visitsOfSquares(app, ground, { squares, measure, window, modes }),
    unitCodes(app),
    topGroupsNear(app, ground, squares, Math.min(app.nowMs(), window.toMs)),
  ]);
  const atMs = dueInstantMs(window, app.nowMs());

  return squares.map((square, index): GapRow => {
    const squareId = data.squareId[square];
    const name = names.get(squareId);
    const ownTier = tierAt(tier, square);
    return {
      rank: index + 1,
      squareId,
      tier: ownTier,
      center: ground.centerOf(square),
      placeName: name?.placeName ?? '',
      side: name?.side,
      policeCellName: name?.policeCellName,
      stationName: name?.stationName,
      gapIncidents: measure.perSquare.gapIncidents[square],
      gapIncidentsObserved: bounds.observed.perSquare.gapIncidents[square],
      expectedIncidents: measure.perSquare.expectedIncidents[square],
      overdueSeconds: overdueSecondsOf(measure, data.standards, square, atMs),
      revisitSeconds: heldTo(measure, data.standards, square).revisitSeconds,
      lastVisit: lastVisitOf(visits.get(squareId), codes, ground),
      topCategory: topGroups.get(square),
    };
  });
}

export function tierAt(tiers: Uint8Array, square: number): Tier {
  return TIERS[tiers[square]] ?? 'blue';
}

export function lastVisitOf(
  visits: readonly HeldVisit[] | undefined,
  codes: ReadonlyMap<number, string>,
  ground: Ground,
): GapRow['lastVisit'] {
  const last = visits?.at(-1);
  if (last === undefined) return undefined;
  return {
    unitCode: last.unitIds.map((id) => codes.get(id) ?? '').join('、'),
    endedAt: isoInZone(ground.clock, last.endMs),
    dwellSeconds: last.dwellSeconds,
    heldSeconds: last.holdSeconds,
  };
}
