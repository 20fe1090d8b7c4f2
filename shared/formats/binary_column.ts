/**
 * One column of numbers as it crosses the wire: little-endian bytes in base64 beside its element type, so that the map gets typed
 * arrays without parsing a number at a time.
 */
export interface BinaryColumn {
  readonly type: 'float32' | 'float64' | 'uint8' | 'int32' | 'uint32';
  readonly base64: string;
}

const CONSTRUCTORS = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int32: Int32Array, uint32: Uint32Array } as const;
export type ColumnArray = Float32Array | Float64Array | Uint8Array | Int32Array | Uint32Array;

function typeOf(values: ColumnArray): BinaryColumn['type'] {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  if (values instanceof Uint8Array) return 'uint8';
  if (values instanceof Int32Array) return 'int32';
  return 'uint32';
}

/** Bytes turned to characters at a time; `String.fromCharCode` takes its arguments on the stack. */
const CHUNK_BYTES = 0x8000;

export function encodeColumn(values: ColumnArray): BinaryColumn {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK_BYTES));
  }
  return { type: typeOf(values), base64: btoa(binary) };
}

export function decodeColumn(column: BinaryColumn): ColumnArray {
  const binary = atob(column.base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return new CONSTRUCTORS[column.type](bytes.buffer);
}
