import { gzipSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { openInputFile, type ImportFile } from '@beatline/server/imports/input_file';
import { openTable } from '@beatline/server/imports/input_table';
import { Refusal } from '@beatline/shared/model/refusal';
import { openFeatures } from '@beatline/server/imports/feature_source';
import { declaredInputCrs } from '@beatline/server/imports/input_crs';
import { shapefile } from '../fixtures/shapefile_files';
import { zip } from '../fixtures/zip_file';

/** Workbooks are written by ExcelJS, which shares no code with the reader. */
async function workbook(fill: (book: ExcelJS.Workbook) => void): Promise<ImportFile> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return { name: 'export.xlsx', bytes: new Uint8Array(await book.xlsx.writeBuffer()) };
}

async function tableOf(file: ImportFile, sheet?: string) {
  const table = await openTable(await openInputFile(file), { sheet });
  const rows: { readonly number: number; readonly cells: readonly string[] }[] = [];
  for await (const batch of table.batches()) batch.rows.forEach((cells, i) => rows.push({ number: batch.firstRow + i, cells }));
  return { ...table, rows };
}

async function refusal(file: ImportFile): Promise<string> {
  try {
    await tableOf(file);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'none';
}

describe('workbooks', () => {
  test('cells read as a person sees them: days, times, codes with zeros, 15 digits, formulas by their value', async () => {
    const file = await workbook((book) => {
      const sheet = book.addWorksheet('警情');
      sheet.addRow(['报警时间', '日期', '时刻', '编号', '经度', '数量', '说明', '空']);
      const row = sheet.addRow([
        new Date(Date.UTC(2024, 1, 29, 8, 30, 15)),
        new Date(Date.UTC(2024, 1, 29)),
        new Date(Date.UTC(1899, 11, 30, 23, 5, 0)),
        '0012',
        116.1 + 0.2,
        { formula: 'A1*2', result: 42 },
        { richText: [{ text: '中关村' }, { text: '大街', font: { bold: true } }] },
        null,
      ]);
      row.getCell(1).numFmt = 'yyyy"年"m"月"d"日" h:mm:ss';
      row.getCell(2).numFmt = 'yyyy-mm-dd';
      row.getCell(3).numFmt = 'h:mm';
      sheet.addRow([true, 'x', 'y', '', '', '', '', 'last']);
    });
    const { format, sheet, header, rows } = await tableOf(file);
    expect({ format, sheet }).toEqual({ format: 'xlsx', sheet: '警情' });
    expect(header).toEqual(['报警时间', '日期', '时刻', '编号', '经度', '数量', '说明', '空']);
    expect(rows).toEqual([
      { number: 2, cells: ['2024-02-29T08:30:15', '2024-02-29', '23:05:00', '0012', '116.3', '42', '中关村大街', ''] },
      { number: 3, cells: ['TRUE', 'x', 'y', '', '', '', '', 'last'] },
    ]);
  });

  test('a title above the header does no harm, and blank rows keep the numbers of the rows below them', async () => {
    const file = await workbook((book) => {
      const sheet = book.addWorksheet('Sheet1');
      sheet.getCell('A1').value = '某派出所警情登记表';
      sheet.getRow(3).values = ['a', 'b'];
      sheet.getRow(4).values = ['1', '2'];
      sheet.getRow(7).values = ['3', '4'];
    });
    const { header, rows } = await tableOf(file);
    expect(header).toEqual(['a', 'b']);
    expect(rows).toEqual([
      { number: 4, cells: ['1', '2'] },
      { number: 7, cells: ['3', '4'] },
    ]);
  });

  test('the first sheet with rows is read unless another is named, and a missing one is refused', async () => {
    const file = await workbook((book) => {
      book.addWorksheet('封面').addRow(['only a title']);
      book.addWorksheet('一月').addRows([
        ['a', 'b'],
        ['1', '2'],
      ]);
      book.addWorksheet('二月').addRows([
        ['a', 'b'],
        ['3', '4'],
      ]);
    });
    expect(await tableOf(file)).toMatchObject({ sheet: '一月', sheets: ['封面', '一月', '二月'], rows: [{ cells: ['1', '2'] }] });
    expect(await tableOf(file, '二月')).toMatchObject({ rows: [{ cells: ['3', '4'] }] });
    await expect(tableOf(file, '三月')).rejects.toMatchObject({ code: 'sheet_missing' });
  });

  test('a hundred thousand rows with as many texts come through whole, in bounded memory', async () => {
    const rows = 100_000;
    const file = await workbook((book) => {
      const sheet = book.addWorksheet('large');
      sheet.addRow(['n', 'text']);
      for (let i = 0; i < rows; i++) sheet.addRow([i, `text number ${i} ${'x'.repeat(400)}`]);
    });
    const table = await openTable(await openInputFile(file));
    let next = 0;
    let wrong = 0;
    for await (const batch of table.batches())
      for (const [n, text] of batch.rows) {
        if (n !== String(next) || !text.startsWith(`text number ${next} `) || text.length < 400) wrong += 1;
        next += 1;
      }
    expect({ rows: next, wrong }).toEqual({ rows, wrong: 0 });
  });
});

describe('packed files', () => {
  const csv = Buffer.from('a,b\n1,2\n3,4\n');

  test('a table in a ZIP, beside a read-me and what a packer adds, is read by its own name', async () => {
    const file = {
      name: 'x.zip',
      bytes: zip({ '说明.txt': Buffer.from('hello'), '__MACOSX/._数据.csv': Buffer.from('x'), '导出/数据.csv': csv }),
    };
    const input = await openInputFile(file);
    expect(input.name).toBe('数据.csv');
    expect(await tableOf(file)).toMatchObject({ format: 'csv', rows: [{ cells: ['1', '2'] }, { cells: ['3', '4'] }] });
  });

  test('a workbook in a ZIP or gzip is read too', async () => {
    const book = await workbook((made) => made.addWorksheet('s').addRows([['a', 'b'], ['1', '2']])); // prettier-ignore
    const bytes = 'bytes' in book ? Buffer.from(book.bytes) : Buffer.alloc(0);
    expect(await tableOf({ name: 'x.zip', bytes: zip({ 'b.xlsx': bytes }) })).toMatchObject({
      format: 'xlsx',
      rows: [{ cells: ['1', '2'] }],
    });
    expect(await tableOf({ name: 'b.xlsx.gz', bytes: gzipSync(bytes) })).toMatchObject({ format: 'xlsx' });
  });

  test('bombs, several tables, cut-off archives and names that climb are refused', async () => {
    const bomb = Buffer.alloc(24 * 2 ** 20, ' ');
    expect(await refusal({ name: 'x.zip', bytes: zip({ 'a.csv': bomb }) })).toBe('zip_bomb');
    expect(await refusal({ name: 'x.gz', bytes: gzipSync(Buffer.concat([csv, Buffer.alloc(24 * 2 ** 20, '\n')])) })).toBe('zip_bomb');
    expect(await refusal({ name: 'x.zip', bytes: zip({ 'a.csv': csv, 'b.csv': csv }) })).toBe('zip_several');
    const whole = zip({ 'a.csv': csv });
    expect(await refusal({ name: 'x.zip', bytes: whole.subarray(0, whole.length - 30) })).toBe('zip_broken');
    expect(await refusal({ name: 'x.zip', bytes: zip({ '../../etc/a.csv': csv }) })).toBe('zip_broken');
    // Declares one byte, unpacks to many: reading stops.
    expect(await refusal({ name: 'x.zip', bytes: zip({ 'a.csv': csv }, { declaredBytes: 1 }) })).toBe('zip_broken');
  });
});

describe('shapefiles', () => {
  /** Two areas in the metres of CGCS2000 / 3-degree Gauss-Kruger CM 117E (EPSG:4548), the second with a hole. */
  const clockwise = (x: number, y: number, side: number) =>
    [
      [x, y],
      [x, y + side],
      [x + side, y + side],
      [x + side, y],
      [x, y],
    ] as const;
  const hole = [...clockwise(500_420, 4_055_020, 60)].reverse();
  const shapes = [{ rings: [clockwise(500_000, 4_055_000, 100)] }, { rings: [clockwise(500_400, 4_055_000, 100), hole] }];
  const gaussKruger =
    'PROJCS["CGCS2000_3_Degree_GK_CM_117E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';
  const texts = [
    ['001', '中心警格'],
    ['002', '泉城路'],
  ];
  const packed = (encode: (text: string) => Buffer, sides: Readonly<Record<string, Buffer>>, languageDriver = 0): ImportFile => {
    const { shp, dbf } = shapefile(
      shapes,
      ['CODE', 'NAME'],
      texts.map((row) => row.map(encode)),
      languageDriver,
    );
    return { name: 'grid.zip', bytes: zip({ '数据/grid.shp': shp, '数据/grid.dbf': dbf, ...sides }) };
  };
  const gbk = (text: string): Buffer => Buffer.from(GBK[text] ?? text, text in GBK ? 'hex' : 'latin1');
  /** The same texts in GBK, by `iconv -t GBK | xxd -p`. */
  const GBK: Readonly<Record<string, string>> = { 中心警格: 'd6d0d0c4beafb8f1', 泉城路: 'c8aab3c7c2b7' };

  test.each([
    ['GBK by .cpg', packed(gbk, { '数据/grid.cpg': Buffer.from('GBK\n') }), 'gb18030'],
    ['GBK by the header of the .dbf', packed(gbk, {}, 0x4d), 'gb18030'],
    ['GBK that nothing declares', packed(gbk, {}), 'gb18030'],
    ['UTF-8 by .cpg', packed((text) => Buffer.from(text), { '数据/grid.cpg': Buffer.from('UTF-8') }), 'utf-8'],
    ['UTF-8 that nothing declares', packed((text) => Buffer.from(text), {}), 'utf-8'],
  ])('texts are read: %s', async (_how, file, encoding) => {
    const features = await openFeatures(await openInputFile(file));
    expect(features).toMatchObject({ encoding, count: 2, propertyNames: ['CODE', 'NAME'] });
    expect(features.sample.map(({ properties }) => [properties['CODE'], properties['NAME']])).toEqual(texts);
  });

  test('a hole stays with the outline around it, and the .prj places Gauss-Kruger metres', async () => {
    const file = packed(gbk, { '数据/grid.prj': Buffer.from(gaussKruger) });
    const features = await openFeatures(await openInputFile(file));
    expect(features.sample.map(({ geometry }) => [geometry?.type, geometry?.type === 'Polygon' && geometry.coordinates.length])).toEqual([
      ['Polygon', 1],
      ['Polygon', 2],
    ]);
    const declared = features.declaredCrs;
    expect(declared?.crs).toBe('CGCS2000_3_Degree_GK_CM_117E');
    const { toLngLat } = await declaredInputCrs({} as Parameters<typeof declaredInputCrs>[0], declared ?? { crs: '' });
    // gdaltransform -s_srs EPSG:4548 -t_srs EPSG:4490 (GDAL 3.6.2): 500400 4055000.
    const [lng, lat] = toLngLat(500_400, 4_055_000) ?? [0, 0];
    expect(Math.abs(lng - 117.004471982069)).toBeLessThan(1e-9);
    expect(Math.abs(lat - 36.6259400299605)).toBeLessThan(1e-9);
  });

  test('damage is refused, never passed over', async () => {
    const { shp, dbf } = shapefile(shapes, ['CODE', 'NAME'], texts.map((row) => row.map((text) => Buffer.from(text)))); // prettier-ignore
    const damaged = (change: (bytes: Buffer) => Buffer | void): ImportFile => {
      const copy = Buffer.from(shp);
      return { name: 'a.zip', bytes: zip({ 'a.shp': change(copy) ?? copy, 'a.dbf': dbf }) };
    };
    expect(await refusal(damaged((bytes) => bytes.subarray(0, bytes.length - 5)))).toBe('shapefile_broken');
    expect(await refusal(damaged((bytes) => void bytes.writeInt32BE(9, 100)))).toBe('shapefile_broken');
    expect(await refusal(damaged((bytes) => void bytes.writeInt32LE(2 ** 30, 100 + 8 + 40)))).toBe('shapefile_broken');
    expect(await refusal({ name: 'a.zip', bytes: zip({ 'a.shp': shp, 'a.dbf': shapefile(shapes, ['C'], [[]]).dbf }) })).toBe(
      'shapefile_broken',
    );
    expect(await refusal({ name: 'a.zip', bytes: zip({ 'a.shp': shp, 'b.shp': shp }) })).toBe('zip_several');
    // a name with a NUL in it cannot be kept in a report
    const rubbish = Buffer.from('GEOGCS["WGS\u0000 84",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]]]');
    expect(await refusal({ name: 'a.zip', bytes: zip({ 'a.shp': shp, 'a.dbf': dbf, 'a.prj': rubbish }) })).toBe('shapefile_broken');
  });
});
