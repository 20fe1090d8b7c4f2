import { setTimeout as pause } from 'node:timers/promises';
import { beginBatch, finishBatch, insertRejects, type Reject } from '@beatline/db/queries/batches';
import { stageIncidents, type StagedIncident } from '@beatline/db/queries/incident_stage';
import type { Scoped } from '@beatline/db/engine/database';
import { withoutHousehold } from '@beatline/shared/addresses/household';
import { createMidnightHeap } from '@beatline/shared/formats/midnight_heap';
import type { Deployment } from '@beatline/shared/model/deployment';
import type { IncidentSource } from '@beatline/shared/model/incident';
import { Refusal } from '@beatline/shared/model/refusal';
import type { UnlocatedReason } from '@beatline/shared/model/views/incident_view';
import { loadWithin, type ImportContext } from './import_context';
import { openIncidentTable, type IncidentReading } from './incident_source';
import { openInputFile, type ImportFile, type InputFile } from './input_file';
import { addressFinder } from './locate_incidents';
import { meteredInput } from './metered_input';
import { rowIdentity } from './row_identity';

export interface ImportIncidentsOptions extends IncidentReading {
  /** Do everything, answer the report, keep nothing. */
  readonly dryRun?: boolean | undefined;
}

/** Answer of `import incidents` (COMMANDS). rows = loaded + updated + unchanged + rejected; unlocated and outside are parts of loaded. */
export interface IncidentsAnswer {
  /** Null after a dry run, which leaves no batch. */
  readonly batch: number | null;
  readonly rows: number;
  readonly loaded: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly unlocated: number;
  /** Why rows of loaded are not on the map, and how many. */
  readonly unlocatedReasons: Readonly<Partial<Record<UnlocatedReason, number>>>;
  /** Rows of loaded that were placed by their address. */
  readonly geocoded: number;
  readonly outside: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** Categories nobody has mapped yet: counted as street incidents of group other. */
  readonly unmappedCategories: readonly string[];
  readonly droppedColumns: readonly string[];
  readonly crs: string;
  readonly source: IncidentSource;
}

/** Thrown to roll a dry run back. */
class DryRunDone extends Error {
  constructor(readonly answer: IncidentsAnswer) {
    super('dry run');
  }
}

/** Rows handed to the database at a time: some 20 MB. */
const STAGED_ROWS = 20_000;
/** Chosen: enough for a request to come in and be answered, one in a thousand of the time a step takes. */
const BREATH_MS = 2;

/** Loads a table of incidents; loading it again changes nothing, loading a corrected one updates. */
export async function importIncidents(
  context: ImportContext,
  file: ImportFile,
  options: ImportIncidentsOptions = {},
): Promise<IncidentsAnswer> {
  const input = await openInputFile(file);
  try {
    return await loadWithin(context, async (scoped, deployment) => {
      const answer = await load(context, scoped, deployment, input, options);
      if (options.dryRun === true) throw new DryRunDone({ ...answer, batch: null });
      return answer;
    });
  } catch (error) {
    if (error instanceof DryRunDone) return error.answer;
    throw error;
  }
}

async function load(
  context: ImportContext,
  scoped: Scoped,
  deployment: Deployment,
  input: InputFile,
  options: ImportIncidentsOptions,
): Promise<IncidentsAnswer> {
  const log = (line: string): void => context.log(line);
  const meter = meteredInput(input);
  const source = await openIncidentTable(scoped, meter.input, options, deployment.timeZone, log);
  const { personColumns, droppedColumns, mapping } = source.columns;
  const batch = await beginBatch(scoped, {
    verb: 'incidents',
    fileName: input.name,
    startedAtMs: context.nowMs(),
    columns: source.table.header.filter((_, column) => !personColumns.includes(column)),
  });
  const stage = await stageIncidents(scoped);
  const heap = createMidnightHeap();
  const reasons: Record<string, number> = {};
  let rows = 0;
  let rejected = 0;
  let incidents: StagedIncident[] = [];
  let rejects: Reject[] = [];
  /** The embedded engine works in this thread: between two steps others get their turn, one of whom may give this load up. */
  const breathe = async (): Promise<void> => {
    await pause(BREATH_MS);
    if (context.signal?.aborted === true) throw new Refusal('cancelled', `the load of ${input.name} was given up`, 'nothing of it stays');
  };
  const hand = async (): Promise<void> => {
    await stage.add(incidents);
    await insertRejects(scoped, batch, rejects);
    incidents = [];
    rejects = [];
    log(`${input.name}: ${rows} rows`);
    context.onProgress?.({ stage: 'reading', rows, fractionDone: meter.fractionRead() });
  };
  meter.begin();
  for await (const { firstRow, rows: read } of source.table.batches()) {
    for (const [i, row] of read.entries()) {
      const result = source.read(row);
      if (!result.valid) {
        reasons[result.reason] = (reasons[result.reason] ?? 0) + 1;
        rejected += 1;
        rejects.push({
          rowNumber: firstRow + i,
          column: result.column,
          value: result.value,
          reason: result.reason,
          cells: storedCells(row, personColumns, mapping.address),
        });
        continue;
      }
      const { incident, localMinute } = result;
      if (localMinute !== undefined) heap.add(localMinute);
      incidents.push({
        ...incident,
        ...rowIdentity(row, incident.externalId, personColumns),
        hourKnown: localMinute !== undefined,
        isAtMidnight: localMinute === 0,
      });
    }
    rows += read.length;
    await breathe();
    if (incidents.length + rejects.length >= STAGED_ROWS) await hand();
  }
  await hand();
  if (rejected === rows) {
    throw new Refusal(
      'nothing_loaded',
      `none of the ${rows} rows of ${input.name} is an incident`,
      `reasons: ${Object.keys(reasons).join(', ')}; check the columns with --map`,
    );
  }
  if (heap.isHeaped()) log(`${input.name}: far more incidents at 00:00 than around it; their hour is taken for unknown`);
  if (mapping.address !== undefined && stage.locatedFraction() < LOCATED_FRACTION) {
    log('most rows have no coordinates: looking their addresses up');
    context.onProgress?.({ stage: 'checking', rows, fractionDone: undefined });
    await stage.locateByAddress(await addressFinder(scoped, breathe));
  }
  context.onProgress?.({ stage: 'storing', rows, fractionDone: undefined });
  const { unmappedCategories, ...merged } = await stage.merge(batch, { isMidnightUnknown: heap.isHeaped(), onStep: breathe });
  await breathe();
  if (unmappedCategories.length > 0)
    log(`categories nobody has mapped yet, counted as street incidents of group other: ${unmappedCategories.join(', ')}`);
  const answer: IncidentsAnswer = {
    batch,
    rows,
    ...merged,
    rejected,
    reasons,
    unmappedCategories,
    droppedColumns,
    crs: source.crs.crs,
    source: source.source,
  };
  await finishBatch(scoped, batch, { state: 'done', finishedAtMs: context.nowMs(), report: answer });
  return answer;
}

/** Chosen: a file in which most rows have coordinates says by a blank or 0,0 that a place is withheld or unknown; it is then placed by hand or not at all. */
const LOCATED_FRACTION = 0.5;

/** A row as it is kept when it is not taken: without persons, doors of households reduced to their building. */
function storedCells(row: readonly string[], personColumns: readonly number[], addressColumn: number | undefined): string[] {
  return row.flatMap((value, column) =>
    personColumns.includes(column) ? [] : [column === addressColumn ? withoutHousehold(value) : value],
  );
}
