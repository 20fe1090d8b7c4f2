import { Refusal } from '../model/refusal';
import type { SlotClock } from '../model/slot_clock';
import { givenMapping, proposeMapping, type ColumnMapping, type ColumnProposal, type FieldSpellings } from './column_mapping';
import { dateSpellingsOf, instantOfText, mostCommonShape } from './date_text';
import { personColumns } from './person_columns';
import { believableInstant, knownPose, type TrackFault, type TrackSink } from './track_sink';

/**
 * Fields of a fix that a column can feed. `crs` is for files whose rows name their own coordinate system. `height` is above ground: an altitude above the sea is another
 * thing and has to be named by hand.
 */
export const TRACK_FIELDS = ['unit', 'at', 'lng', 'lat', 'x', 'y', 'accuracy', 'mode', 'crs', 'height', 'pitch', 'yaw'] as const;
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
  height: ['heightmeters', 'heightaboveground', 'height', 'agl', 'relativealt', 'relativealtitude', '离地高度', '相对高度', '飞行高度'],
  pitch: ['gimbalpitch', 'gimbalpitchdegrees', 'pitchdegrees', '云台俯仰', '云台俯仰角'],
  yaw: ['gimbalyaw', 'gimbalyawdegrees', 'yawdegrees', '云台偏航', '云台偏航角', '云台朝向'],
};

/** Columns of a track table: the proposal by header, overridden by the caller's pairs, without columns that look like persons. */
export function proposeTrackColumns(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  pairs: Readonly<Record<string, string>> = {},
): ColumnProposal<TrackField> & { readonly missing: readonly TrackField[] } {
  const known = new Set(TRACK_FIELDS.flatMap((field) => SPELLINGS[field]));
  const persons = personColumns(header, sample, known);
  const proposed = proposeMapping(header, SPELLINGS, persons);
  const given = givenMapping(header, pairs, TRACK_FIELDS);
  for (const column of Object.values<number | undefined>(given)) {
    if (column !== undefined && persons.includes(column))
      throw new Refusal('column_person', `column ${header[column]} looks like persons and is never read`, 'take it out of --map');
  }
  const mapping: TrackMapping = { ...proposed.mapping, ...given };
  const hasPlace = (mapping.lng !== undefined && mapping.lat !== undefined) || (mapping.x !== undefined && mapping.y !== undefined);
  return {
    mapping,
    ambiguous: Object.fromEntries(Object.entries(proposed.ambiguous).filter(([field]) => !(field in pairs))),
    missing: hasPlace ? [] : ['lng', 'lat'],
    personColumns: persons,
    droppedColumns: persons.map((column) => header[column]),
  };
}

/** The columns of {@link proposeTrackColumns}. Throws a Refusal when one field has several or the place has none. */
export function trackColumnsOf(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  pairs: Readonly<Record<string, string>> = {},
): ColumnProposal<TrackField> {
  const proposal = proposeTrackColumns(header, sample, pairs);
  for (const [field, columns] of Object.entries<readonly string[] | undefined>(proposal.ambiguous))
    throw new Refusal('mapping_unclear', `${field} could be ${(columns ?? []).join(' or ')}`, `say which with --map ${field}=column`);
  if (proposal.missing.length > 0)
    throw new Refusal(
      'mapping_unclear',
      'no two columns are clearly the place of a fix',
      `say which with --map lng=column --map lat=column; columns: ${header.join(', ')}`,
    );
  return proposal;
}

/**
 * A reader that sends each row's fix to `sink` and answers undefined, or why the row holds none. A blank time is a position without time.
 * Throws a Refusal when the time column's spelling cannot be told from the sample.
 */
export function createTrackRowReader(
  table: { readonly header: readonly string[]; readonly sample: readonly (readonly string[])[] },
  mapping: TrackMapping,
  clock: Pick<SlotClock, 'instantOfLocalMs'>,
  sink: TrackSink,
): (row: readonly string[]) => TrackFault | undefined {
  const { unit, at, accuracy, height, pitch, yaw } = mapping;
  const hasPose = height !== undefined || pitch !== undefined || yaw !== undefined;
  const xColumn = mapping.x ?? mapping.lng ?? 0;
  const yColumn = mapping.x === undefined ? (mapping.lat ?? 0) : (mapping.y ?? 0);
  const times = at === undefined ? [] : table.sample.map((row) => (row[at] ?? '').trim()).filter((text) => text !== '');
  const known = dateSpellingsOf(times);
  const spellings = known.length > 0 ? known : dateSpellingsOf(mostCommonShape(times));
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
    return sink(
      unitText === '' ? undefined : unitText,
      believableInstant(instantMs),
      x,
      y,
      accuracyText === '' ? Number.NaN : Number(accuracyText),
      hasPose ? knownPose(numberOf(row, height), numberOf(row, pitch), numberOf(row, yaw)) : undefined,
    );
  };
}

/** A cell as a number, NaN for a blank one, an absent column and what is no number. */
function numberOf(row: readonly string[], column: number | undefined): number {
  const text = column === undefined ? '' : (row[column] ?? '').trim();
  return text === '' ? Number.NaN : Number(text);
}
