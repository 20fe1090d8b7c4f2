import { describe, expect, test } from 'vitest';
import { createSlotClock } from '../model/slot_clock';
import { ASSIGNMENT_FORMAT } from './assignment_columns';
import { CALENDAR_FORMAT } from './calendar_columns';
import { registerColumnsOf, type RegisterFormat } from './register_columns';
import { timeOfDayMs } from './register_dates';
import { rosterFormat } from './roster_columns';

const shanghai = createSlotClock('Asia/Shanghai');

function readAll<Field extends string, Row>(
  format: RegisterFormat<Field, Row>,
  header: readonly string[],
  rows: readonly (readonly string[])[],
) {
  const table = { header, sample: rows };
  const { mapping } = registerColumnsOf(format, table);
  const read = format.reader(table, mapping);
  return rows.map((row) =>
    read((field) => {
      const column = mapping[field];
      return column === undefined ? '' : (row[column] ?? '').trim();
    }),
  );
}

describe('the roster', () => {
  test('reads instants in the zone of the deployment', () => {
    const [row] = readAll(
      rosterFormat(shanghai),
      ['unit', 'start', 'end', 'duty', 'place'],
      [['V1', '2026-11-21 08:00', '2026-11-21 16:00', '处警', '']],
    );
    expect(row).toEqual({
      valid: true,
      row: {
        unitCode: 'V1',
        startsAtMs: Date.parse('2026-11-21T00:00Z'),
        endsAtMs: Date.parse('2026-11-21T08:00Z'),
        duty: 'dispatch',
        place: undefined,
      },
    });
  });

  test('a day with times of day ends the next day when the shift crosses midnight', () => {
    const [night, day] = readAll(
      rosterFormat(shanghai),
      ['呼号', '日期', '开始时间', '结束时间', '岗位'],
      [
        ['V1', '2026年11月21日', '22:00', '6:00', '一中门口'],
        ['V2', '2026年11月22日', '8时', '24:00', ''],
      ],
    );
    expect(night).toMatchObject({
      valid: true,
      row: { startsAtMs: Date.parse('2026-11-21T14:00Z'), endsAtMs: Date.parse('2026-11-21T22:00Z'), place: '一中门口', duty: 'patrol' },
    });
    expect(day).toMatchObject({ valid: true, row: { endsAtMs: Date.parse('2026-11-22T16:00Z') } });
  });

  test('says what is wrong with a row', () => {
    const header = ['unit', 'start', 'end', 'duty'];
    const rows = [
      ['V1', '2026-11-21 08:00', '2026-11-21 16:00', 'patrol'],
      ['', '2026-11-21 08:00', '2026-11-21 16:00', ''],
      ['V1', 'soon', '2026-11-21 16:00', ''],
      ['V1', '2026-11-21 08:00', '2026-11-21 07:00', ''],
      ['V1', '2026-11-21 08:00', '2026-11-21 16:00', 'fishing'],
    ];
    const reasons = readAll(rosterFormat(shanghai), header, rows).map((row) => (row.valid ? 'ok' : `${row.field} ${row.reason}`));
    expect(reasons).toEqual(['ok', 'unit no_code', 'startsAt time_unreadable', 'endsAt ends_before_start', 'duty duty_unknown']);
  });

  test('a time of day is read as people write it', () => {
    expect(timeOfDayMs('08:30')).toBe(30_600_000);
    expect(timeOfDayMs('8时30分')).toBe(30_600_000);
    expect(timeOfDayMs('24:00')).toBe(86_400_000);
    for (const wrong of ['24:01', '25', '8:60', 'noon', '']) expect(timeOfDayMs(wrong)).toBeUndefined();
  });
});

test('the calendar knows Chinese day types, and days of one school', () => {
  const rows = readAll(
    CALENDAR_FORMAT,
    ['日期', '类型', '学校'],
    [
      ['2026/10/1', '法定节假日', ''],
      ['2026/10/10', '调休上班', ''],
      ['2026/9/1', '开学日', '一中'],
      ['2026/9/2', '赶集日', ''],
    ],
  );
  expect(rows).toEqual([
    { valid: true, row: { day: '2026-10-01', dayType: 'public_holiday', school: undefined } },
    { valid: true, row: { day: '2026-10-10', dayType: 'shifted_workday', school: undefined } },
    { valid: true, row: { day: '2026-09-01', dayType: 'opening_day', school: '一中' } },
    { valid: false, field: 'dayType', reason: 'day_type_unknown' },
  ]);
});

test('an assignment is a post, a police cell and days; a column of names is left out', () => {
  const header = ['岗位编号', '警格编号', '开始日期', '结束日期', '姓名'];
  const rows = [
    ['P-01', 'G001', '2026-01-01', '', '李四'],
    ['P-02', 'G002', '2026-02-01', '2026-01-01', '王五'],
    ['', 'G003', '', '', ''],
  ];
  expect(readAll(ASSIGNMENT_FORMAT, header, rows)).toEqual([
    { valid: true, row: { postCode: 'P-01', policeCellCode: 'G001', validFrom: '2026-01-01', validTo: undefined } },
    { valid: false, field: 'validTo', reason: 'ends_before_start' },
    { valid: false, field: 'post', reason: 'code_unreadable' },
  ]);
  expect(registerColumnsOf(ASSIGNMENT_FORMAT, { header, sample: rows }).personColumns).toEqual([4]);
});
