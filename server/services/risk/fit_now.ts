import { calendarDays } from '@beatline/db/queries/calendar';
import { harmWeights } from '@beatline/db/queries/categories';
import { newestRecords, requireDeployment } from '@beatline/db/queries/deployment';
import { insertRisk } from '@beatline/db/queries/risk';
import { listSquares } from '@beatline/db/queries/squares';
import { createProjection } from '@beatline/shared/geo/projection';
import { CATEGORY_GROUPS, type CategoryGroup } from '@beatline/shared/model/category';
import { Refusal } from '@beatline/shared/model/refusal';
import type { RiskNote } from '@beatline/shared/risk/risk_model';
import type { App } from '../../app';
import { readDemand } from './demand';
import { addOfficerDemand } from './officer_demand';

/** How far back incidents are used at most, days: an incident of ten years ago weighs a thirtieth (METHODS 2). */
const LONGEST_HISTORY_DAYS = 3653;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface FitAnswer {
  readonly model: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly cells: number;
  readonly incidents: number;
  readonly seconds: number;
  /** With officers' incidents: squares so little patrolled that these say nothing about them ("not estimable from patrol"). */
  readonly notEstimable?: readonly number[];
}

/**
 * Fits the risk model, freezes the tiers with it and puts both in force. With a group only its incidents are used, the answer tells what came of it, and nothing
 * is put in force: patrols are planned on all street demand. `untilMs` defaults to the hour after the newest incident, or now when that lies ahead. With `officer`
 * what officers came upon counts too, weighted by how long they were there.
 */
export async function fitRiskNow(
  app: App,
  input: {
    readonly untilMs?: number | undefined;
    readonly group?: CategoryGroup | undefined;
    readonly officer?: boolean | undefined;
  },
  options: { readonly onProgress?: (fractionDone: number) => void; readonly stopFlag?: Int32Array } = {},
): Promise<FitAnswer & { readonly riskVersion: number | undefined }> {
  const startedMs = performance.now();
  const read = await app.query(async (scoped) => {
    const deployment = await requireDeployment(scoped);
    const squares = await listSquares(scoped);
    const newestMs = (await newestRecords(scoped)).incidents;
    const untilMs =
      input.untilMs ?? Math.min(app.nowMs(), newestMs === undefined ? Infinity : Math.floor(newestMs / HOUR_MS + 1) * HOUR_MS);
    const wanted = { untilMs, historyDays: LONGEST_HISTORY_DAYS, projection: createProjection(deployment.proj4), group: input.group };
    const demand = await readDemand(scoped, wanted);
    const ground = { squareId: squares.squareId, cellMeters: deployment.cellMeters };
    return {
      deployment,
      squares,
      untilMs,
      days: (await calendarDays(scoped)).unusualDays,
      harmWeight: await harmWeights(scoped),
      demand,
      officer: input.officer === true ? await addOfficerDemand(scoped, demand.incidents, { ...wanted, ...ground }) : undefined,
    };
  });
  const { deployment, squares, untilMs } = read;
  if (squares.length === 0) throw new Refusal('no_squares', 'there is no ground to fit a risk on', 'import jurisdictions or streets first');
  const { officer } = read;
  const { repeatCalls } = read.demand;
  const { incidents } = officer ?? read.demand;
  if (incidents.length === 0)
    throw new Refusal('no_incidents', 'there are no street incidents with a place to fit a risk on', 'import incidents first');

  const { model, tiers, kept } = await app.compute.run(
    'fitRisk',
    {
      timeZone: deployment.timeZone,
      unusualDays: read.days,
      cellMeters: deployment.cellMeters,
      squareId: squares.squareId,
      districtId: squares.districtId,
      profileArea: numbered(squares.stationId),
      policeCellId: squares.policeCellId,
      harmWeight: read.harmWeight,
      incidents,
      // records are taken as complete from the first one on
      fromMs: Math.min(incidents.instantMs[0], untilMs - DAY_MS),
      untilMs,
    },
    options,
  );
  if (kept > 0) app.log(`risk fit: ${incidents.length - kept} incidents added to the ${kept} of the fit before`);
  const notes: RiskNote[] = [...model.notes];
  if (repeatCalls > 0) notes.push({ code: 'repeat_calls', incidents: repeatCalls });
  if (officer !== undefined) {
    notes.push({ code: 'officer_incidents', incidents: officer.found - officer.beforePatrols, beforePatrols: officer.beforePatrols });
    notes.push({ code: 'not_estimable_from_patrol', squares: officer.notEstimable });
  }
  for (const note of notes) {
    const sentence = sentenceOf(note);
    if (sentence !== undefined) app.log(`risk fit: ${sentence}`);
  }
  let riskVersion: number | undefined;
  if (input.group === undefined) {
    riskVersion = (
      await app.query((scoped) =>
        insertRisk(scoped, {
          model: { ...model, notes, parameters: { ...model.parameters, ...namedWeights(read.harmWeight) } },
          tierByBand: tiers,
          fittedAtMs: app.nowMs(),
        }),
      )
    ).id;
    app.refresh();
  } else app.log(`risk fit: only ${input.group} was used, so this fit is not put in force`);
  return {
    model: model.model,
    parameters: { ...model.parameters },
    cells: model.squareId.length,
    incidents: model.incidents,
    seconds: (performance.now() - startedMs) / 1000,
    riskVersion,
    ...(officer === undefined ? {} : { notEstimable: officer.notEstimable }),
  };
}

/** Weights other than 1 as parameters of the version that ranked by them. */
function namedWeights(harmWeight: Float64Array): Record<string, number> {
  return Object.fromEntries(CATEGORY_GROUPS.flatMap((group, i) => (harmWeight[i] === 1 ? [] : [[`harmWeight.${group}`, harmWeight[i]]])));
}

/** Area of each square from 0, in the order they come. */
function numbered(areaId: Int32Array): Uint16Array {
  const numbers = new Map<number, number>();
  return Uint16Array.from(areaId, (id) => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, numbers.size);
    return numbers.size - 1;
  });
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
      return `records reach back ${Math.round(note.daysFound)} of the ${Math.round(note.daysAsked)} days asked for`;
    case 'one_square':
      return `all ${note.incidents} incidents lie in one square: the forecast says little else`;
    case 'intervals_assumed':
      return `${note.heldOut} incidents could be held out, ${note.needed} are needed to measure how far rates are off: intervals are assumed to be wide`;
    case 'repeat_calls':
      return `${note.incidents} calls told of an event already reported and were merged with it`;
    case 'officer_incidents':
      return `${note.incidents} incidents that officers came upon count by how long patrols were there; ${note.beforePatrols} older than the first patrol on record were left out`;
    case 'not_estimable_from_patrol':
      return `${note.squares.length} squares are not estimable from patrol: patrols were hardly there`;
  }
}
