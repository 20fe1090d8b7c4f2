import { expect, test } from 'vitest';
import { patrolModeOf, unitColumnsOf, unitOfRow } from './unit_columns';

const header = ['编号', '巡逻方式', '力量', '民警数', '定位间隔'];

test('reads Chinese and English unit tables, blank cells by default', () => {
  const mapping = unitColumnsOf(header);
  expect(unitOfRow(['京A1', '车巡', '辅警', '2', ''], mapping)).toEqual({
    valid: true,
    unit: { code: '京A1', mode: 'vehicle', kind: 'auxiliary', crewSworn: 2, crewAuxiliary: 0, intervalSeconds: 15 },
  });
  expect(unitOfRow(['F1', 'foot'], unitColumnsOf(['code', 'mode']))).toMatchObject({
    valid: true,
    unit: { code: 'F1', mode: 'foot', kind: 'sworn' },
  });
});

test('names the field and value at fault', () => {
  const mapping = unitColumnsOf(header);
  expect(unitOfRow(['V1', '坦克', '', '', ''], mapping)).toEqual({ valid: false, field: 'mode', value: '坦克' });
  expect(unitOfRow(['', '车巡', '', '', ''], mapping)).toMatchObject({ valid: false, field: 'code' });
  expect(unitOfRow(['V1', '车巡', '', '-1', ''], mapping)).toEqual({ valid: false, field: 'crewSworn', value: '-1' });
});

test('refuses a table without code or mode', () => {
  expect(() => unitColumnsOf(['code', 'kind'])).toThrow(/mode/);
  expect(patrolModeOf(' Drone ')).toBe('drone');
  expect(patrolModeOf('飞')).toBeUndefined();
});
