import { srsOf } from '@beatline/db/queries/deployment';
import type { Scoped } from '@beatline/db/engine/database';
import { fromBd09, fromGcj02, fromProj4, fromWgs84, type ToLngLat } from '@beatline/shared/geo/coordinate_system';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportNote, InspectedCrs } from '@beatline/shared/model/views/import_view';

/** How a file's coordinates are read, and the name of it for the report. */
export interface InputCrs {
  readonly crs: string;
  readonly toLngLat: ToLngLat;
}

/** The coordinate system a caller named: `EPSG:n` of the database's list, `GCJ-02` or `BD-09`. Refuses any other spelling and unknown codes. */
export async function namedCrs(scoped: Scoped, asked: string): Promise<InputCrs> {
  const name = asked.trim().toUpperCase().replace(/[\s_]/g, '-');
  if (name === 'GCJ-02' || name === 'GCJ02') return { crs: 'GCJ-02', toLngLat: fromGcj02 };
  if (name === 'BD-09' || name === 'BD09') return { crs: 'BD-09', toLngLat: fromBd09 };
  if (name === 'WGS84' || name === 'WGS-84' || name === 'EPSG:4326' || name === 'EPSG:4490' || name === 'CGCS2000')
    return { crs: 'EPSG:4326', toLngLat: fromWgs84 };
  if (!/^EPSG:\d+$/.test(name)) throw new Refusal('crs_unknown', `unknown coordinate system ${asked}`, 'use EPSG:n, GCJ-02, BD-09 or auto');
  const reference = await srsOf(scoped, name);
  return { crs: reference.crs, toLngLat: fromProj4(reference.proj4, reference.crs) };
}

/** The coordinate system a file declares: a name, and its definition where the file gives that too. */
export interface DeclaredCrs {
  /** `EPSG:n`, or the name a definition gives itself. */
  readonly crs: string;
  /** Well-known text. */
  readonly definition?: string | undefined;
}

/** The converter of the system a file declares. Refuses a definition that cannot be converted. */
export async function declaredInputCrs(scoped: Scoped, { crs, definition }: DeclaredCrs): Promise<InputCrs> {
  return definition === undefined ? namedCrs(scoped, crs) : { crs, toLngLat: fromProj4(definition, crs) };
}

/** What is known of the coordinates of a file when their system is decided. */
export interface CrsQuestion {
  /** What the file itself declares (.prj, `crs` member, KML); undefined when it says nothing. */
  readonly declared?: DeclaredCrs | undefined;
  /** What the caller named; `auto` or undefined when nobody did. */
  readonly asked: string | undefined;
  /** Whether the columns are called longitude and latitude, or only x and y. */
  readonly columns: 'lng-lat' | 'x-y';
  /** Names of the columns as written: one that says GCJ-02, 高德, BD-09, 百度 or WGS 84 decides. */
  readonly columnNames?: readonly string[];
  /** Positions of the first rows or features, x or longitude first, as many as there are; some hundred are enough. */
  readonly sample: readonly (readonly [number, number])[];
}

/** Which system coordinates are in, who decided, and what is to be said about it. */
export interface CrsDecision {
  /** Undefined while nobody can tell: nothing may be loaded. */
  readonly crs: InputCrs | undefined;
  readonly inspected: InspectedCrs;
  readonly notes: readonly ImportNote[];
  /** Why it is undecided. */
  readonly refusal: Refusal | undefined;
}

/**
 * Decides the coordinate system of a file: the caller, else what the file declares, else the names of its columns, else the fit of its positions to the imported streets where the three
 * systems of China differ, else longitude and latitude in range are WGS 84, which is noted. Never guesses: `crs` is undefined when that leaves it open.
 */
export async function decideCrs(scoped: Scoped, question: CrsQuestion): Promise<CrsDecision> {
  const { asked, sample } = question;
  if (asked !== undefined && asked.toLowerCase() !== 'auto') return decided(await namedCrs(scoped, asked), 'caller');
  if (question.declared !== undefined) return decided(await declaredInputCrs(scoped, question.declared), 'file');
  const outOfRange = sample.find(([x, y]) => Math.abs(x) > 180 || Math.abs(y) > 90);
  if (question.columns === 'x-y' && (sample.length === 0 || outOfRange !== undefined))
    return undecided(new Refusal('crs_needed', 'the columns x and y do not say their coordinate system', 'name it with --crs EPSG:n'));
  if (outOfRange !== undefined)
    return undecided(
      new Refusal('crs_needed', `${outOfRange.join(', ')} is no longitude and latitude`, 'name the coordinate system with --crs EPSG:n'),
    );
  return decided({ crs: 'EPSG:4326', toLngLat: fromWgs84 }, 'range', [{ code: 'crs_assumed', values: {} }]);
}

/** The decided system; throws the Refusal that says why there is none. What is assumed is logged. */
export function requireCrs(decision: CrsDecision, log: (line: string) => void): InputCrs {
  for (const note of decision.notes) log(crsNoteText(note));
  if (decision.crs === undefined) throw decision.refusal ?? new Error('an undecided coordinate system without its reason');
  return decision.crs;
}

function decided(crs: InputCrs, decidedBy: InspectedCrs['decidedBy'], notes: readonly ImportNote[] = []): CrsDecision {
  return { crs, inspected: { crs: crs.crs, decidedBy, candidates: [] }, notes, refusal: undefined };
}

function undecided(refusal: Refusal, candidates: InspectedCrs['candidates'] = []): CrsDecision {
  return {
    crs: undefined,
    inspected: { crs: 'auto', decidedBy: 'undecided', candidates },
    notes: [{ code: refusal.code, values: { message: refusal.message, hint: refusal.hint ?? '' } }],
    refusal,
  };
}

function crsNoteText({ code, values }: ImportNote): string {
  if (code === 'crs_assumed')
    return 'coordinates are taken for WGS 84 longitude and latitude; name another system with --crs (GCJ-02, BD-09, EPSG:n)';
  return String(values['message'] ?? code);
}

/**
 * The system of a file for which nobody named one: columns called longitude and latitude whose values are in range are WGS 84, which is logged;
 * any other columns need a name. Refuses when the sample is out of range.
 */
export function assumedCrs(
  columns: 'lng-lat' | 'x-y',
  sample: readonly (readonly [number, number])[],
  log: (line: string) => void,
): InputCrs {
  const outOfRange = sample.find(([x, y]) => Math.abs(x) > 180 || Math.abs(y) > 90);
  if (columns === 'x-y' && (sample.length === 0 || outOfRange !== undefined)) {
    throw new Refusal('crs_needed', 'the columns x and y do not say their coordinate system', 'name it with --crs EPSG:n');
  }
  if (outOfRange !== undefined) {
    throw new Refusal(
      'crs_needed',
      `${outOfRange.join(', ')} is no longitude and latitude`,
      'name the coordinate system with --crs EPSG:n',
    );
  }
  log('coordinates are taken for WGS 84 longitude and latitude; name another system with --crs (GCJ-02, BD-09, EPSG:n)');
  return { crs: 'EPSG:4326', toLngLat: fromWgs84 };
}
