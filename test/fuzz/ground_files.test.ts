import { fuzzKinds } from './fuzz_kinds';

fuzzKinds(['streets', 'jurisdictions', 'places', 'zones', 'roads', 'addresses', 'cameras']);
