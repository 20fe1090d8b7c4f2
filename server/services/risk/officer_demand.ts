import { incidentsForRisk } from '@beatline/db/queries/incidents';
import { firstPatrolHour, patrolSecondsBySquare } from '@beatline/db/queries/patrol_exposure';
import type { Scoped } from '@beatline/db/engine/scope';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import type { Projection } from '@beatline/shared/geo/projection';
import type { CategoryGroup } from '@beatline/shared/model/category';
import { Refusal } from '@beatline/shared/model/refusal';
import { addWeighted, weighOfficerIncidents } from '@beatline/shared/risk/officer_exposure';
import { incidentsFrom, type RiskIncidents } from '@beatline/shared/risk/risk_model';

const DAY_MS = 86_400_000;

/** Citizens' demand with what officers came upon, weighted by how long they were there (METHODS 2). */
export interface OfficerDemand {
  readonly incidents: RiskIncidents;
  /** Incidents officers came upon, of those how many lie before the first patrol on record and were left out. */
  readonly found: number;
  readonly beforePatrols: number;
  /** Squares so little patrolled that patrols' finds say nothing about them, ascending. */
  readonly notEstimable: readonly number[];
}

/**
 * Adds what officers came upon to the demand: only from the first patrol on record on, as nobody knows how long patrols were anywhere before it. Throws a Refusal when
 * there is no patrol on record, because unweighted a forecast would send patrols where patrols were.
 */
export async function addOfficerDemand(
  scoped: Scoped,
  demand: RiskIncidents,
  input: {
    readonly untilMs: number;
    readonly historyDays: number;
    readonly projection: Projection;
    readonly group?: CategoryGroup | undefined;
    /** Ascending. */
    readonly squareId: Float64Array;
    readonly cellMeters: number;
  },
): Promise<OfficerDemand> {
  const { untilMs, squareId } = input;
  const firstPatrolMs = await firstPatrolHour(scoped);
  if (firstPatrolMs === undefined || firstPatrolMs >= untilMs)
    throw new Refusal(
      'no_patrols',
      'no patrol is on record before the end of the fit, so what officers came upon cannot be weighed by where they were',
      'import tracks first, or fit without officers’ incidents',
    );
  const fromMs = Math.max(firstPatrolMs, untilMs - input.historyDays * DAY_MS);
  const patrolled = await patrolSecondsBySquare(scoped, { fromMs, toMs: untilMs });
  const indexOf = new Map(Array.from(squareId, (id, index) => [id, index] as const));
  const patrolSeconds = new Float64Array(squareId.length);
  for (let row = 0; row < patrolled.length; row++) {
    const index = indexOf.get(patrolled.squareId[row]);
    if (index !== undefined) patrolSeconds[index] = patrolled.patrolSeconds[row];
  }
  const { weight, notEstimable } = weighOfficerIncidents(patrolSeconds);

  const all = await incidentsForRisk(scoped, { ...input, sources: ['officer'] });
  const beforePatrols = all.instantMs.filter((at) => at < fromMs).length;
  const found = incidentsFrom(all, beforePatrols);
  const weights = Float64Array.from({ length: found.length }, (_, row) => {
    const index = indexOf.get(squareIdAt({ x: found.x[row], y: found.y[row] }, input.cellMeters));
    // outside the squares, where the fit leaves it out
    return index === undefined ? 1 : weight[index];
  });
  return {
    incidents: addWeighted(demand, found, weights),
    found: all.length,
    beforePatrols,
    notEstimable: Array.from(notEstimable, (index) => squareId[index]),
  };
}
