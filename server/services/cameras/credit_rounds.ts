import { correctIntervals } from '@beatline/db/queries/ledger_corrections';
import { deriveVisitsAndHours } from '@beatline/db/queries/presence';
import { roundsOfUnit } from '@beatline/db/queries/round_logs';
import { listUnits } from '@beatline/db/queries/units';
import type { Scoped } from '@beatline/db/engine/database';
import { creditVideoRounds, withoutHoles, type VideoRound } from '@beatline/shared/coverage/video_rounds';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { cameraViews, type ViewGround } from './camera_views';

/**
 * Credits the rounds of desks anew within stretches of time, in place of what the ledger held of them there: what a camera showed while it was watched and worked. The
 * ledger then depends on the round logs, cameras, outages and buildings alone, whatever order they came in. Answers the squares in which the ledger was corrected.
 */
export async function creditRounds(
  scoped: Scoped,
  spans: readonly { readonly unitId: number; readonly span: InstantRange }[],
  ground: ViewGround,
): Promise<ReadonlySet<number>> {
  const corrected = new Set<number>();
  if (spans.length === 0) return corrected;
  const views = new Map((await cameraViews(scoped, ground)).map((view) => [view.camera.id, view]));
  const units = new Map((await listUnits(scoped)).map((unit) => [unit.id, unit]));
  for (const { unitId, span } of spans) {
    const unit = units.get(unitId);
    // rounds that overlap one another are credited together
    let range = span;
    let rounds = await roundsOfUnit(scoped, unitId, range);
    for (;;) {
      const reach = rounds.reduce(
        (reached, { fromMs, toMs }) => ({ fromMs: Math.min(reached.fromMs, fromMs), toMs: Math.max(reached.toMs, toMs) }),
        range,
      );
      if (reach.fromMs === range.fromMs && reach.toMs === range.toMs) break;
      range = reach;
      rounds = await roundsOfUnit(scoped, unitId, range);
    }
    const shown = rounds.flatMap(({ cameraId, fromMs, toMs }): VideoRound[] => {
      const view = views.get(cameraId);
      if (view === undefined) return [];
      const outages = view.outages.map((outage) => ({ fromMs: outage.fromMs, toMs: outage.toMs ?? Infinity }));
      return withoutHoles({ fromMs, toMs }, outages).map((part) => ({
        ...part,
        cameraId,
        ownSquareId: view.ownSquareId,
        seenSquareIds: view.seenSquareIds,
      }));
    });
    // a desk that went with the import that made it has no rounds any more
    const credited = creditVideoRounds({ unitId, kind: unit?.kind ?? 'sworn' }, unit === undefined ? [] : shown);
    const { squareIds } = await correctIntervals(scoped, unitId, range, credited);
    for (const squareId of squareIds) corrected.add(squareId);
    await deriveVisitsAndHours(scoped, range);
  }
  return corrected;
}
