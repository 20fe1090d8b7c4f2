import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCsv } from './csv_table';
import { fileKindOf, openInputFile } from './input_file';
import { readOsm } from './read_osm';
import { Refusal } from '@beatline/shared/model/refusal';

const TEXT = '发生时间,警情类别,地址\n2026-03-01 08:00,盗窃,"中关村大街1号, 东门"\n2026-03-01 09:00,打架,北四环\n';
const named = (bytes: Uint8Array, name = 'a.csv') => ({ name, bytes });

async function readCsv(bytes: Uint8Array, encoding?: string) {
  const table = await openCsv(await openInputFile(named(bytes)), encoding);
  const rows: (readonly string[])[] = [];
  for await (const batch of table.batches()) rows.push(...batch.rows);
  return { ...table, rows };
}
const ROWS = [
  ['2026-03-01 08:00', '盗窃', '中关村大街1号, 东门'],
  ['2026-03-01 09:00', '打架', '北四环'],
];

describe('openCsv', () => {
  test.each([
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with mark', Buffer.from(`\uFEFF${TEXT}`), 'utf-8'],
    ['GB18030', iconv.encode(TEXT, 'gb18030'), 'gb18030'],
    ['GBK', iconv.encode(TEXT, 'gbk'), 'gb18030'],
    ['UTF-16 LE with mark', iconv.encode(TEXT, 'utf-16le', { addBOM: true }), 'utf-16le'],
    ['UTF-16 BE with mark', iconv.encode(TEXT, 'utf-16be', { addBOM: true }), 'utf-16be'],
    ['gzip of GB18030', gzipSync(iconv.encode(TEXT, 'gb18030')), 'gb18030'],
    ['Windows line ends', Buffer.from(TEXT.replaceAll('\n', '\r\n')), 'utf-8'],
  ])('reads the same rows from %s', async (_name, bytes, encoding) => {
    const { header, rows, ...table } = await readCsv(bytes);
    expect(table.encoding).toBe(encoding);
    expect(header).toEqual(['发生时间', '警情类别', '地址']);
    expect(rows).toEqual(ROWS);
  });

  test('sees Chinese text that begins far below the head of the file', async () => {
    const long = `a,b\n${'1,2\n'.repeat(200_000)}`;
    for (const encoding of ['gb18030', 'utf-8']) {
      const { rows, ...table } = await readCsv(iconv.encode(`${long}3,盗窃\n`, encoding));
      expect(table.encoding).toBe(encoding);
      expect(rows.at(-1)).toEqual(['3', '盗窃']);
      expect(rows).toHaveLength(200_001);
    }
  });

  test.each([';', '\t', '|'])('finds the delimiter %j', async (delimiter) => {
    const { rows } = await readCsv(Buffer.from(`a${delimiter}b\n1,5${delimiter}2\n`));
    expect(rows).toEqual([['1,5', '2']]);
  });

  test('numbers rows as a spreadsheet does', async () => {
    const table = await openCsv(await openInputFile(named(Buffer.from(`a,b\n${'1,2\n'.repeat(12_000)}`))));
    const firstRows: number[] = [];
    for await (const batch of table.batches()) firstRows.push(batch.firstRow);
    expect(firstRows).toEqual([2, 5002, 10_002]);
  });

  test('refuses what is no table, each with one sentence and what to do', async () => {
    const refused = async (bytes: Uint8Array, encoding?: string) => {
      const error: unknown = await readCsv(bytes, encoding).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(Refusal);
      return (error as Refusal).code;
    };
    expect(await refused(Buffer.alloc(0))).toBe('file_empty');
    expect(await refused(gzipSync(Buffer.alloc(0)))).toBe('file_empty');
    expect(await refused(Buffer.from('one column\n1\n2\n'))).toBe('csv_no_table');
    expect(await refused(Buffer.from('a,b\n'))).toBe('file_empty');
    expect(await refused(Buffer.from('PK\u0003\u0004'))).toBe('zip_broken');
    expect(await refused(gzipSync(Buffer.from('a,b\n1,2\n'.repeat(9))).subarray(0, 30))).toBe('gzip_broken');
    expect(await refused(Buffer.from('a,b\n1,2\n'), 'ebcdic')).toBe('encoding_unknown');
    expect(await refused(Buffer.from([1, 2, 0, 0, 7, 0, 0, 9, 9]))).toBe('csv_binary');
  });

  test('refuses a quotation mark left open instead of swallowing the file', async () => {
    const bytes = Buffer.from(`a,b\n${'1,2\n'.repeat(20_000)}"3,4\n${'1,2\n'.repeat(400_000)}`);
    await expect(readCsv(bytes)).rejects.toThrow(Refusal);
  });
});

describe('openInputFile', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'beatline-imports-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('reads a file on disk as it reads bytes, and again', async () => {
    const path = join(folder, 'a.csv.gz');
    await writeFile(path, gzipSync(TEXT));
    const input = await openInputFile({ path });
    for (let i = 0; i < 2; i++) expect(Buffer.concat(await Readable.from(input.stream()).toArray()).toString()).toBe(TEXT);
  });

  test('refuses a missing file and a folder', async () => {
    await expect(openInputFile({ path: join(folder, 'none.csv') })).rejects.toMatchObject({ code: 'file_missing' });
    await expect(openInputFile({ path: folder })).rejects.toMatchObject({ code: 'file_is_folder' });
  });

  test('knows a file by its content', async () => {
    const kindOf = async (text: string) => fileKindOf(await openInputFile(named(Buffer.from(text))));
    expect(await kindOf('\uFEFF  <?xml version="1.0"?><osm/>')).toBe('xml');
    expect(await kindOf(' {"type":"FeatureCollection"}')).toBe('json');
    expect(await kindOf('a,b')).toBe('text');
    expect(await kindOf('\0\0\0\u000d\n\u0009OSMHeader')).toBe('osm-pbf');
  });
});

describe('readOsm', () => {
  test('refuses a wrong file, a cut-off PBF and an extract without nodes', async () => {
    const read = async (bytes: Uint8Array) => readOsm(await openInputFile(named(bytes, 'city.osm.pbf')));
    await expect(read(Buffer.from('a,b\n1,2\n'))).rejects.toMatchObject({ code: 'osm_wrong' });
    await expect(read(Buffer.from('\0\0\0\u000d\n\u0009OSMHeader\u0018\u0010'))).rejects.toMatchObject({ code: 'osm_pbf_broken' });
    await expect(read(Buffer.from('\0\0\0\u000d\n\u0009OSMHeader\u0018\u0002\u0009\u0009\u0009\u0009\u0009\u0009'))).rejects.toMatchObject({
      code: 'osm_pbf_broken',
    });
    await expect(read(Buffer.from('<osm version="0.6"></osm>'))).rejects.toMatchObject({ code: 'file_empty' });
    await expect(read(Buffer.from('<kml></kml>'))).rejects.toMatchObject({ code: 'osm_xml_malformed' });
  });
});
