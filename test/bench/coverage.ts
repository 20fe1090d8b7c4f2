// The ledger: coverage and gap of a day, cutting segments with the lattice, crediting them into the database; beside PostGIS on the same fixes in the same run.
// `npm run bench -- coverage answers clipping ledger` runs only the parts named.
import { onEachEngine } from './bench_databases';
import { answerRow } from './coverage_answer';
import { againstPostgis, clipRow } from './coverage_clip';
import { ledgerRows, prepareGround } from './coverage_ledger';
import { carTracks, haidianTracks, type BenchTracks } from './coverage_tracks';

/** Squares, and units on duty at once: a district, then cities. */
const CITIES: readonly (readonly [squares: number, units: number])[] = [
  [6000, 20],
  [60_000, 60],
  [150_000, 150],
  [300_000, 300],
  [600_000, 600],
];

const parts = process.argv.slice(2);
const wants = (part: string) => parts.length === 0 || parts.includes(part);

function benchTracks(): BenchTracks[] {
  const haidian = haidianTracks();
  if (haidian === undefined)
    process.stdout.write('The recorded tracks of Haidian are not here (BEATLINE_REAL_DATA): only made ones are used\n');
  return [
    ...(haidian === undefined ? [] : [haidian]),
    carTracks(50, 1, 8),
    carTracks(100, 5, 8),
    carTracks(100, 15, 8),
    carTracks(400, 15, 8),
  ];
}

function told(title: string, rows: readonly Record<string, number | string>[]) {
  process.stdout.write(`${title}\n`);
  console.table(rows);
  return rows;
}

const answers = wants('answers')
  ? told(
      'coverage and gap of every square over 24 hours by the hour, from a ledger in memory, one core',
      CITIES.map(([squares, units]) => answerRow(squares, units, squares === 6000 ? 100 : 7)),
    )
  : [];
const tracks = wants('clipping') || wants('ledger') ? benchTracks() : [];
const clipped = wants('clipping')
  ? told('cutting segments with a lattice of 100 m, and crediting whole, one core', tracks.map(clipRow))
  : [];
const stored = wants('ledger')
  ? await onEachEngine('coverage', async (database) => {
      await prepareGround(database);
      const ledger: Record<string, number | string>[] = [];
      for (const each of tracks) ledger.push(...(await ledgerRows(database, each)));
      told('stage 1 from fixes in memory to the ledger in the database, one transaction', ledger);
      const compared: Record<string, number | string>[] = [];
      for (const each of tracks.slice(0, 3)) compared.push(await againstPostgis(database, each));
      told('presence by square and hour from positions in metres, beside the same by PostGIS', compared);
      return { ledger, compared };
    })
  : [];
process.stdout.write(
  `${JSON.stringify({
    bench: 'coverage',
    baseline: 'postgis',
    answers,
    clipped,
    ledger: stored.flatMap((each) => each.ledger),
    compared: stored.flatMap((each) => each.compared),
  })}\n`,
);
