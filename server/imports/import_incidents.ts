import { beginBatch, finishBatch, insertRejects, type Reject } from '@beatline/db/queries/batches';
import { loadIncidents } from '@beatline/db/queries/incidents';
import type { Scoped } from '@beatline/db/engine/database';
import type { Deployment } from '@beatline/shared/model/deployment';
import type { IncidentInput, IncidentSource } from '@beatline/shared/model/incident';
import { Refusal } from '@beatline/shared/model/refusal';
import { loadWithin, type ImportContext } from './import_context';
import { openIncidentTable, type IncidentReading } from './incident_source';
import { openInputFile, type ImportFile, type InputFile } from './input_file';
import { createRowIdentities } from './row_identity';

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
  readonly outside: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
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

/** Rows merged at a time: each merge cuts the outlines of the jurisdictions anew, so few large ones; some 50 MB. */
const MERGE_ROWS = 50_000;

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
  const source = await openIncidentTable(scoped, input, options, deployment.timeZone, log);
  const batch = await beginBatch(scoped, {
    verb: 'incidents',
    fileName: input.name,
    startedAtMs: context.nowMs(),
    columns: source.table.header.filter((_, column) => !source.columns.personColumns.includes(column)),
  });
  const identities = createRowIdentities(source.columns.personColumns);

  const counts = { rows: 0, loaded: 0, updated: 0, unchanged: 0, unlocated: 0, outside: 0, rejected: 0 };
  const reasons: Record<string, number> = {};
  const unmapped = new Set<string>();
  let incidents: IncidentInput[] = [];
  let rejects: Reject[] = [];
  const merge = async (): Promise<void> => {
    const merged = await loadIncidents(scoped, batch, incidents);
    await insertRejects(scoped, batch, rejects);
    for (const key of ['loaded', 'updated', 'unchanged', 'unlocated', 'outside'] as const) counts[key] += merged[key];
    for (const code of merged.unmappedCategories) unmapped.add(code);
    counts.rejected += rejects.length;
    incidents = [];
    rejects = [];
    log(`${input.name}: ${counts.rows} rows`);
  };
  for await (const { firstRow, rows } of source.table.batches()) {
    rows.forEach((row, i) => {
      const result = source.read(row);
      if (!result.valid) {
        reasons[result.reason] = (reasons[result.reason] ?? 0) + 1;
        rejects.push({
          rowNumber: firstRow + i,
          column: result.column,
          value: result.value,
          reason: result.reason,
          cells: row.filter((_, column) => !source.columns.personColumns.includes(column)),
        });
        return;
      }
      const hourKnown = result.localMinute !== undefined && !(source.midnightHeaped && result.localMinute === 0);
      incidents.push({ ...result.incident, hourKnown, identity: identities.next(row, result.incident.externalId) });
    });
    counts.rows += rows.length;
    if (incidents.length + rejects.length >= MERGE_ROWS) await merge();
  }
  await merge();
  if (unmapped.size > 0) log(`categories nobody has mapped yet, counted as street incidents of group other: ${[...unmapped].join(', ')}`);
  if (counts.rejected === counts.rows) {
    throw new Refusal(
      'nothing_loaded',
      `none of the ${counts.rows} rows of ${input.name} is an incident`,
      `reasons: ${Object.keys(reasons).join(', ')}; check the columns with --map`,
    );
  }
  const answer: IncidentsAnswer = {
    batch,
    ...counts,
    reasons,
    droppedColumns: source.columns.droppedColumns,
    crs: source.crs.crs,
    source: source.source,
  };
  await finishBatch(scoped, batch, { state: 'done', finishedAtMs: context.nowMs(), report: answer });
  return answer;
}
