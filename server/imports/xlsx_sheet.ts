import type { XmlEvents } from '@beatline/shared/formats/xml_parser';
import { columnOfReference, textOfNumber } from '@beatline/shared/formats/xlsx_cells';
import type { XlsxStrings } from './xlsx_strings';
import { brokenWorkbook, type XlsxWorkbook } from './xlsx_workbook';

/** A row of a sheet that holds anything. */
export interface SheetRow {
  /** As the spreadsheet shows it. */
  readonly rowNumber: number;
  /** Text of each cell by column; a hole where there is none. */
  readonly cells: readonly string[];
}

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  text: string;
}

/** More than the 32,767 characters Excel allows, for other writers are not so strict; chosen as for a row of CSV. */
const MAX_CELL_CHARACTERS = 1_000_000;

/**
 * Gathers rows from the XML of a sheet. `columns` says how many cells of a row are of use, once that is known: others are not kept, so that a far cell costs
 * nothing. Throws a Refusal `xlsx_broken` on rows out of order, cells that cannot be, texts nobody wrote.
 */
export function createSheetReader(
  workbook: XlsxWorkbook,
  strings: XlsxStrings,
  columns: () => number | undefined,
): { readonly events: Partial<XmlEvents>; take(): readonly SheetRow[] } {
  let rows: SheetRow[] = [];
  let rowNumber = 0;
  let cells: string[] = [];
  let lastColumn = -1;
  let cell: OpenCell | undefined;
  let inValue = false;
  let inPhonetic = false;

  const startRow = (said: string | undefined): void => {
    const number = said === undefined ? rowNumber + 1 : Number(said);
    if (!Number.isSafeInteger(number) || number <= rowNumber) throw brokenWorkbook(workbook.name, `row ${said} stands out of order`);
    rowNumber = number;
    cells = [];
    lastColumn = -1;
  };
  const startCell = (attributes: Readonly<Record<string, string>>): void => {
    const reference = attributes['r'];
    const column = reference === undefined ? lastColumn + 1 : columnOfReference(reference);
    if (column === undefined) throw brokenWorkbook(workbook.name, `there is no cell ${reference}`);
    lastColumn = column;
    const width = columns();
    cell =
      width === undefined || column < width
        ? { column, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), text: '' }
        : undefined;
  };
  const textOf = ({ type, style, text }: OpenCell): string => {
    if (type === 'inlineStr' || type === 'str') return text;
    if (type === 's') {
      const shared = strings.get(Number(text));
      if (shared === undefined && text !== '') throw brokenWorkbook(workbook.name, `there is no text number ${text.slice(0, 20)}`);
      return shared ?? '';
    }
    if (type === 'b') return text === '1' ? 'TRUE' : 'FALSE';
    if (type === 'e') return '';
    if (type === 'd') return text.trim();
    return textOfNumber(text, workbook.shapes[style] ?? 'number', workbook.startsIn1904);
  };

  return {
    events: {
      open(tag, attributes) {
        if (tag === 'row') startRow(attributes['r']);
        else if (tag === 'c') startCell(attributes);
        else if (tag === 'rPh') inPhonetic = true;
        else if (tag === 'v' || tag === 't') inValue = cell !== undefined && !inPhonetic;
      },
      text(piece) {
        if (!inValue || cell === undefined) return;
        cell.text += piece;
        if (cell.text.length > MAX_CELL_CHARACTERS)
          throw brokenWorkbook(workbook.name, `a cell of row ${rowNumber} is longer than ${MAX_CELL_CHARACTERS} characters`);
      },
      close(tag) {
        if (tag === 'v' || tag === 't') inValue = false;
        else if (tag === 'rPh') inPhonetic = false;
        else if (tag === 'c' && cell !== undefined) {
          const text = textOf(cell);
          if (text !== '') cells[cell.column] = text;
          cell = undefined;
        } else if (tag === 'row' && cells.length > 0) rows.push({ rowNumber, cells });
      },
    },
    take() {
      const taken = rows;
      rows = [];
      return taken;
    },
  };
}
