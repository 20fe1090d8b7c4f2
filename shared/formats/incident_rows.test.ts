import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromWgs84 } from '../geo/coordinate_system';
import { Refusal } from '../model/refusal';
import { createSlotClock } from '../model/slot_clock';
import { incidentColumnsOf } from './incident_columns';
import { createIncidentRowReader } from './incident_rows';

const clock = createSlotClock('Asia/Shanghai');
function readerOf(header: readonly string[], sample: readonly (readonly string[])[], pairs?: Record<string, string>) {
  const columns = incidentColumnsOf(header, sample, pairs);
  return { columns, read: createIncidentRowReader({ header, sample }, columns.mapping, { clock, toLngLat: fromWgs84, source: 'citizen' }) };
}
function readOne(header: readonly string[], row: readonly string[], pairs?: Record<string, string>) {
  return readerOf(header, [row], pairs).read(row);
}
const at = (iso: string) => Date.parse(iso);

describe('incident columns', () => {
  test('recognises a Chinese 110 export and leaves persons out by name', () => {
    const header = ['警情编号', '报警时间', '发生时间', '警情类别', '报警人姓名', '联系电话', '经度', '纬度', '发生地址'];
    const { columns } = readerOf(header, [
      ['J1', '2026-03-01 08:10:00', '2026-03-01 08:00:00', '盗窃', '张某', '13812345678', '116.3', '39.9', '中关村大街1号'],
    ]);
    expect(columns.droppedColumns).toEqual(['报警人姓名', '联系电话']);
    expect(columns.mapping).toMatchObject({ externalId: 0, receivedAt: 1, occurredAt: 2, category: 3, lng: 6, lat: 7, address: 8 });
  });

  test('leaves persons out by their values, whatever the header says', () => {
    const sample = [['2026-03-01', '盗窃', '11010519491231002X', '京A12345', '备注']];
    expect(readerOf(['日期', '类别', 'f1', 'f2', 'f3'], sample).columns.droppedColumns).toEqual(['f1', 'f2']);
    expect(readerOf(['日期', '类别', 'f1'], [['2026-03-01', '盗窃', '110105194912310021']]).columns.droppedColumns).toEqual([]);
  });

  test('refuses to guess: no category, two equal columns, an unknown column, a person by mapping', () => {
    const refused = (header: readonly string[], pairs?: Record<string, string>) => () => incidentColumnsOf(header, [], pairs);
    expect(refused(['date', 'x', 'y'])).toThrow(/category/);
    expect(refused(['date', 'TYPE', 'type'])).toThrow(/TYPE or type/);
    expect(refused(['date', 'type', 'lng'])).toThrow(/latitude/);
    expect(refused(['date', 'kind'], { category: 'sort' })).toThrow(Refusal);
    expect(refused(['date', 'kind'], { colour: 'kind' })).toThrow(/no field colour/);
    expect(refused(['date', 'caller'], { date: 'date', category: 'caller' })).toThrow(/persons/);
  });

  test('matches a mapped column without case when none matches exactly', () => {
    expect(incidentColumnsOf(['Date', 'Kind'], [], { date: 'date', category: 'KIND' }).mapping).toEqual({ date: 0, category: 1 });
  });
});

describe('incident rows', () => {
  const places = ['date', 'type', 'lng', 'lat'];

  test('reads year to minute columns as local time', () => {
    const row = readOne(['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'TYPE'], ['2026', '2', '28', '23', '59', 'Mischief']);
    expect(row).toMatchObject({
      valid: true,
      localMinute: 23 * 60 + 59,
      incident: { occurredAtMs: at('2026-02-28T23:59:00+08:00'), categoryCode: 'Mischief' },
    });
  });

  test('reads a day that the calendar does not have as a fault with column and value', () => {
    expect(readOne(['YEAR', 'MONTH', 'DAY', 'TYPE'], ['2026', '2', '30', 'x'])).toEqual({
      valid: false,
      column: 'DAY',
      value: '30',
      reason: 'time_unreadable',
    });
  });

  test('lets date and hour win over an instant without zone, and an instant with zone over both', () => {
    const header = ['occurredAt', 'date', 'hour', 'type'];
    expect(readOne(header, ['2026-03-01 05:00:00', '2026-03-01', '13', 'x'])).toMatchObject({
      incident: { occurredAtMs: at('2026-03-01T13:00:00+08:00') },
    });
    expect(readOne(header, ['2026-03-01T05:00:00Z', '2026-03-01', '9', 'x'])).toMatchObject({
      incident: { occurredAtMs: at('2026-03-01T05:00:00Z') },
    });
  });

  test.each([
    ['2026-03-01 20:15', '2026-03-01T20:15:00+08:00'],
    ['2026/3/1 20:15:30', '2026-03-01T20:15:30+08:00'],
    ['2026年3月1日 20时15分', '2026-03-01T20:15:00+08:00'],
    ['20260301201530', '2026-03-01T20:15:30+08:00'],
    ['20260301 201530', '2026-03-01T20:15:30+08:00'],
    ['13.03.2026 20:15', '2026-03-13T20:15:00+08:00'],
    ['03/13/2026 8:15 PM', '2026-03-13T20:15:00+08:00'],
    ['2026-03-01T12:15:00Z', '2026-03-01T12:15:00Z'],
    ['2026-03-01 12:15:00+0000', '2026-03-01T12:15:00Z'],
    ['1772367300', '2026-03-01T12:15:00Z'],
    ['1772367300000', '2026-03-01T12:15:00Z'],
  ])('reads %s', (text, iso) => {
    expect(readOne(['occurredAt', 'type'], [text, 'x'])).toMatchObject({ valid: true, incident: { occurredAtMs: at(iso) } });
  });

  test('refuses dates whose day and month cannot be told apart', () => {
    expect(() => readOne(places, ['03/04/2026', 'x', '116', '39'])).toThrow(/day\/month/);
  });

  test('knows no hour where the source gives only a date', () => {
    expect(readOne(places, ['2026-03-01', 'x', '116', '39'])).toMatchObject({ localMinute: undefined });
  });

  test('keeps withheld places without location and rejects what is no number', () => {
    for (const [lng, lat] of [
      ['0', '0'],
      ['0.0', '0.0'],
      ['', ''],
      ['116', ''],
    ])
      expect(readOne(places, ['2026-03-01', 'x', lng, lat])).toMatchObject({ valid: true, incident: { location: undefined } });
    expect(readOne(places, ['2026-03-01', 'x', '116', '39'])).toMatchObject({ incident: { location: [116, 39] } });
    expect(readOne(places, ['2026-03-01', 'x', 'N/A', '39'])).toEqual({
      valid: false,
      column: 'lng',
      value: 'N/A',
      reason: 'coordinate_unreadable',
    });
  });

  test('rejects single broken rows of a readable column instead of refusing the file', () => {
    const sample = [
      ['2026-03-01 08:00', 'x'],
      ['2026-03-01 09:00', 'x'],
      ['unknown', 'x'],
    ];
    const { read } = readerOf(['occurredAt', 'type'], sample);
    expect(sample.map((row) => read(row).valid)).toEqual([true, true, false]);
    expect(read(['2026-03-01 08:00'])).toMatchObject({ valid: false, reason: 'row_too_short' });
    expect(read(['2026-03-01 08:00', ' '])).toMatchObject({ valid: false, reason: 'category_missing' });
  });

  test('never throws on a row, whatever it holds', () => {
    const { read } = readerOf(['occurredAt', 'type', 'lng', 'lat'], [['2026-03-01 08:00', 'x', '116', '39']]);
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 6 }), (row) => {
        expect(typeof read(row).valid).toBe('boolean');
      }),
    );
  });
});
