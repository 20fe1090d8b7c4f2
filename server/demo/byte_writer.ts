/** A growing buffer of text for files of tens of megabytes: numbers are written digit by digit, so no short strings are made. */
export interface ByteWriter {
  /** Text of any kind, UTF-8. */
  text(value: string): void;
  /** A number with exactly `decimals` digits after the point. */
  decimal(value: number, decimals: number): void;
  /** A whole number, zero-padded to `width`. */
  whole(value: number, width: number): void;
  /** The bytes written so far; the writer must not be used afterwards. */
  bytes(): Uint8Array;
}

const encoder = new TextEncoder();
const ZERO = 48;
const POWERS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000] as const;

export function createByteWriter(initialBytes = 1 << 16): ByteWriter {
  let buffer = new Uint8Array(initialBytes);
  let length = 0;

  function room(count: number): void {
    if (length + count <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + count));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  }
  function whole(value: number, width: number): void {
    let digits = 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits += 1;
    const count = Math.max(digits, width);
    room(count);
    let rest = value;
    for (let i = count - 1; i >= 0; i -= 1) {
      const next = Math.floor(rest / 10);
      buffer[length + i] = ZERO + (rest - next * 10);
      rest = next;
    }
    length += count;
  }
  function text(value: string): void {
    // Three bytes hold any character of the basic plane; two units of a pair need four.
    room(value.length * 3);
    for (let i = 0; i < value.length; i += 1) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        length += encoder.encodeInto(value.slice(i), buffer.subarray(length)).written;
        return;
      }
      buffer[length] = code;
      length += 1;
    }
  }
  return {
    text,
    whole,
    decimal(value, decimals) {
      const scale = POWERS[decimals];
      const scaled = Math.round(Math.abs(value) * scale);
      if (value < 0 && scaled > 0) text('-');
      const integral = Math.floor(scaled / scale);
      whole(integral, 1);
      if (decimals === 0) return;
      text('.');
      whole(scaled - integral * scale, decimals);
    },
    bytes: () => buffer.subarray(0, length),
  };
}
