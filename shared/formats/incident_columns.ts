import { Refusal } from '../model/refusal';
import { proposeColumns, type ColumnMapping, type ColumnProposal, type FieldSpellings } from './column_mapping';

/** Fields of an incident that a column can feed (COMMANDS, `import incidents --map`). */
export const INCIDENT_FIELDS = [
  'externalId',
  'occurredAt',
  'date',
  'time',
  'year',
  'month',
  'day',
  'hour',
  'minute',
  'until',
  'receivedAt',
  'acknowledgedAt',
  'contactedAt',
  'arrivedAt',
  'closedAt',
  'category',
  'source',
  'lng',
  'lat',
  'x',
  'y',
  'address',
] as const;
export type IncidentField = (typeof INCIDENT_FIELDS)[number];
export type IncidentMapping = ColumnMapping<IncidentField>;

/** Spellings met in exports of Chinese 110 systems and in open data, normalised; the most telling first. */
const SPELLINGS: FieldSpellings<IncidentField> = {
  externalId: [
    'externalid',
    'incidentid',
    'incidentnumber',
    'incidentno',
    'eventid',
    'casenumber',
    'caseid',
    '警情编号',
    '接警编号',
    '接处警编号',
    '警单编号',
    '案件编号',
    '报警编号',
    'jjdbh',
    '编号',
    'id',
    'objectid',
  ],
  occurredAt: [
    'occurredat',
    'occurred',
    'datetime',
    'occdatetime',
    'incidentdatetime',
    'timestamp',
    '发生时间',
    '案发时间',
    '警情时间',
    '发案时间',
  ],
  date: ['occurreddate', 'occdate', 'incidentdate', 'date', '发生日期', '案发日期', '日期', '报警日期'],
  time: ['occurredtime', 'occtime', 'incidenttime', 'time', '发生时刻', '时刻', '时间'],
  year: ['year', '年', '年份'],
  month: ['month', '月', '月份'],
  day: ['day', '日'],
  hour: ['hour', 'hr', '时', '小时'],
  minute: ['minute', 'min', '分', '分钟'],
  until: ['until', 'occurreduntil', 'enddatetime', 'endtime', '截止时间', '发生时间止', '结束时间'],
  receivedAt: ['receivedat', 'calltime', 'reportedat', 'reporttime', '报警时间', '接警时间'],
  acknowledgedAt: ['acknowledgedat', '签收时间'],
  contactedAt: ['contactedat', '联系时间'],
  arrivedAt: ['arrivedat', 'arrivaltime', '到达时间', '到场时间', '到达现场时间'],
  closedAt: ['closedat', '办结时间', '结案时间', '反馈时间'],
  category: [
    'category',
    'type',
    'incidenttype',
    'crimetype',
    'offensetype',
    'offencetype',
    'calltype',
    '警情类别',
    '警情类型',
    '案件类别',
    '案件类型',
    '案由',
    '类别',
    '类型',
  ],
  source: ['source', '警情来源', '报警来源', '来源'],
  lng: ['lng', 'lon', 'long', 'longitude', '经度'],
  lat: ['lat', 'latitude', '纬度'],
  x: ['x', 'xcoordinate', 'xcoord', 'easting', 'x坐标'],
  y: ['y', 'ycoordinate', 'ycoord', 'northing', 'y坐标'],
  address: ['address', 'hundredblock', 'block', '警情地址', '发生地址', '案发地址', '发生地点', '案发地点', '地址', '地点', 'location'],
};

/** The mapping to read a file with. */
export interface IncidentColumns {
  readonly mapping: IncidentMapping;
  /** Names of columns left out because they look like persons. */
  readonly droppedColumns: readonly string[];
  /** Their indices. */
  readonly personColumns: readonly number[];
}

/** Columns of an incident table as far as they are clear: the caller's pairs, else the proposal by header. */
export function proposeIncidentColumns(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  pairs?: Readonly<Record<string, string>>,
): ColumnProposal<IncidentField> & { readonly missing: readonly IncidentField[] } {
  const proposal = proposeColumns(header, sample, SPELLINGS, pairs);
  return { ...proposal, missing: missingFields(proposal.mapping) };
}

/**
 * Columns of an incident table: the caller's pairs, else the proposal by header where each required field (a time and a category) has one clear
 * candidate. Throws a Refusal that lists the columns when that is not so.
 */
export function incidentColumnsOf(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  pairs?: Readonly<Record<string, string>>,
): IncidentColumns {
  const { mapping, ambiguous, missing, droppedColumns, personColumns } = proposeIncidentColumns(header, sample, pairs);
  const [unclear] = Object.entries(ambiguous);
  if (unclear !== undefined) {
    const [field, columns] = unclear;
    throw new Refusal('mapping_unclear', `${field} could be ${columns.join(' or ')}`, `say which with --map ${field}=column`);
  }
  if (missing.length > 0) {
    throw new Refusal(
      'mapping_unclear',
      `no column is clearly the ${missing.map((field) => MISSING_WORDS[field] ?? field).join(' and the ')}`,
      `say which with --map field=column; columns: ${header.join(', ')}`,
    );
  }
  return { mapping, droppedColumns, personColumns };
}

const MISSING_WORDS: Readonly<Record<string, string>> = {
  occurredAt: 'time it occurred (occurredAt, date, or year, month and day)',
  lng: 'longitude (lng)',
  lat: 'latitude (lat)',
};

function missingFields(mapping: IncidentMapping): IncidentField[] {
  const missing: IncidentField[] = [];
  const hasParts = mapping.year !== undefined && mapping.month !== undefined && mapping.day !== undefined;
  if (!hasParts && mapping.occurredAt === undefined && mapping.date === undefined && mapping.receivedAt === undefined)
    missing.push('occurredAt');
  if (mapping.category === undefined) missing.push('category');
  if ((mapping.lng === undefined) !== (mapping.lat === undefined)) missing.push(mapping.lng === undefined ? 'lng' : 'lat');
  if ((mapping.x === undefined) !== (mapping.y === undefined)) missing.push(mapping.x === undefined ? 'x' : 'y');
  return missing;
}
