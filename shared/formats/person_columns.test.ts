import { describe, expect, test } from 'vitest';
import { isIdentityNumber, personColumns } from './person_columns';

const columnOf = (header: string, values: readonly string[]) =>
  personColumns(
    [header],
    values.map((value) => [value]),
  ).length === 1;

describe('columns that look like persons', () => {
  test.each([
    '姓名',
    '报警人姓名',
    '联系电话',
    '联系方式',
    '身份证号',
    '公民身份号码',
    '车牌号',
    '处警民警',
    'Victim Name',
    'caller_phone',
    'E-mail',
  ])('are told by the header %s', (header) => {
    expect(columnOf(header, [])).toBe(true);
  });

  test.each(['警情类别', '地址', 'Name of geometry lng', '经度', 'HUNDRED_BLOCK', '报警编号', '网格名称'])(
    'are not seen in %s',
    (header) => {
      expect(columnOf(header, ['中山路12号', '学府路3号'])).toBe(false);
    },
  );

  test('are told by values under any header: identity numbers, mobiles, landlines, plates', () => {
    // The example of GB 11643-1999.
    expect(columnOf('备注1', ['11010519491231002X', ''])).toBe(true);
    expect(columnOf('备注2', ['13912345678', '+8613812345678'])).toBe(true);
    expect(columnOf('备注3', ['0531-88881234', '010 62781234'])).toBe(true);
    expect(columnOf('备注4', ['鲁A·12345', '京AD12345'])).toBe(true);
  });

  test('are not taken for numbers that only look alike: a wrong check digit, serials, stamps, one number among addresses', () => {
    expect(isIdentityNumber('11010519491231002X')).toBe(true);
    expect(isIdentityNumber('110105194912310021')).toBe(false);
    expect(columnOf('流水号', ['110105194912310021', '110105194912310022'])).toBe(false);
    expect(columnOf('编号', ['20261119080500', '20261119081500'])).toBe(false);
    expect(columnOf('地址', ['中山路12号', '学府路3号', '13912345678'])).toBe(false);
  });
});
