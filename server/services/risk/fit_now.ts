import { newestRecords, requireDeployment } from '@beatline/db/queries/deployment';
import { incidentsForRisk } from '@beatline/db/queries/incidents';
import { insertRisk } from '@beatline/db/queries/risk';
import { listSquares } from '@beatline/db/queries/squares';
import { createProjection } from '@beatline/shared/geo/projection';
import { CATEGORY_GROUPS, type CategoryGroup } from '@beatline/shared/model/category';
import { Refusal } from '@beatline/shared/model/refusal';
import type { RiskIncidents, RiskNote } from '@beatline/shared/risk/fit_risk';
import type { App } from '../../app';

/** How far back incidents are used, days: two years, the half-life of their weight (METHODS 2). */
const HISTORY_DAYS = 730;
const HOUR_MS = 3_600_000;

export interface FitAnswer {
  readonly model: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly cells: number;
  readonly incidents: number;
  readonly seconds: number;
}

/**
 * Fits the risk model, freezes the tiers with it and puts both in force. With a group only its incidents are used, the answer tells what came of it, and nothing
 * is put in force: patrols are planned on all street demand. `untilMs` defaults to the hour after the newest incident, or now when that lies ahead.
 */
export async function fitRiskNow(
  app: App,
  input: { readonly untilMs?: number | undefined; readonly group?: CategoryGroup | undefined },
  options: { readonly onProgress?: (fractionDone: number) => void; readonly stopFlag?: Int32Array } = {},
): Promise<FitAnswer & { readonly riskVersion: number | undefined }> {
  const startedMs = performance.now();
  const read = await app.query(async (scoped) => {
    const deployment = await requireDeployment(scoped);
    const squares = await listSquares(scoped);
    const newestMs = (await newestRecords(scoped)).incidents;
    const untilMs =
      input.untilMs ?? Math.min(app.nowMs(), newestMs === undefined ? Infinity : Math.floor(newestMs / HOUR_MS + 1) * HOUR_MS);
    return {
      deployment,
      squares,
      untilMs,
      incidents: await incidentsForRisk(scoped, { untilMs, historyDays: HISTORY_DAYS, projection: createProjection(deployment.proj4) }),
    };
  });
  const { deployment, squares, untilMs } = read;
  if (squares.length === 0) throw new Refusal('no_squares', 'there is no ground to fit a risk on', 'import jurisdictions or streets first');
  const incidents = input.group === undefined ? read.incidents : onlyGroup(read.incidents, CATEGORY_GROUPS.indexOf(input.group));
  if (incidents.length === 0)
    throw new Refusal('no_incidents', 'there are no street incidents with a place to fit a risk on', 'import incidents first');

  const { model, tiers } = await app.compute.run(
    'fitRisk',
    {
      timeZone: deployment.timeZone,
      cellMeters: deployment.cellMeters,
      squareId: squares.squareId,
      districtId: squares.districtId,
      incidents,
      untilMs,
      historyDays: HISTORY_DAYS,
    },
    options,
  );
  for (const note of model.notes) {
    const sentence = sentenceOf(note);
    if (sentence !== undefined) app.log(`risk fit: ${sentence}`);
  }
  let riskVersion: number | undefined;
  if (input.group === undefined) {
    riskVersion = (await app.query((scoped) => insertRisk(scoped, { model, tierByBand: tiers, fittedAtMs: app.nowMs() }))).id;
    app.refresh();
  } else app.log(`risk fit: only ${input.group} was used, so this fit is not put in force`);
  return {
    model: model.model,
    parameters: { ...model.parameters },
    cells: model.squareId.length,
    incidents: model.incidents,
    seconds: (performance.now() - startedMs) / 1000,
    riskVersion,
  };
}

function onlyGroup(incidents: RiskIncidents, group: number): RiskIncidents {
  const rows = Array.from(incidents.group.subarray(0, incidents.length).keys()).filter((row) => incidents.group[row] === group);
  const take = (column: Float64Array | Uint8Array) => rows.map((row) => column[row]);
  return {
    length: rows.length,
    x: Float64Array.from(take(incidents.x)),
    y: Float64Array.from(take(incidents.y)),
    instantMs: Float64Array.from(take(incidents.instantMs)),
    group: Uint8Array.from(take(incidents.group)),
    hourKnown: Uint8Array.from(take(incidents.hourKnown)),
  };
}

/** What the operator should know of a note; nothing where a group that is not street demand simply has no incidents. */
function sentenceOf(note: RiskNote): string | undefined {
  switch (note.code) {
    case 'too_few_incidents':
      if (note.incidents === 0) return undefined;
      return `${note.group} has ${note.incidents} incidents, ${note.needed} are needed to place it: spread evenly`;
    case 'outside_area':
      return `${note.incidents} incidents lie outside the squares and were left out`;
    case 'after_fit':
      return `${note.incidents} incidents are later than the end of the fit and were left out`;
    case 'before_history':
      return `${note.incidents} incidents are older than the history and were left out`;
    case 'short_history':
      return `records reach back ${Math.round(note.daysFound)} of the ${note.daysAsked} days asked for`;
  }
}
