import { fuzzKinds } from './fuzz_kinds';

fuzzKinds([
  'streets',
  'jurisdictions',
  'places',
  'zones',
  'roads',
  'addresses',
  ...(process.env['BEATLINE_LONG'] === '1' ? (['cameras'] as const) : []),
]);
