type Column = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

function shareColumn(column: Column): Column {
  const memory = new SharedArrayBuffer(column.byteLength);
  new Uint8Array(memory).set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  if (column instanceof Float64Array) return new Float64Array(memory);
  if (column instanceof Float32Array) return new Float32Array(memory);
  if (column instanceof Int32Array) return new Int32Array(memory);
  if (column instanceof Uint32Array) return new Uint32Array(memory);
  if (column instanceof Uint16Array) return new Uint16Array(memory);
  return new Uint8Array(memory);
}

const isColumn = (value: unknown): value is Column => ArrayBuffer.isView(value) && !(value instanceof DataView);

/** The same plain value with every typed array in it, however deep, copied to shared memory: worker threads then read it without a copy. */
export function shareColumns<T>(value: T): T {
  if (isColumn(value)) return shareColumn(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => shareColumns(item)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]: [string, unknown]) => [key, shareColumns(item)])) as T;
  }
  return value;
}
