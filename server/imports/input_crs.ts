import { srsOf } from '@beatline/db/queries/deployment';
import { streetLinesWithin } from '@beatline/db/queries/street_lines';
import type { Scoped } from '@beatline/db/engine/database';
import { fromBd09, fromGcj02, fromProj4, fromWgs84, type ToLngLat } from '@beatline/shared/geo/coordinate_system';
import { CHINA_SYSTEMS, fitCoordinateSystem, type CoordinateFit } from '@beatline/shared/geo/coordinate_fit';
import type { LngLatBounds } from '@beatline/shared/geo/lng_lat';
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
 * Decides the coordinate system of a file: the caller, else what the file declares, else the names of its columns, else the fit of its positions to the
 * imported streets where the systems of China differ, else longitude and latitude in range are WGS 84, which is noted. Never guesses: `crs` is undefined
 * when that leaves it open.
 */
export async function decideCrs(scoped: Scoped, question: CrsQuestion): Promise<CrsDecision> {
  const { asked, sample } = question;
  if (asked !== undefined && asked.toLowerCase() !== 'auto') return decided(await namedCrs(scoped, asked), 'caller');
  if (question.declared !== undefined)
    return decided(await declaredInputCrs(scoped, question.declared), 'file', datumNotes(question.declared));
  const outOfRange = sample.find(([x, y]) => Math.abs(x) > 180 || Math.abs(y) > 90);
  if (question.columns === 'x-y' && (sample.length === 0 || outOfRange !== undefined))
    return undecided(new Refusal('crs_needed', 'the columns x and y do not say their coordinate system', 'name it with --crs EPSG:n'));
  if (outOfRange !== undefined) return undecided(notDegrees(sample, outOfRange));
  const named = systemInNames(question.columnNames ?? []);
  if (named !== undefined) return decided(await namedCrs(scoped, named), 'file', [{ code: 'crs_by_column', values: { crs: named } }]);
  return decideByStreets(scoped, sample);
}

/** Datums within two metres of WGS 84. */
const NEAR_WGS84 = /WGS_?(19)?84|CGCS_?2000|China_(Geodetic|2000)|North_American_1983|NAD_?83|ETRS|ITRF|GDA|NZGD_?2000|JGD_?(2000|2011)/i;

/** A definition that names another datum but not its shift to WGS 84 is converted without one, which is said. */
function datumNotes({ definition }: DeclaredCrs): ImportNote[] {
  const datum = /DATUM\s*\[\s*"([^"]+)"/i.exec(definition ?? '')?.[1];
  if (datum === undefined || NEAR_WGS84.test(datum) || /TOWGS84/i.test(definition ?? '')) return [];
  return [{ code: 'datum_unshifted', values: { datum } }];
}

/** Chosen, because with more than these a lead of WGS 84 would show if it were the one; and how much of a lead that is, in closeness. */
const DOUBTFUL_POSITIONS = 50;
const DEFAULT_LEAD = 0.08;
/** Fewer say nothing at all: a file of two or three positions is taken as written. Chosen. */
const TELLING_POSITIONS = 5;
/** Enough to be sure of (shared/geo/coordinate_fit), and a fifth of a second. */
const COMPARED_POSITIONS = 200;
/** Streets this far around the positions: BD-09 lies up to 1.3 km off. Degrees of latitude and longitude. */
const MARGIN_DEGREES = 0.03;

async function decideByStreets(scoped: Scoped, sample: CrsQuestion['sample']): Promise<CrsDecision> {
  const step = Math.max(1, sample.length / COMPARED_POSITIONS);
  const positions = Array.from({ length: Math.min(sample.length, COMPARED_POSITIONS) }, (_, i) => sample[Math.floor(i * step)]);
  const wgs84: InputCrs = { crs: 'EPSG:4326', toLngLat: fromWgs84 };
  if (positions.length === 0) return decided(wgs84, 'range', [{ code: 'crs_assumed', values: {} }]);
  const fit = fitCoordinateSystem(positions, await streetLinesWithin(scoped, boundsAround(positions)));
  const candidates = fit.systems.map(({ crs, nearStreetFraction, medianMeters }) => ({ crs, nearStreetFraction, medianMeters }));
  const best = CHINA_SYSTEMS.find(({ crs }) => crs === fit.systems[0]?.crs) ?? wgs84;
  if (fit.verdict === 'clear') {
    const { nearStreetFraction, medianMeters } = fit.systems[0];
    const values = { crs: best.crs, positions: fit.compared, nearStreetFraction, medianMeters };
    return decided(best, 'streets', [{ code: 'crs_by_streets', values }], candidates);
  }
  const scores = fit.systems.map((system) => `${system.crs} ${Math.round(system.nearStreetFraction * 100)} %`).join(', ');
  if (!isOpen(fit)) return decided(wgs84, 'range', [{ code: 'crs_assumed', values: { positions: fit.compared, scores } }], candidates);
  return undecided(
    new Refusal(
      'crs_undecided',
      `the coordinates fit the streets under no system clearly better than under the others (${fit.compared} positions; near a street: ${scores})`,
      'name the coordinate system with --crs EPSG:4326, GCJ-02 or BD-09',
    ),
    candidates,
  );
}

/**
 * Whether WGS 84 may not be taken for granted: another system fits better, or so many positions fit none that it should show. Where it fits best, only not
 * by enough to prove it, it is what columns called longitude and latitude are by default.
 */
function isOpen({ verdict, compared, systems }: CoordinateFit): boolean {
  if (verdict === 'elsewhere' || verdict === 'alike' || compared < TELLING_POSITIONS) return false;
  if (systems[0].crs !== 'EPSG:4326') return true;
  return compared > DOUBTFUL_POSITIONS && systems[0].closeness - systems[1].closeness < DEFAULT_LEAD;
}

function boundsAround(positions: CrsQuestion['sample']): LngLatBounds {
  const xs = positions.map(([x]) => x);
  const ys = positions.map(([, y]) => y);
  return [
    Math.max(-180, Math.min(...xs) - MARGIN_DEGREES),
    Math.max(-90, Math.min(...ys) - MARGIN_DEGREES),
    Math.min(180, Math.max(...xs) + MARGIN_DEGREES),
    Math.min(90, Math.max(...ys) + MARGIN_DEGREES),
  ];
}

/** Positions that are no degrees; a table whose columns are swapped is told so. */
function notDegrees(sample: CrsQuestion['sample'], outOfRange: readonly [number, number]): Refusal {
  const isSwapped = sample.every(([x, y]) => Math.abs(y) <= 180 && Math.abs(x) <= 90);
  return new Refusal(
    'crs_needed',
    `${outOfRange.join(', ')} is no longitude and latitude`,
    isSwapped ? 'longitude and latitude look swapped: say which is which with --map' : 'name the coordinate system with --crs EPSG:n',
  );
}

/** A system that the names of the coordinate columns tell, as exports of map services write them. */
function systemInNames(names: readonly string[]): string | undefined {
  const text = names.join(' ').toLowerCase();
  if (/gcj|高德|火星|腾讯|amap/.test(text)) return 'GCJ-02';
  if (/bd-?_?09|百度|baidu/.test(text)) return 'BD-09';
  return /wgs|cgcs|天地图|大地2000/.test(text) ? 'EPSG:4326' : undefined;
}

/** The decided system; throws the Refusal that says why there is none. What is assumed is logged. */
export function requireCrs(decision: CrsDecision, log: (line: string) => void): InputCrs {
  for (const note of decision.notes) log(crsNoteText(note));
  if (decision.crs === undefined) throw decision.refusal ?? new Error('an undecided coordinate system without its reason');
  return decision.crs;
}

function decided(
  crs: InputCrs,
  decidedBy: InspectedCrs['decidedBy'],
  notes: readonly ImportNote[] = [],
  candidates: InspectedCrs['candidates'] = [],
): CrsDecision {
  return { crs, inspected: { crs: crs.crs, decidedBy, candidates }, notes, refusal: undefined };
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
  if (code === 'crs_assumed') {
    const compared = (values['scores'] ?? '') === '' ? '' : ` (the streets do not prove it: near a street ${values['scores']})`;
    return `coordinates are taken for WGS 84 longitude and latitude${compared}; name another system with --crs (GCJ-02, BD-09, EPSG:n)`;
  }
  if (code === 'crs_by_column') return `the names of the coordinate columns say ${values['crs']}`;
  if (code === 'crs_by_streets') {
    const near = Math.round(Number(values['nearStreetFraction']) * 100);
    return `coordinates are taken for ${values['crs']}: of ${values['positions']} positions ${near} % lie near a street under it, clearly more than under any other; name another system with --crs`;
  }
  if (code === 'datum_unshifted')
    return `the file names the datum ${values['datum']} without its shift to WGS 84: positions may be off by up to 100 m`;
  return String(values['message'] ?? code);
}
