import { gzipSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { openInputFile, type ImportFile } from '@beatline/server/imports/input_file';
import { openTable } from '@beatline/server/imports/input_table';
import { Refusal } from '@beatline/shared/model/refusal';
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
