import { topCategories } from '@beatline/db/queries/incidents';
import type { GapRow } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';

/** How far around a square's centre and how far back counts as what happens there (GapRow). */
const RADIUS_METERS = 150;
const DAYS = 28;
const DAY_MS = 86_400_000;

/** The most frequent street group near each square over the last four weeks before an instant, by square index. */
export async function topGroupsNear(
  app: App,
  ground: Ground,
  squares: readonly number[],
  untilMs: number,
): Promise<ReadonlyMap<number, GapRow['topCategory']>> {
  if (squares.length === 0) return new Map();
  const ids = squares.map((square) => ground.data.squareId[square]);
  const byId = await app.query((scoped) => topCategories(scoped, ids, { fromMs: untilMs - DAYS * DAY_MS, toMs: untilMs }, RADIUS_METERS));
  return new Map(squares.map((square, i) => [square, byId.get(ids[i])]));
}
