import type { LngLat } from '../../geo/lng_lat';

/** What can be imported from a file, in the order a new deployment needs it. The name is the verb: `import KIND FILE`. */
export const IMPORT_KINDS = [
  'streets',
  'jurisdictions',
  'incidents',
  'tracks',
  'places',
  'zones',
  'roads',
  'addresses',
  'units',
  'roster',
  'calendar',
  'assignments',
  'cameras',
  'round_logs',
  'sign_ins',
] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export const FILE_FORMATS = ['csv', 'xlsx', 'geojson', 'kml', 'shapefile', 'gpx', 'osm-pbf', 'osm-xml'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** A file that was sent in to be looked at and loaded; kept for a day. */
export interface Upload {
  readonly uploadId: string;
  readonly name: string;
  readonly bytes: number;
}

/** imports.propose: what an uploaded file most likely is; somebody confirms it. */
export interface ImportProposal {
  /** Null when no kind can read the file. */
  readonly kind: ImportKind | null;
  /** Rows of a table without its header; null when it is no table, or too large to count while somebody waits. */
  readonly rows: number | null;
}

/** What was found in a file before anything is stored: every choice with its reason, so that somebody can agree or change it. */
export interface ImportInspection {
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly format: FileFormat;
  readonly encoding: string | undefined;
  readonly delimiter: string | undefined;
  /** The sheet of a workbook that is read, and all it has. */
  readonly sheet: string | undefined;
  readonly sheets: readonly string[];
  /** Column or property names as written; empty for formats without any. */
  readonly header: readonly string[];
  /** The first rows as text, columns that look like persons blanked. */
  readonly sample: readonly (readonly string[])[];
  /** Columns left out because they look like persons. */
  readonly droppedColumns: readonly string[];
  readonly fields: readonly InspectedField[];
  /** Required fields without a clear column; nothing can be loaded while there are any. */
  readonly missing: readonly string[];
  readonly crs: InspectedCrs | undefined;
  /** Zone that times without one are read in; undefined when the file has no times. */
  readonly timeZone: string | undefined;
  /** The mapping was saved with a file of the same header before. */
  readonly mappingSavedAt: string | undefined;
  /** What the file puts on the map, of its first rows. */
  readonly preview: ImportPreview;
  /** What was assumed or noticed; the page words them by their code. */
  readonly notes: readonly ImportNote[];
  /** Rows of the sample that would be left out. */
  readonly problems: readonly ImportProblem[];
}

export interface InspectedField {
  readonly field: string;
  readonly required: boolean;
  /** Column in use, proposed or saved or given. */
  readonly column: string | undefined;
  /** Columns with an equal claim, when none is clear. */
  readonly candidates: readonly string[];
}

export interface InspectedCrs {
  /** `auto` while it is undecided. */
  readonly crs: string;
  /**
   * Who decided: the caller, the file itself, the fit to the streets, or only that the values are in range of degrees. Undecided: somebody has to choose
   * before anything can be loaded, and `missing` says so.
   */
  readonly decidedBy: 'caller' | 'file' | 'streets' | 'range' | 'undecided';
  /** How well the points fit the streets under each system; empty when they were not compared. */
  readonly candidates: readonly CrsCandidate[];
}

export interface CrsCandidate {
  readonly crs: string;
  /** Fraction of the points that lie near a street, 0 to 1. */
  readonly nearStreetFraction: number;
  /** Median distance to the nearest street, metres. */
  readonly medianMeters: number;
}

export interface ImportPreview {
  readonly points: readonly LngLat[];
  readonly lines: readonly (readonly LngLat[])[];
  readonly areas: readonly { readonly label: string; readonly rings: readonly (readonly LngLat[])[] }[];
}

export interface ImportNote {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** One row or feature that was or would be left out. */
export interface ImportProblem {
  /** As a spreadsheet numbers it: the header is row 1. Features are numbered from 1. */
  readonly rowNumber: number;
  readonly column: string;
  readonly value: string;
  /** A code of shared/formats/reject_reasons. */
  readonly reason: string;
}

/** How a file is to be read; what does not apply to its kind is left out. */
export interface ImportSettings {
  /** `field=column` pairs. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** `auto`, `EPSG:n`, `GCJ-02` or `BD-09`. */
  readonly crs?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly encoding?: string | undefined;
  readonly sheet?: string | undefined;
  readonly source?: 'citizen' | 'officer' | undefined;
  readonly level?: string | undefined;
  readonly unit?: string | undefined;
  readonly mode?: string | undefined;
}

export type BatchState = 'running' | 'done' | 'failed' | 'undone';

/** An import as the list of batches shows it. */
export interface BatchRow {
  readonly batch: number;
  readonly kind: string;
  readonly fileName: string;
  readonly state: BatchState;
  /** ISO 8601 in the deployment's zone. */
  readonly startedAt: string;
  readonly seconds: number | undefined;
  /** The answer of the command, as COMMANDS gives it. */
  readonly report: Readonly<Record<string, unknown>>;
  readonly rejected: number;
  /** A later import that has to be undone before this one; undefined when there is none. */
  readonly undoFirst: number | undefined;
}

/** How far a load is. */
export interface ImportProgress {
  readonly jobId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly stage: 'reading' | 'checking' | 'storing' | 'crediting';
  readonly rows: number;
  /** 0 to 1 by bytes read; undefined while it is not known. */
  readonly fractionDone: number | undefined;
  /** The answer of the command, once done. */
  readonly report: Readonly<Record<string, unknown>> | undefined;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | undefined } | undefined;
}
