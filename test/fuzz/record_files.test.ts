import { fuzzKinds } from './fuzz_kinds';

fuzzKinds(['incidents', 'tracks', 'units', 'roster', 'calendar', 'assignments', 'round_logs']);
