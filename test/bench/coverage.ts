// The ledger: cutting segments with the lattice, crediting them into the database, beside PostGIS on the same fixes in the same run; then coverage and gap of a day.
import { againstPostgis, clipRow } from './coverage_clip';
import { answerRow } from './coverage_answer';
import { ledgerRows, prepareGround } from './coverage_ledger';
import { carTracks, haidianTracks, type BenchTracks } from './coverage_tracks';
import { onEachEngine } from './bench_databases';

const haidian = haidianTracks();
if (haidian === undefined)
  process.stdout.write('The recorded tracks of Haidian are not here (BEATLINE_REAL_DATA): only made ones are used\n');
const tracks: BenchTracks[] = [
  ...(haidian === undefined ? [] : [haidian]),
  carTracks(50, 1, 8),
  carTracks(100, 5, 8),
  carTracks(100, 15, 8),
  carTracks(400, 15, 8),
];

/** Squares, and units on duty at once: a district, then cities. */
const CITIES: readonly (readonly [squares: number, units: number])[] = [
  [6000, 20],
  [60_000, 60],
  [150_000, 150],
  [300_000, 300],
  [600_000, 600],
];
const answers = CITIES.map(([squares, units]) => answerRow(squares, units, squares === 6000 ? 100 : 7));
process.stdout.write('coverage and gap of every square over 24 hours by the hour, from a ledger in memory, one core\n');
console.table(answers);

const clipped = tracks.map(clipRow);
process.stdout.write('cutting segments with a lattice of 100 m, and crediting whole, one core\n');
console.table(clipped);

const stored = await onEachEngine('coverage', async (database) => {
  await prepareGround(database);
  const ledger = [];
  for (const each of tracks) ledger.push(...(await ledgerRows(database, each)));
  const compared = [];
  for (const each of tracks.slice(0, 3)) compared.push(await againstPostgis(database, each));
  return { ledger, compared };
});
const ledger = stored.flatMap((each) => each.ledger);
const compared = stored.flatMap((each) => each.compared);
process.stdout.write('stage 1 from fixes in memory to the ledger in the database, one transaction\n');
console.table(ledger);
process.stdout.write('presence by square and hour from positions in metres, beside the same by PostGIS\n');
console.table(compared);
process.stdout.write(`${JSON.stringify({ bench: 'coverage', baseline: 'postgis', answers, clipped, ledger, compared })}\n`);
