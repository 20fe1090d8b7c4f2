/** Figures of a report in the order they are read; the page words each by its name. Rows come first, what was left out last. */
const FIGURES = [
  'rows',
  'loaded',
  'updated',
  'unchanged',
  'fixes',
  'duplicates',
  'pathOnly',
  'ways',
  'segments',
  'lengthMeters',
  'buildings',
  'places',
  'missingNodes',
  'repaired',
  'overlapsSquareMeters',
  'holesSquareMeters',
  'unlocated',
  'outside',
  'removed',
  'restored',
  'rejected',
] as const;
export type ReportFigure = (typeof FIGURES)[number];

/** Figures worth a line only when there is something to tell. */
const SILENT_AT_ZERO: ReadonlySet<ReportFigure> = new Set([
  'updated',
  'unchanged',
  'duplicates',
  'pathOnly',
  'missingNodes',
  'repaired',
  'overlapsSquareMeters',
  'holesSquareMeters',
  'unlocated',
  'outside',
]);

export interface ReportCount {
  readonly name: ReportFigure;
  readonly value: number;
}

/** The figures of a report (COMMANDS gives each kind its own) that have something to say. */
export function figuresOf(report: Readonly<Record<string, unknown>>): ReportCount[] {
  return FIGURES.flatMap((name) => {
    const value = report[name];
    return typeof value !== 'number' || (value === 0 && SILENT_AT_ZERO.has(name)) ? [] : [{ name, value }];
  });
}

/** Why rows were left out or counted apart, most frequent first: `reasons` of tables, `dropped` of tracks. */
export function reasonsOf(report: Readonly<Record<string, unknown>>): { readonly reason: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const name of ['reasons', 'dropped']) {
    for (const [reason, count] of Object.entries((report[name] ?? {}) as Record<string, unknown>)) {
      if (typeof count === 'number' && count > 0) counts.set(reason, (counts.get(reason) ?? 0) + count);
    }
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count);
}

/** A list of names in a report, empty when it has none under that name. */
export function namesOf(report: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const value = report[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The batch a report is of; undefined for reports that stored nothing. */
export function batchOf(report: Readonly<Record<string, unknown>>): number | undefined {
  return typeof report['batch'] === 'number' ? report['batch'] : undefined;
}

/** A count of the report, 0 when it has none of that name. */
export function countOf(report: Readonly<Record<string, unknown>>, name: ReportFigure): number {
  const value = report[name];
  return typeof value === 'number' ? value : 0;
}
