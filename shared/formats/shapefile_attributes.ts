import { broken } from './shapefile_shapes';

/** Reads the attribute table of a shapefile (.dbf, dBase III) piece by piece. */
export interface AttributeReader {
  write(bytes: Uint8Array): void;
  /** Call once after the last piece. */
  close(): void;
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

/** Byte of the header that names a code page, by what it says of the encoding (ESRI's list); 0 and others say nothing. */
const LANGUAGE_DRIVERS: Readonly<Record<number, string>> = {
  0x03: 'windows-1252',
  0x57: 'windows-1252',
  0x4d: 'gb18030',
  0x7a: 'gb18030',
  0x4f: 'big5',
  0x78: 'big5',
};

/** Encoding that the header of an attribute table declares, if it does. At least 32 bytes are needed. */
export function encodingOfAttributes(head: Uint8Array): string | undefined {
  return head.length < 32 ? undefined : LANGUAGE_DRIVERS[head[29]];
}

/** Encoding that the text of a .cpg file names, as TextDecoder spells it; undefined when it is not known. */
export function encodingOfCodePage(text: string): string | undefined {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/^(ansi|oem|cp|ms|windows)[\s_-]*/, '');
  if (['utf-8', 'utf8', '65001'].includes(name)) return 'utf-8';
  if (['gbk', 'gb2312', 'gb18030', '936', 'cp936', '54936', 'x-gbk'].includes(name)) return 'gb18030';
  if (['big5', '950'].includes(name)) return 'big5';
  return /^(1252|iso[\s_-]?8859-?1|8859-?1|88591|latin1)$/.test(name) ? 'windows-1252' : undefined;
}

/**
 * A reader that hands the values of each record, deleted ones undefined, to `take` in file order, with texts in `encoding` (a label of TextDecoder). Numbers
 * stay text, so that codes keep their zeros; dates become `2024-02-29`. Throws a Refusal `shapefile_broken` where lengths do not fit.
 */
export function createAttributeReader(
  encoding: string,
  take: (values: Readonly<Record<string, string>> | undefined) => void,
): AttributeReader {
  const decoder = new TextDecoder(encoding);
  let pending = new Uint8Array(0);
  let fields: Field[] | undefined;
  let recordBytes = 0;
  let remaining = 0;
  return {
    write(bytes) {
      if (fields !== undefined && remaining === 0) return;
      const joined = new Uint8Array(pending.length + bytes.length);
      joined.set(pending);
      joined.set(bytes, pending.length);
      let at = 0;
      if (fields === undefined) {
        const header = headerOf(joined, decoder);
        if (header === undefined) {
          pending = joined;
          return;
        }
        ({ fields, recordBytes } = header);
        remaining = header.records;
        at = header.bytes;
      }
      for (; remaining > 0 && joined.length - at >= recordBytes; at += recordBytes, remaining -= 1)
        take(joined[at] === 0x2a ? undefined : valuesOf(joined.subarray(at, at + recordBytes), fields, decoder));
      pending = joined.slice(at);
    },
    close() {
      if (fields === undefined || remaining > 0) throw broken('its .dbf file is cut off');
    },
  };
}

function headerOf(
  bytes: Uint8Array,
  decoder: TextDecoder,
): { readonly bytes: number; readonly records: number; readonly recordBytes: number; readonly fields: Field[] } | undefined {
  if (bytes.length < 32) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records = view.getUint32(4, true);
  const headerBytes = view.getUint16(8, true);
  const recordBytes = view.getUint16(10, true);
  if (headerBytes < 33 || recordBytes < 1) throw broken('the header of its .dbf file does not fit');
  if (bytes.length < headerBytes) return undefined;
  const fields: Field[] = [];
  let start = 1;
  for (let at = 32; at + 32 <= headerBytes && bytes[at] !== 0x0d; at += 32) {
    const end = bytes.subarray(at, at + 11).indexOf(0);
    const length = bytes[at + 16];
    const name = decoder.decode(bytes.subarray(at, at + (end < 0 ? 11 : end))).trim();
    fields.push({ name, type: String.fromCharCode(bytes[at + 11]), start, length });
    start += length;
  }
  if (fields.length === 0 || start > recordBytes) throw broken('the fields of its .dbf file do not fit its records');
  return { bytes: headerBytes, records, recordBytes, fields };
}

function valuesOf(record: Uint8Array, fields: readonly Field[], decoder: TextDecoder): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { name, type, start, length } of fields) {
    const text = decoder
      .decode(record.subarray(start, start + length))
      .replaceAll('\0', '')
      .trim();
    values[name] =
      type === 'D' && /^\d{8}$/.test(text)
        ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
        : type === 'N' && /^\*+$/.test(text)
          ? ''
          : text;
  }
  return values;
}
