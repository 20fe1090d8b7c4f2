import { fuzzKinds } from './fuzz_kinds';

fuzzKinds([
  'incidents',
  'tracks',
  'units',
  'roster',
  'calendar',
  'assignments',
  ...(process.env['BEATLINE_LONG'] === '1' ? (['round_logs', 'sign_ins'] as const) : []),
]);
