/** Object identifiers of the built-in types whose text form is read differently from the drivers' defaults. */
const INT8 = 20;
const INT8_ARRAY = 1016;
const NUMERIC = 1700;
const DATE = 1082;
const TIMESTAMPTZ = 1184;

/** Epoch milliseconds of `2025-01-17 20:14:00.25+00`; sessions run in UTC. Infinite instants become ±Infinity. */
export function instantMsOf(text: string): number {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, 'Z')}`);
}

function arrayOfInt8(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
}

/** Readers by type, the same on both engines: see {@link SqlSession}. */
export const VALUE_PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [INT8]: Number,
  [INT8_ARRAY]: arrayOfInt8,
  [NUMERIC]: (text) => text,
  [DATE]: (text) => text,
  [TIMESTAMPTZ]: instantMsOf,
};
