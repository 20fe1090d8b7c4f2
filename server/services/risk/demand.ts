import { incidentsForRisk } from '@beatline/db/queries/incidents';
import type { Scoped } from '@beatline/db/engine/scope';
import type { Projection } from '@beatline/shared/geo/projection';
import type { CategoryGroup } from '@beatline/shared/model/category';
import { withoutRepeatCalls } from '@beatline/shared/risk/repeat_calls';
import type { RiskIncidents } from '@beatline/shared/risk/risk_model';

/** What drives patrols: street incidents reported by citizens, with a place, oldest first, repeat calls merged. */
export interface Demand {
  readonly incidents: RiskIncidents;
  /** Calls that told of an event already known. */
  readonly repeatCalls: number;
}

/** The demand of `historyDays` before `untilMs`, in metres of the projection. */
export async function readDemand(
  scoped: Scoped,
  input: {
    readonly untilMs: number;
    readonly historyDays: number;
    readonly projection: Projection;
    readonly group?: CategoryGroup | undefined;
  },
): Promise<Demand> {
  const all = await incidentsForRisk(scoped, input);
  const { rows, repeats } = withoutRepeatCalls(all);
  const incidents =
    repeats === 0
      ? all
      : {
          length: rows.length,
          x: Float64Array.from(rows, (row) => all.x[row]),
          y: Float64Array.from(rows, (row) => all.y[row]),
          instantMs: Float64Array.from(rows, (row) => all.instantMs[row]),
          rangeMs: Float64Array.from(rows, (row) => all.rangeMs[row]),
          group: Uint8Array.from(rows, (row) => all.group[row]),
          hourKnown: Uint8Array.from(rows, (row) => all.hourKnown[row]),
        };
  return { incidents, repeatCalls: repeats };
}
