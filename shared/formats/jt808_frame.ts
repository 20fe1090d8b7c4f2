/**
 * Framing of JT/T 808 (road transport terminals, editions 2011, 2013 and 2019): a frame stands between two flags, its checksum is the exclusive or of header and
 * body, and flag and escape inside it are written as two bytes.
 */
export interface Jt808Frame {
  readonly messageId: number;
  /** Edition 2019 has a longer header with a version number; 2013 stands for 2011 as well. */
  readonly edition: '2013' | '2019';
  /** Terminal number as sent, 12 digits (2013) or 20 (2019). */
  readonly terminal: string;
  /** Number of the message, 0 to 65535; an answer names it. */
  readonly serial: number;
  /** Present when the message is sent in several frames. */
  readonly part: { readonly total: number; readonly number: number } | undefined;
  readonly body: Uint8Array;
}

/** Why the bytes between two flags are no frame. */
export type Jt808FrameFault = 'too_short' | 'escape' | 'checksum' | 'length' | 'terminal' | 'encrypted' | 'part';
export type Jt808Decoded =
  | { readonly ok: true; readonly frame: Jt808Frame }
  | { readonly ok: false; readonly fault: Jt808FrameFault; readonly messageId?: number };

const FLAG = 0x7e;
const ESCAPE = 0x7d;
/** Ten bits of the header hold the length of the body. */
export const JT808_BODY_MOST_BYTES = 1023;
const LENGTH_MASK = 0x03ff;
const ENCRYPTION_MASK = 0x1c00;
const PARTS_BIT = 0x2000;
const EDITION_2019_BIT = 0x4000;
const HEADER_2013_BYTES = 12;
const HEADER_2019_BYTES = 17;
const PART_BYTES = 4;
/** Every byte of the longest frame escaped, and then some: what has no flag after this many bytes is no JT/T 808. */
const FRAME_MOST_BYTES = 2 * (HEADER_2019_BYTES + PART_BYTES + JT808_BODY_MOST_BYTES + 1);

/** A frame as bytes on the wire, flags included. Throws a RangeError on a body, terminal number or serial that does not fit. */
export function encodeJt808Frame(frame: Jt808Frame): Uint8Array {
  const digits = frame.edition === '2019' ? 20 : 12;
  if (frame.body.length > JT808_BODY_MOST_BYTES) throw new RangeError(`a body of ${frame.body.length} bytes does not fit into one frame`);
  if (!/^\d+$/.test(frame.terminal) || frame.terminal.length > digits) throw new RangeError(`no terminal number: ${frame.terminal}`);
  if (!Number.isInteger(frame.serial) || frame.serial < 0 || frame.serial > 0xffff) throw new RangeError(`no serial: ${frame.serial}`);
  const is2019 = frame.edition === '2019';
  const plain: number[] = [];
  pushWord(plain, frame.messageId);
  pushWord(plain, frame.body.length | (frame.part === undefined ? 0 : PARTS_BIT) | (is2019 ? EDITION_2019_BIT : 0));
  if (is2019) plain.push(1);
  const padded = frame.terminal.padStart(digits, '0');
  for (let i = 0; i < digits; i += 2) plain.push((Number(padded[i]) << 4) | Number(padded[i + 1]));
  pushWord(plain, frame.serial);
  if (frame.part !== undefined) {
    pushWord(plain, frame.part.total);
    pushWord(plain, frame.part.number);
  }
  plain.push(...frame.body);
  plain.push(plain.reduce((sum, byte) => sum ^ byte, 0));

  const bytes = [FLAG];
  for (const byte of plain) {
    if (byte === FLAG) bytes.push(ESCAPE, 2);
    else if (byte === ESCAPE) bytes.push(ESCAPE, 1);
    else bytes.push(byte);
  }
  bytes.push(FLAG);
  return Uint8Array.from(bytes);
}

function pushWord(bytes: number[], value: number): void {
  bytes.push((value >> 8) & 0xff, value & 0xff);
}

/** Reads the bytes between two flags. Whatever they are, the answer is a frame or what is wrong with it; nothing is thrown. */
export function decodeJt808Frame(escaped: Uint8Array): Jt808Decoded {
  const bytes = unescaped(escaped);
  if (bytes === undefined) return { ok: false, fault: 'escape' };
  if (bytes.length < HEADER_2013_BYTES + 1) return { ok: false, fault: 'too_short' };
  let sum = 0;
  for (const byte of bytes) sum ^= byte;
  if (sum !== 0) return { ok: false, fault: 'checksum' };

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messageId = view.getUint16(0);
  const properties = view.getUint16(2);
  const is2019 = (properties & EDITION_2019_BIT) !== 0;
  const hasParts = (properties & PARTS_BIT) !== 0;
  const headerBytes = (is2019 ? HEADER_2019_BYTES : HEADER_2013_BYTES) + (hasParts ? PART_BYTES : 0);
  if (bytes.length !== headerBytes + (properties & LENGTH_MASK) + 1) return { ok: false, fault: 'length', messageId };
  if ((properties & ENCRYPTION_MASK) !== 0) return { ok: false, fault: 'encrypted', messageId };

  let at = is2019 ? 5 : 4;
  const terminal = readBcd(bytes, at, is2019 ? 10 : 6);
  if (terminal === undefined) return { ok: false, fault: 'terminal', messageId };
  at += is2019 ? 10 : 6;
  const serial = view.getUint16(at);
  const part = hasParts ? { total: view.getUint16(at + 2), number: view.getUint16(at + 4) } : undefined;
  if (part !== undefined && (part.total === 0 || part.number === 0 || part.number > part.total))
    return { ok: false, fault: 'part', messageId };
  const body = bytes.slice(headerBytes, bytes.length - 1);
  return { ok: true, frame: { messageId, edition: is2019 ? '2019' : '2013', terminal, serial, part, body } };
}

function unescaped(escaped: Uint8Array): Uint8Array | undefined {
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] !== ESCAPE) {
      bytes[length++] = escaped[i];
      continue;
    }
    const next = escaped[++i];
    if (next !== 1 && next !== 2) return undefined;
    bytes[length++] = next === 1 ? ESCAPE : FLAG;
  }
  return bytes.subarray(0, length);
}

/** Decimal digits packed two to a byte; undefined when one is no digit. */
export function readBcd(bytes: Uint8Array, from: number, length: number): string | undefined {
  let digits = '';
  for (let i = from; i < from + length; i++) {
    const high = bytes[i] >> 4;
    const low = bytes[i] & 0x0f;
    if (high > 9 || low > 9) return undefined;
    digits += String(high) + String(low);
  }
  return digits;
}

/** Cuts a stream of bytes, in pieces of any size, into what stands between flags. */
export interface Jt808Splitter {
  /** The frames completed by these bytes, still escaped; bytes without a flag for longer than any frame are dropped and counted. */
  push(bytes: Uint8Array): Uint8Array[];
  readonly droppedBytes: number;
}

/** A splitter for one connection. Holds one frame at most. */
export function createJt808Splitter(): Jt808Splitter {
  const held = new Uint8Array(FRAME_MOST_BYTES);
  let length = 0;
  let droppedBytes = 0;
  return {
    push(bytes) {
      const frames: Uint8Array[] = [];
      for (const byte of bytes) {
        if (byte === FLAG) {
          // Two flags in a row are the end of one frame and the start of the next.
          if (length > 0) frames.push(held.slice(0, length));
          length = 0;
        } else if (length === FRAME_MOST_BYTES) {
          droppedBytes += length + 1;
          length = 0;
        } else {
          held[length++] = byte;
        }
      }
      return frames;
    },
    get droppedBytes() {
      return droppedBytes;
    },
  };
}
