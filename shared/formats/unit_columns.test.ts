import { expect, test } from 'vitest';
import { refuseUnclear, registerColumnsOf } from './register_columns';
import { patrolModeOf, UNIT_FORMAT, type UnitField } from './unit_columns';

const header = ['编号', '巡逻方式', '力量', '民警数', '定位间隔'];

function read(columns: readonly string[], row: readonly string[]) {
  const table = { header: columns, sample: [row] };
  const { mapping } = registerColumnsOf(UNIT_FORMAT, table);
  return UNIT_FORMAT.reader(
    table,
    mapping,
  )((field: UnitField) => {
    const column = mapping[field];
    return column === undefined ? '' : (row[column] ?? '').trim();
  });
}

test('reads Chinese and English unit tables, blank cells by default', () => {
  expect(read(header, ['京A1', '车巡', '辅警', '2', ''])).toEqual({
    valid: true,
    row: { code: '京A1', mode: 'vehicle', kind: 'auxiliary', crewSworn: 2, crewAuxiliary: 0, intervalSeconds: 15 },
  });
  expect(read(['code', 'mode'], ['F1', 'foot'])).toMatchObject({ valid: true, row: { code: 'F1', mode: 'foot', kind: 'sworn' } });
});

test('names the field at fault and why', () => {
  expect(read(header, ['V1', '坦克', '', '', ''])).toEqual({ valid: false, field: 'mode', reason: 'mode_unreadable' });
  expect(read(header, ['', '车巡', '', '', ''])).toEqual({ valid: false, field: 'code', reason: 'code_unreadable' });
  expect(read(header, ['V1', '车巡', '', '-1', ''])).toEqual({ valid: false, field: 'crewSworn', reason: 'number_unreadable' });
});

test('a headcount of officers is no person, a column of their names is', () => {
  const table = { header: [...header, '民警姓名'], sample: [['V1', '车巡', '民警', '2', '15', '张三']] };
  expect(registerColumnsOf(UNIT_FORMAT, table).personColumns).toEqual([5]);
});

test('refuses a table without code or mode', () => {
  const table = { header: ['code', 'kind'], sample: [['V1', 'sworn']] };
  expect(() => refuseUnclear(UNIT_FORMAT, registerColumnsOf(UNIT_FORMAT, table), table.header)).toThrow(/mode/);
  expect(patrolModeOf(' Drone ')).toBe('drone');
  expect(patrolModeOf('飞')).toBeUndefined();
});
