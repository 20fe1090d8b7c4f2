import { isAscii } from 'node:buffer';
import type { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { Refusal } from '@beatline/shared/model/refusal';
import type { InputFile } from './input_file';
import { namedWord } from '@beatline/shared/formats/named_word';

/** Encodings that files of police systems and spreadsheets come in; GB18030 holds GBK and GB2312. */
export const TEXT_ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

const SPELLINGS: Readonly<Record<string, TextEncoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  'utf-16': 'utf-16le',
  utf16: 'utf-16le',
  'utf-16le': 'utf-16le',
  utf16le: 'utf-16le',
  'utf-16be': 'utf-16be',
  utf16be: 'utf-16be',
};

/** The encoding a caller asked for, or the one the bytes show: byte order mark, then zero bytes of UTF-16, then valid UTF-8, else GB18030. */
export async function encodingOf(input: InputFile, asked = 'auto'): Promise<TextEncoding> {
  if (asked !== 'auto') return spellingOf(asked);
  const { head } = input;
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const utf16 = utf16ByteOrder(head);
  if (utf16 !== undefined) return utf16;
  const telling = isAscii(head) ? await firstNonAsciiChunk(input) : head;
  return telling === undefined || isUtf8Prefix(telling) ? 'utf-8' : 'gb18030';
}

/** The encoding a caller names. Refuses an unknown one. */
export function spellingOf(asked: string): TextEncoding {
  const encoding = namedWord(SPELLINGS, asked.toLowerCase());
  if (encoding === undefined)
    throw new Refusal('encoding_unknown', `unknown encoding ${asked}`, `use auto, ${TEXT_ENCODINGS.join(', ')} or gbk`);
  return encoding;
}

/** UTF-16 without a mark: ASCII characters (digits, delimiters) leave zero bytes on one side only. */
function utf16ByteOrder(head: Buffer): TextEncoding | undefined {
  const zeros = [0, 0];
  const sample = head.subarray(0, 4096);
  sample.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] += 1;
  });
  const half = sample.length / 2;
  if (zeros[1] > half * 0.2 && zeros[0] < half * 0.02) return 'utf-16le';
  if (zeros[0] > half * 0.2 && zeros[1] < half * 0.02) return 'utf-16be';
  return undefined;
}

/** Files with Chinese text only far down look like ASCII at their head. */
async function firstNonAsciiChunk(input: InputFile): Promise<Buffer | undefined> {
  if (input.isWhole) return undefined;
  let before = Buffer.alloc(0);
  for await (const chunk of input.stream()) {
    const bytes = Buffer.from(chunk as Uint8Array);
    if (!isAscii(bytes)) return Buffer.concat([before, bytes]);
    before = bytes.subarray(-1);
  }
  return undefined;
}

/** Whether bytes are UTF-8, a character cut off at the end allowed. */
function isUtf8Prefix(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Text of bytes cut from the start of a file; a character cut off at the end is left out, a byte order mark too. */
export function decodePrefix(bytes: Buffer, encoding: TextEncoding): string {
  return new TextDecoder(encoding).decode(bytes, { stream: true });
}

/** The file's content as a stream of UTF-8, whatever it is in. */
export function utf8Stream(input: InputFile, encoding: TextEncoding): Readable {
  const bytes = input.stream();
  if (encoding === 'utf-8') return bytes;
  const text = iconv.decodeStream(encoding);
  bytes.on('error', (error) => {
    text.emit('error', error);
  });
  return bytes.pipe(text) as Readable & NodeJS.ReadWriteStream;
}
