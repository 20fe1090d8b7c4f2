import { withoutHousehold } from '../addresses/household';
import type { ToLngLat } from '../geo/coordinate_system';
import type { IncidentInput, IncidentSource } from '../model/incident';
import { Refusal } from '../model/refusal';
import type { SlotClock } from '../model/slot_clock';
import { dateSpellingsOf, instantOfText, mostCommonShape, type DateSpelling } from './date_text';
import type { IncidentField, IncidentMapping } from './incident_columns';
import { createIncidentTimeReader, type RowFault } from './incident_time';

/** A row read: everything of an incident but its identity, which needs the whole file, and whether its hour is believed. */
export interface ReadIncident {
  readonly valid: true;
  readonly incident: Omit<IncidentInput, 'identity' | 'hourKnown'>;
  /** Local minute of the day, undefined when the source gives a date only. */
  readonly localMinute: number | undefined;
}
export type IncidentRowReader = (row: readonly string[]) => ReadIncident | RowFault;

const STAMP_FIELDS = [
  'until',
  'receivedAt',
  'acknowledgedAt',
  'contactedAt',
  'arrivedAt',
  'closedAt',
] as const satisfies readonly IncidentField[];
const OFFICER_SOURCE = /officer|patrol|proactive|self-initiated|巡逻|巡防|主动|盘查/i;

/**
 * A reader for rows of one table. Date spellings are settled here, from the sample. Throws a Refusal when a mapped time column holds no dates, or
 * dates whose day and month cannot be told apart.
 */
export function createIncidentRowReader(
  table: { readonly header: readonly string[]; readonly sample: readonly (readonly string[])[] },
  mapping: IncidentMapping,
  settings: { readonly clock: SlotClock; readonly toLngLat: ToLngLat; readonly source: IncidentSource },
): IncidentRowReader {
  const { header } = table;
  const { clock } = settings;
  const cell = (row: readonly string[], column: number): string => (row[column] ?? '').trim();
  const samples = (column: number) => table.sample.map((row) => cell(row, column)).filter((value) => value !== '');
  const spellingOf = (column: number, what: string): DateSpelling => {
    const values = samples(column);
    if (values.length === 0) return { kind: 'iso-local' };
    const spellings = dateSpellingsOf(values);
    // A few broken cells must not stop the file: they become rejects. So the spelling of most values counts.
    const usual = spellings.length > 0 ? spellings : dateSpellingsOf(mostCommonShape(values));
    if (usual.length === 0)
      throw new Refusal(
        'dates_unreadable',
        `column ${header[column]} holds no ${what} that can be read, e.g. ${values[0]}`,
        'write dates like 2026-11-21 20:15',
      );
    if (usual.length > 1)
      throw new Refusal(
        'dates_ambiguous',
        `column ${header[column]} could be day/month or month/day, e.g. ${values[0]}`,
        'write dates like 2026-11-21',
      );
    return usual[0];
  };
  const readTime = createIncidentTimeReader(mapping, { header, clock, cell, spellingOf, samples });
  const stamps = STAMP_FIELDS.flatMap((field) => {
    const column = mapping[field];
    return column === undefined ? [] : [{ field, column, spelling: spellingOf(column, 'times') }];
  });
  const [xColumn, yColumn] = mapping.x === undefined ? [mapping.lng, mapping.lat] : [mapping.x, mapping.y];
  const widest = Math.max(...Object.values(mapping));

  return (row) => {
    if (row.length <= widest) return { valid: false, column: header[widest], value: row.join(','), reason: 'row_too_short' };
    const time = readTime(row);
    if (!time.valid) return time;
    const categoryCode = mapping.category === undefined ? '' : cell(row, mapping.category);
    if (categoryCode === '')
      return {
        valid: false,
        column: mapping.category === undefined ? '' : header[mapping.category],
        value: '',
        reason: 'category_missing',
      };
    const instants: Partial<Record<(typeof STAMP_FIELDS)[number], number>> = {};
    for (const { field, column, spelling } of stamps) {
      const text = cell(row, column);
      if (text === '') continue;
      const instantMs = instantOfText(text, spelling, clock);
      if (Number.isNaN(instantMs)) return { valid: false, column: header[column], value: text, reason: 'time_unreadable' };
      instants[field] = instantMs;
    }
    if (instants.until !== undefined && instants.until < time.instantMs) {
      const untilColumn = mapping.until ?? 0;
      return { valid: false, column: header[untilColumn], value: cell(row, untilColumn), reason: 'ends_before_start' };
    }
    let location: IncidentInput['location'];
    let unlocatedReason: IncidentInput['unlocatedReason'];
    if (xColumn !== undefined && yColumn !== undefined) {
      const x = numberOf(cell(row, xColumn));
      const y = numberOf(cell(row, yColumn));
      if (Number.isNaN(x) || Number.isNaN(y)) {
        const faulty = Number.isNaN(x) ? xColumn : yColumn;
        return { valid: false, column: header[faulty], value: cell(row, faulty), reason: 'coordinate_unreadable' };
      }
      // 0,0 and blanks are how sources say that a place is withheld or unknown.
      if (x !== undefined && y !== undefined && (x !== 0 || y !== 0)) {
        location = settings.toLngLat(x, y);
        if (location === undefined) unlocatedReason = 'coordinates_out_of_range';
      }
    }
    const address = mapping.address === undefined ? '' : cell(row, mapping.address);
    const source = mapping.source === undefined ? '' : cell(row, mapping.source);
    const externalId = mapping.externalId === undefined ? '' : cell(row, mapping.externalId);
    return {
      valid: true,
      localMinute: time.localMinute,
      incident: {
        externalId: externalId === '' ? undefined : externalId,
        occurredAtMs: time.instantMs,
        occurredUntilMs: instants.until,
        receivedAtMs: instants.receivedAt,
        acknowledgedAtMs: instants.acknowledgedAt,
        contactedAtMs: instants.contactedAt,
        arrivedAtMs: instants.arrivedAt,
        closedAtMs: instants.closedAt,
        categoryCode,
        source: source === '' ? settings.source : OFFICER_SOURCE.test(source) ? 'officer' : 'citizen',
        location,
        address: address === '' ? undefined : withoutHousehold(address),
        unlocatedReason,
      },
    };
  };
}

/** A number as spreadsheets write it; undefined when blank, NaN when it is none. A lone comma is a decimal comma. */
function numberOf(text: string): number | undefined {
  if (text === '') return undefined;
  return Number(/^-?\d+,\d+$/.test(text) ? text.replace(',', '.') : text);
}
