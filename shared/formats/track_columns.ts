import { Refusal } from '../model/refusal';
import type { SlotClock } from '../model/slot_clock';
import { givenMapping, proposeMapping, type ColumnMapping, type FieldSpellings } from './column_mapping';
import { dateSpellingsOf, instantOfText } from './date_text';
import { believableInstant, type TrackSink } from './track_sink';

/** Fields of a fix that a column can feed. `crs` is for files whose rows name their own coordinate system. */
export const TRACK_FIELDS = ['unit', 'at', 'lng', 'lat', 'x', 'y', 'accuracy', 'mode', 'crs'] as const;
export type TrackField = (typeof TRACK_FIELDS)[number];
export type TrackMapping = ColumnMapping<TrackField>;

const SPELLINGS: FieldSpellings<TrackField> = {
  unit: [
    'unit',
    'unitcode',
    'unitid',
    'deviceid',
    'device',
    'terminalid',
    'callsign',
    '单位编号',
    '巡逻单元',
    '单元编号',
    '终端编号',
    '设备编号',
    '呼号',
  ],
  at: ['at', 'instant', 'timestamp', 'datetime', 'gpstime', 'fixtime', 'devicetime', 'time', 'tsutc', 'ts', '定位时间', '时间'],
  lng: ['lng', 'lon', 'long', 'longitude', '经度'],
  lat: ['lat', 'latitude', '纬度'],
  x: ['x', 'easting', 'x坐标'],
  y: ['y', 'northing', 'y坐标'],
  accuracy: ['accuracymeters', 'accuracy', 'acc', '精度'],
  mode: ['mode', '巡逻方式'],
  crs: ['crs', 'coordinatesystem', '坐标系'],
};

/**
 * Columns of a track table: the proposal by header, overridden by the caller's pairs. Throws a Refusal when time or place has no clear column.
 */
export function trackColumnsOf(header: readonly string[], pairs: Readonly<Record<string, string>> = {}): TrackMapping {
  const { mapping: proposed, ambiguous } = proposeMapping(header, SPELLINGS, []);
  const mapping: TrackMapping = { ...proposed, ...givenMapping(header, pairs, TRACK_FIELDS) };
  for (const [field, columns] of Object.entries(ambiguous)) {
    if (!(field in pairs))
      throw new Refusal('mapping_unclear', `${field} could be ${(columns ?? []).join(' or ')}`, `say which with --map ${field}=column`);
  }
  const hasPlace = (mapping.lng !== undefined && mapping.lat !== undefined) || (mapping.x !== undefined && mapping.y !== undefined);
  if (!hasPlace)
    throw new Refusal(
      'mapping_unclear',
      'no two columns are clearly the place of a fix',
      `say which with --map lng=column --map lat=column; columns: ${header.join(', ')}`,
    );
  return mapping;
}

/** Why a row of a track table holds no fix. */
export type TrackRowFault = 'place_unreadable' | 'time_unreadable';

/**
 * A reader that sends each row's fix to `sink` and answers undefined, or why the row holds none. A blank time is a position without time.
 * Throws a Refusal when the time column's spelling cannot be told from the sample.
 */
export function createTrackRowReader(
  table: { readonly header: readonly string[]; readonly sample: readonly (readonly string[])[] },
  mapping: TrackMapping,
  clock: Pick<SlotClock, 'instantOfLocalMs'>,
  sink: TrackSink,
): (row: readonly string[]) => TrackRowFault | undefined {
  const { unit, at, accuracy } = mapping;
  const xColumn = mapping.x ?? mapping.lng ?? 0;
  const yColumn = mapping.x === undefined ? (mapping.lat ?? 0) : (mapping.y ?? 0);
  const times = at === undefined ? [] : table.sample.map((row) => (row[at] ?? '').trim()).filter((text) => text !== '');
  const spellings = dateSpellingsOf(times);
  if (at !== undefined && times.length > 0 && spellings.length !== 1) {
    const what = spellings.length === 0 ? 'holds no times that can be read' : 'could be day/month or month/day';
    throw new Refusal(
      'dates_unreadable',
      `column ${table.header[at]} ${what}, e.g. ${times[0]}`,
      'write times like 2026-11-21T20:15:00+08:00',
    );
  }
  const [spelling] = spellings;

  return (row) => {
    const xText = row[xColumn] ?? '';
    const yText = row[yColumn] ?? '';
    const x = Number(xText);
    const y = Number(yText);
    if (!Number.isFinite(x) || !Number.isFinite(y) || xText.trim() === '' || yText.trim() === '') return 'place_unreadable';
    let instantMs = Number.NaN;
    const timeText = at === undefined ? '' : (row[at] ?? '').trim();
    if (timeText !== '' && spelling !== undefined) {
      instantMs = instantOfText(timeText, spelling, clock);
      if (Number.isNaN(instantMs)) return 'time_unreadable';
    }
    const accuracyText = accuracy === undefined ? '' : (row[accuracy] ?? '');
    const unitText = unit === undefined ? '' : (row[unit] ?? '').trim();
    sink(
      unitText === '' ? undefined : unitText,
      believableInstant(instantMs),
      x,
      y,
      accuracyText === '' ? Number.NaN : Number(accuracyText),
    );
    return undefined;
  };
}
