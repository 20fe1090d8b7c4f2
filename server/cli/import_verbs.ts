import { writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { REPORT_LANGUAGES, type ReportLanguage } from '@beatline/shared/formats/reject_reasons';
import { INCIDENT_SOURCES, type IncidentSource } from '@beatline/shared/model/incident';
import { JURISDICTION_LEVELS } from '@beatline/shared/model/jurisdiction';
import { PATROL_MODES, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../app';
import type { ImportContext } from '../imports/import_context';
import type { ImportJurisdictionsOptions } from '../imports/import_jurisdictions';
import { textOf } from './answer_text';
import { parseNumber, type CliSession } from './cli_session';
import type { Action } from './main';

interface FileOptions {
  map?: string[];
  crs?: string;
  tz?: string;
}

/** `field=column` pairs as an importer takes them. Throws a Refusal on anything else. */
export function parseMapping(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [field = '', ...rest] = pair.split('=');
      const column = rest.join('=');
      if (field === '' || column === '') throw new Refusal('bad_mapping', `not a mapping: ${pair}`, 'write --map field=column');
      return [field, column];
    }),
  );
}

/** Tables of one noun, all loaded in the same way. */
const REGISTER_VERBS = [
  { kind: 'units', description: 'patrol units: code, kind, mode, base, headcounts (CSV, XLSX)' },
  { kind: 'roster', description: 'when each unit is on which duty (CSV, XLSX)' },
  { kind: 'calendar', description: 'types of days, for everyone or for a school (CSV, XLSX)' },
  { kind: 'assignments', description: 'which post answers for which police cell (CSV, XLSX)' },
  { kind: 'sign_ins', description: 'posts that were declared: unit, place, sign-in, sign-out (CSV, XLSX)' },
  { kind: 'round_logs', description: 'rounds by video: camera, from, to, desk (CSV, XLSX)' },
] as const;

/** Layers of things on the ground, all loaded in the same way. */
const LAYER_VERBS = [
  { kind: 'places', description: 'register of places (GeoJSON, KML, shapefile in a ZIP, CSV, XLSX)' },
  { kind: 'zones', description: 'no-fly, base, privacy and functional zones (GeoJSON, KML, shapefile in a ZIP)' },
  { kind: 'roads', description: 'road sections with the post that answers for them (GeoJSON, KML, shapefile in a ZIP, CSV, XLSX)' },
  { kind: 'cameras', description: 'fixed cameras: place, bearing, view, range, outages (GeoJSON, KML, shapefile in a ZIP, CSV, XLSX)' },
] as const;

/** A batch number as a person writes it. Throws a Refusal on anything else. */
function batchOf(text: string): number {
  return parseNumber('the batch', text, 1, 2 ** 31 - 1, true);
}

export function addImportVerbs(program: Command, action: Action): void {
  const imports = program.command('import').description('load a file, list imports, take one back');
  addBatchVerbs(imports, action);
  const mapped = (verb: Command) => verb.option('--map <field=column...>', 'which column holds which field');

  imports
    .command('streets <file>')
    .description('streets, base map and named places from OpenStreetMap (.osm.pbf, .osm, .osm.gz)')
    .action((file: string, _options: object, command: Command) =>
      action(
        command,
        (session) => load(session, async (context) => (await import('../imports/import_streets')).importStreets(context, { path: file })),
        textOf,
      ),
    );

  imports
    .command('jurisdictions <file>')
    .description('areas of one level (GeoJSON, KML, shapefile in a ZIP)')
    .addOption(new Option('--level <level>', 'level of the areas').choices(JURISDICTION_LEVELS).makeOptionMandatory())
    .requiredOption('--code <column>', 'property that holds the code')
    .requiredOption('--name <column>', 'property that holds the name')
    .option('--parent <column>', 'property that holds the code of the parent')
    .option('--crs <code>', 'auto, EPSG:n, GCJ-02 or BD-09', 'auto')
    .option('--encoding <name>', 'auto or the name of an encoding', 'auto')
    .action((file: string, options: ImportJurisdictionsOptions, command: Command) =>
      action(
        command,
        (session) =>
          load(session, async (context) =>
            (await import('../imports/import_jurisdictions')).importJurisdictions(context, { path: file }, options),
          ),
        textOf,
      ),
    );

  for (const { kind, description } of REGISTER_VERBS) {
    mapped(imports.command(`${kind} <file>`).description(description))
      .option('--tz <zone>', 'time zone of local times (default: the deployment’s)')
      .action((file: string, options: FileOptions, command: Command) =>
        action(
          command,
          (session) =>
            load(session, async (context) =>
              (await import('../imports/importers'))
                .importerOf(kind)
                .load(context, { path: file }, { map: mappingOf(options), timeZone: options.tz }),
            ),
          textOf,
        ),
      );
  }

  for (const { kind, description } of LAYER_VERBS) {
    mapped(imports.command(`${kind} <file>`).description(description))
      .option('--crs <code>', 'auto, EPSG:n, GCJ-02 or BD-09', 'auto')
      .option('--encoding <name>', 'auto or the name of an encoding', 'auto')
      .action((file: string, options: FileOptions & { encoding: string }, command: Command) =>
        action(
          command,
          (session) =>
            load(session, async (context) =>
              (await import('../imports/importers'))
                .importerOf(kind)
                .load(context, { path: file }, { map: mappingOf(options), crs: options.crs, encoding: options.encoding }),
            ),
          textOf,
        ),
      );
  }

  mapped(imports.command('addresses <file>').description('standard addresses with positions, household doors reduced to buildings'))
    .option('--crs <code>', 'auto, EPSG:n, GCJ-02 or BD-09', 'auto')
    .action((file: string, options: FileOptions, command: Command) =>
      action(
        command,
        (session) =>
          load(session, async (context) =>
            (await import('../imports/import_addresses')).importAddresses(
              context,
              { path: file },
              { map: mappingOf(options), crs: options.crs },
            ),
          ),
        textOf,
      ),
    );

  mapped(imports.command('incidents <file>').description('incidents from CSV, XLSX, GeoJSON or a shapefile (also gz, zip)'))
    .option('--crs <code>', 'auto, EPSG:n, GCJ-02 or BD-09', 'auto')
    .option('--tz <zone>', 'time zone of instants without one (default: the deployment’s)')
    .addOption(new Option('--source <source>', 'who reported them').choices(INCIDENT_SOURCES).default('citizen'))
    .option('--encoding <name>', 'auto or the name of an encoding', 'auto')
    .option('--dry-run', 'read and report, store nothing')
    .action((file: string, options: FileOptions & { source: IncidentSource; encoding: string; dryRun?: boolean }, command: Command) =>
      action(
        command,
        (session) =>
          load(session, async (context) =>
            (await import('../imports/import_incidents')).importIncidents(
              context,
              { path: file },
              {
                map: mappingOf(options),
                crs: options.crs ?? 'auto',
                timeZone: options.tz,
                source: options.source,
                encoding: options.encoding,
                dryRun: options.dryRun === true,
              },
            ),
          ),
        textOf,
      ),
    );

  mapped(imports.command('tracks <file>').description('tracks from GPX, KML, GeoJSON, CSV or XLSX (also gz, zip)'))
    .option('--unit <code>', 'unit the file is of (made if unknown)')
    .addOption(new Option('--mode <mode>', 'mode of a unit that is made').choices(PATROL_MODES))
    .option('--crs <code>', 'auto, EPSG:n, GCJ-02 or BD-09', 'auto')
    .option('--tz <zone>', 'time zone of instants without one (default: the deployment’s)')
    .addOption(
      new Option('--elevation <meaning>', 'what <ele> of a GPX file is (default: above-sea, which tells no camera’s height)').choices([
        'above-sea',
        'above-ground',
      ]),
    )
    .action(
      (
        file: string,
        options: FileOptions & { unit?: string; mode?: PatrolMode; elevation?: 'above-sea' | 'above-ground' },
        command: Command,
      ) =>
        action(
          command,
          (session) =>
            load(session, async (context) =>
              (await import('../imports/import_tracks')).importTracks(
                context,
                { path: file },
                {
                  map: mappingOf(options),
                  crs: options.crs ?? 'auto',
                  timeZone: options.tz,
                  unit: options.unit,
                  mode: options.mode,
                  elevation: options.elevation,
                },
              ),
            ),
          textOf,
        ),
    );
}

function addBatchVerbs(imports: Command, action: Action): void {
  imports
    .command('list')
    .description('imports, newest first')
    .action((_options: object, command: Command) =>
      action(command, async (session) => (await import('../services/imports/batches')).batchRows(await session.app()), textOf),
    );
  imports
    .command('undo <batch>')
    .description('take an import back: what it brought goes, what it changed is as before')
    .action((batch: string, _options: object, command: Command) =>
      action(
        command,
        (session) => load(session, async (context) => (await import('../imports/undo_batch')).undoBatch(context, batchOf(batch))),
        textOf,
      ),
    );
  imports
    .command('rejects <batch>')
    .description('rows that were left out, as a table to correct and send again')
    .option('--out <file>', 'write them as CSV')
    .addOption(new Option('--lang <language>', 'language of the reasons').choices(REPORT_LANGUAGES).default(languageOf(process.env)))
    .action((batch: string, options: { out?: string; lang: ReportLanguage }, command: Command) =>
      action(command, async (session) => writeRejects(await session.app(), batchOf(batch), options), textOf),
    );
}

/** The language of the terminal, Chinese first. */
function languageOf(environment: Readonly<Record<string, string | undefined>>): ReportLanguage {
  return /^en/i.test(environment['LC_ALL'] ?? environment['LANG'] ?? '') ? 'en' : 'zh';
}

async function writeRejects(app: App, batch: number, { out, lang }: { out?: string; lang: ReportLanguage }): Promise<object> {
  const { rejectedRows, rejectsCsv } = await import('../services/imports/rejects');
  if (out === undefined) return rejectedRows(app, { batch, language: lang });
  const file = await rejectsCsv(app, { batch, language: lang });
  await writeFile(out, file.text);
  return { batch, rows: file.rows, file: out };
}

function mappingOf(options: FileOptions): Readonly<Record<string, string>> | undefined {
  return options.map === undefined ? undefined : parseMapping(options.map);
}

async function load<Answer>(session: CliSession, run: (context: ImportContext) => Promise<Answer>): Promise<Answer> {
  const app = await session.app();
  return run({ database: app.database, scope: app.scope, nowMs: () => app.nowMs(), log: session.log, matching: app.matching });
}
