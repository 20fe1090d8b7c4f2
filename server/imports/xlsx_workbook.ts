import { posix } from 'node:path';
import { createXmlParser, type XmlEvents } from '@beatline/shared/formats/xml_parser';
import { numberShapeOf, type NumberShape } from '@beatline/shared/formats/xlsx_cells';
import { Refusal } from '@beatline/shared/model/refusal';
import { XlsxStrings } from './xlsx_strings';
import { entryNamed, type ZipArchive, type ZipEntry } from './zip_archive';

/** What a workbook says beside its cells. */
export interface XlsxWorkbook {
  readonly name: string;
  readonly archive: ZipArchive;
  readonly sheets: readonly XlsxSheet[];
  /** Days are counted from 1904, as old Macintosh versions did. */
  readonly startsIn1904: boolean;
  /** What the numbers of each cell style show. */
  readonly shapes: readonly NumberShape[];
}

export interface XlsxSheet {
  readonly name: string;
  readonly entry: ZipEntry;
}

/** Reads the parts of a workbook that are small. Refuses what is no workbook or has no sheet of cells. */
export async function openWorkbook(archive: ZipArchive, name: string): Promise<XlsxWorkbook> {
  const listed: { readonly name: string; readonly id: string }[] = [];
  let startsIn1904 = false;
  await readPart(archive, 'xl/workbook.xml', name, {
    open(tag, attributes) {
      if (tag === 'sheet') listed.push({ name: attributes['name'] ?? '', id: attributes['r:id'] ?? attributes['id'] ?? '' });
      if (tag === 'workbookPr') startsIn1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
    },
  });
  const targets = new Map<string, string>();
  await readPart(archive, 'xl/_rels/workbook.xml.rels', name, {
    open(tag, attributes) {
      if (tag === 'Relationship') targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '');
    },
  });
  const sheets = listed.flatMap((sheet) => {
    const target = targets.get(sheet.id);
    const entry =
      target === undefined ? undefined : entryNamed(archive, posix.join('/xl', target.startsWith('/') ? '..' : '', target).slice(1));
    return entry === undefined ? [] : [{ name: sheet.name, entry }];
  });
  if (sheets.length === 0) throw brokenWorkbook(name, 'it has no sheet');
  return { name, archive, sheets, startsIn1904, shapes: await shapesOf(archive, name) };
}

async function shapesOf(archive: ZipArchive, name: string): Promise<NumberShape[]> {
  const codes = new Map<number, string>();
  const shapes: NumberShape[] = [];
  let inCellFormats = false;
  if (entryNamed(archive, 'xl/styles.xml') === undefined) return shapes;
  await readPart(archive, 'xl/styles.xml', name, {
    open(tag, attributes) {
      if (tag === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      else if (tag === 'cellXfs') inCellFormats = true;
      else if (tag === 'xf' && inCellFormats) {
        const id = Number(attributes['numFmtId'] ?? 0);
        shapes.push(numberShapeOf(id, codes.get(id)));
      }
    },
    close(tag) {
      if (tag === 'cellXfs') inCellFormats = false;
    },
  });
  return shapes;
}

/** The texts cells name by number; the caller closes them. Cells that hold their text themselves need none. */
export async function readStrings({ archive, name }: XlsxWorkbook): Promise<XlsxStrings> {
  const strings = new XlsxStrings();
  if (entryNamed(archive, 'xl/sharedStrings.xml') === undefined) return strings;
  let text = '';
  let inText = false;
  let inPhonetic = false;
  try {
    await readPart(archive, 'xl/sharedStrings.xml', name, {
      open(tag) {
        if (tag === 'si') text = '';
        else if (tag === 'rPh') inPhonetic = true;
        else if (tag === 't') inText = !inPhonetic;
      },
      text(piece) {
        if (inText) text += piece;
      },
      close(tag) {
        if (tag === 't') inText = false;
        else if (tag === 'rPh') inPhonetic = false;
        else if (tag === 'si') strings.add(text);
      },
    });
  } catch (error) {
    strings.close();
    throw error;
  }
  return strings;
}

async function readPart(archive: ZipArchive, path: string, name: string, events: Partial<XmlEvents>): Promise<void> {
  const entry = entryNamed(archive, path);
  if (entry === undefined) throw brokenWorkbook(name, `${path} is missing`);
  const pieces = readEntry(archive, entry, name, events, () => undefined);
  let step = await pieces.next();
  while (step.done !== true) step = await pieces.next();
}

/** Reads one part piece by piece; yields after each what `take` says its events have gathered. */
export async function* readEntry<T>(
  archive: ZipArchive,
  entry: ZipEntry,
  name: string,
  events: Partial<XmlEvents>,
  take: () => T,
): AsyncGenerator<T> {
  const ignore = (): void => undefined;
  const parser = createXmlParser({ open: ignore, text: ignore, close: ignore, ...events }, (message) => {
    throw brokenWorkbook(name, message);
  });
  const text = new TextDecoder('utf-8');
  for await (const chunk of archive.open(entry)) {
    parser.write(text.decode(chunk as Uint8Array, { stream: true }));
    yield take();
  }
  parser.write(text.decode());
  parser.close();
  yield take();
}

/** The refusal of a workbook that cannot be read. */
export function brokenWorkbook(name: string, why: string): Refusal {
  return new Refusal(
    'xlsx_broken',
    `${name} is not a readable Excel workbook: ${why}`,
    'open it in Excel or WPS and save it again as .xlsx',
  );
}
