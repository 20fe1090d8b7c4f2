import type { ImportInspection, ImportKind } from '../model/views/import_view';
import { expect, test } from 'vitest';
import { kindsOfName, proposeKind } from './propose_kind';

/** A look as the server answers it, with the given columns in use. */
function look(kind: ImportKind, header: readonly string[], used: number, more: Partial<ImportInspection> = {}): ImportInspection {
  return {
    kind,
    fileName: 'x',
    format: 'csv',
    encoding: 'utf-8',
    delimiter: ',',
    sheet: undefined,
    sheets: [],
    header,
    sample: [header, header],
    droppedColumns: [],
    fields: header.map((column, i) => ({ field: column, required: false, column: i < used ? column : undefined, candidates: [] })),
    missing: [],
    crs: undefined,
    timeZone: undefined,
    mappingSavedAt: undefined,
    preview: { points: [], lines: [], areas: [] },
    notes: [],
    problems: [],
    ...more,
  };
}

test('only kinds that can be in such a file are asked about', () => {
  expect(kindsOfName('city.osm.pbf')).toEqual(['streets']);
  expect(kindsOfName('车21.GPX')).toEqual(['tracks']);
  expect(kindsOfName('2024.csv.gz')).toContain('incidents');
  expect(kindsOfName('cells.geojson')).not.toContain('roster');
});

test('a file is proposed as the kind that leaves no required column open, whatever it is called', () => {
  const header = ['编号', '时间', '类别', '经度', '纬度'];
  const looks = [
    look('tracks', header, 3, { missing: ['unit'], preview: { points: [[1, 2]], lines: [], areas: [] } }),
    look('incidents', header, 5),
  ];
  expect(proposeKind('轨迹.csv', looks)).toBe('incidents');
});

test('a name decides between kinds that could both read the file', () => {
  const looks = [
    look('places', ['名称', '经度', '纬度'], 3, { preview: { points: [[1, 2]], lines: [], areas: [] } }),
    look('addresses', ['名称', '经度', '纬度'], 3),
  ];
  expect(proposeKind('标准地址.csv', looks)).toBe('addresses');
  expect(proposeKind('重点部位.csv', looks)).toBe('places');
});

test('areas are boundaries, and lines are not', () => {
  const areas = { preview: { points: [], lines: [], areas: [{ label: 'a', rings: [] }] } };
  const lines = { preview: { points: [], lines: [[[1, 2] as const, [2, 3] as const]], areas: [] } };
  expect(proposeKind('a.geojson', [look('roads', ['name'], 1, areas), look('jurisdictions', ['name'], 1, areas)])).toBe('jurisdictions');
  expect(proposeKind('a.geojson', [look('roads', ['name'], 1, lines), look('jurisdictions', ['name'], 1, lines)])).toBe('roads');
});

test('nothing is proposed when no kind can read the file', () => {
  expect(proposeKind('a.bin', [])).toBeUndefined();
});
