import { beforeAll, expect, test } from 'vitest';
import { DEPLOYMENT_SCOPE, withDeployment } from '@beatline/db/engine/database';
import { importerOf } from '@beatline/server/imports/importers';
import type { ImportContext } from '@beatline/server/imports/import_context';
import { seededRandom } from '@beatline/shared/planning/seeded_random';
import { Refusal } from '@beatline/shared/model/refusal';
import { IMPORT_KINDS, type ImportKind } from '@beatline/shared/model/views/import_view';
import { eachEngine } from '../db/engines';
import { makeGround } from '../db/ground';
import { mutantOf } from './mutate';
import { seedFiles, type SeedFile } from './seed_files';
import { watchedDatabase } from './watched_database';

/** Broken files of each kind of import. */
const FILES = process.env['BEATLINE_LONG'] === '1' ? 10_000 : 1000;
/** The embedded engine takes five times as long for what is stored; where a server gets all files, it gets one in so many. */
const EMBEDDED_SHARE = 20;
/** A file of this size that takes longer hangs, even beside other work. */
const LONGEST_MS = 20_000;
/** What the process may grow by, whatever it is given: a file of ten megabytes in a few copies, and the collector's slack. */
const MOST_GROWTH_BYTES = 700 * 2 ** 20;
/** One file in so many is looked at before it is loaded, as a page does. */
const INSPECTED_EVERY = 4;

/** Registers the tests of some kinds, so that several processes can share the work. */
export function fuzzKinds(kinds: readonly ImportKind[]): void {
  eachEngine(`broken files of ${kinds.join(', ')}`, (open, engine) => {
    const hasServer = (process.env['DATABASE_URL'] ?? '') !== '';
    const files = engine === 'embedded' && hasServer ? FILES / EMBEDDED_SHARE : FILES;
    let watched: ReturnType<typeof watchedDatabase>;
    let context: ImportContext;
    let seeds: readonly SeedFile[];

    beforeAll(async () => {
      const database = await open();
      const ground = await makeGround(database);
      seeds = await seedFiles(ground.at);
      context = { database, scope: DEPLOYMENT_SCOPE, nowMs: () => Date.parse('2026-11-21T12:00:00Z'), log: () => undefined };
      // What other kinds name: a street, some units, cameras and places with posts.
      for (const seed of seeds.filter(({ name }) => ['a.osm', 'units.csv', 'cameras.csv', 'places.csv'].includes(name)))
        await importerOf(seed.kind).load(context, { name: seed.name, bytes: seed.bytes }, seed.settings);
      await withDeployment(database, (scoped) =>
        scoped.session.query(
          `INSERT INTO place_post (place_id, kind, starts_at, ends_at, day_types) SELECT id, 'school', '07:00', '09:00', '{workday,weekend}' FROM place`,
        ),
      );
      watched = watchedDatabase(database);
      context = { ...context, database: watched.database };
    });

    test('there is a good file of every kind, and it loads', async () => {
      expect(new Set(seeds.map(({ kind }) => kind))).toEqual(new Set(IMPORT_KINDS));
      for (const { kind, name, bytes, settings } of seeds.filter((seed) => kinds.includes(seed.kind))) {
        await expect(importerOf(kind).load(context, { name, bytes }, settings), name).resolves.toBeDefined();
        expect({ name, kept: watched.takeKept() }).toEqual({ name, kept: 1 });
      }
    });

    test.each(kinds)('%s: refused with a sentence or loaded whole, in time and in bounded memory', async (kind) => {
      const own = seeds.filter((seed) => seed.kind === kind);
      const random = seededRandom(1 + IMPORT_KINDS.indexOf(kind));
      const outcomes = { loaded: 0, refused: 0 };
      let growth = 0;
      const before = process.memoryUsage().rss;
      for (let index = 0; index < files; index++) {
        const seed = own[index % own.length];
        const { name, bytes, how } = mutantOf(seed, index, random);
        const what = `${kind} number ${index}, ${seed.name}, ${how}`;
        const importer = importerOf(kind);
        const started = performance.now();
        if (index % INSPECTED_EVERY === 0) {
          await importer.inspect(context, { name, bytes }, seed.settings).catch(refusalOnly(what));
          expect({ what, kept: watched.takeKept() }).toEqual({ what, kept: 0 });
        }
        const answer = await importer.load(context, { name, bytes }, seed.settings).catch(refusalOnly(what));
        expect({ what, kept: watched.takeKept() }).toEqual({ what, kept: answer === undefined ? 0 : 1 });
        outcomes[answer === undefined ? 'refused' : 'loaded'] += 1;
        expect(performance.now() - started, what).toBeLessThan(LONGEST_MS);
        growth = Math.max(growth, process.memoryUsage().rss - before);
      }
      expect(growth).toBeLessThan(MOST_GROWTH_BYTES);
      // Mutants that all fail at the door would test the door only.
      expect(outcomes.refused).toBeGreaterThan(files / 20);
      expect(outcomes.loaded).toBeGreaterThan(files / 20);
    });
  });
}

/** Lets a refusal with a sentence pass as no answer; whatever else is thrown is a crash, named by the file that caused it. */
function refusalOnly(what: string): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Refusal && error.message.length > 5) return undefined;
    throw new Error(`${what}: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`, { cause: error });
  };
}
