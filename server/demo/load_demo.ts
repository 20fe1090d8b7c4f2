import { beginBatch, finishBatch } from '@beatline/db/queries/batches';
import { deploymentCounts, getDeployment, setDeployment, type DeploymentCounts, requireDeployment } from '@beatline/db/queries/deployment';
import { deriveVisitsAndHours } from '@beatline/db/queries/presence';
import { rebuildSquares } from '@beatline/db/queries/squares';
import { insertStandardVersion } from '@beatline/db/queries/standards';
import { Refusal } from '@beatline/shared/model/refusal';
import type { App } from '../app';
import type { ImportContext } from '../imports/import_context';
import { importAddresses } from '../imports/import_addresses';
import { importCameras } from '../imports/import_cameras';
import { importIncidents } from '../imports/import_incidents';
import { importJurisdictions } from '../imports/import_jurisdictions';
import { importPlaces, importZones } from '../imports/import_places';
import { importStreets } from '../imports/import_streets';
import { importTracks } from '../imports/import_tracks';
import { importUnits } from '../imports/import_units';
import { trackGroundOf } from '../imports/track_ground';
import { fitRiskNow } from '../services/risk/fit_now';
import { DEMO_CRS, DEMO_TIME_ZONE } from './city_frame';
import { BUREAU, DISTRICT } from './city_jurisdictions';
import { SQUARE_METERS } from './city_squares';
import { DEMO_VERB, findDemo } from './find_demo';
import { feasibleStandards, thinnestShift } from './feasible_standard';
import {
  addressesFileOf,
  camerasFileOf,
  generateDemo,
  incidentsFileOf,
  JURISDICTION_FILES,
  jurisdictionFileOf,
  osmFileOf,
  placesFileOf,
  trackFilesOf,
  unitsFileOf,
  zonesFileOf,
} from './generate_demo';
import { INCIDENT_MAPPING } from './incident_file';
import { TRACK_DAYS } from './track_files';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface DemoOptions {
  readonly seed: number;
  /** Where the data end; default the last full hour. */
  readonly untilMs?: number | undefined;
  /** Days of tracks; fewer make a quicker load. */
  readonly trackDays?: number | undefined;
}

/** Answer of `demo load` (COMMANDS). */
export interface DemoAnswer {
  readonly counts: DeploymentCounts;
  readonly seconds: number;
}

export interface DemoProgress {
  /** What is being done, one line for people. */
  readonly step: string;
  /** Share of the usual time that lies behind. */
  readonly fractionDone: number;
}

/**
 * Generates the demo city and loads it through the importers a user uses. Every importer commits on its own and loading a file again changes
 * nothing, so a load that was broken off is completed by the next one. Refuses a database that holds something else.
 */
export async function loadDemo(
  app: App,
  options: DemoOptions,
  onProgress: (progress: DemoProgress) => void = () => undefined,
): Promise<DemoAnswer> {
  const startedMs = performance.now();
  const before = await app.query(async (scoped) => ({
    deployment: await getDeployment(scoped),
    counts: await deploymentCounts(scoped),
    demo: await findDemo(scoped),
  }));
  if (before.demo?.complete === true)
    throw new Refusal(
      'demo_loaded',
      'the demonstration city is loaded already',
      'use another data folder (BEATLINE_DATA) or database for a new one',
    );
  if (before.demo === undefined && (before.counts.incidents > 0 || before.counts.streetSegments > 0 || before.counts.jurisdictions > 0)) {
    throw new Refusal(
      'not_empty',
      `the database holds ${before.deployment?.name ?? 'data'} already, and the demonstration city is not mixed with real data`,
      'use another data folder (BEATLINE_DATA) or database',
    );
  }
  // A load that was broken off goes on with its own seed and end.
  const { seed, untilMs } = before.demo ?? { seed: options.seed, untilMs: options.untilMs ?? Math.floor(app.nowMs() / HOUR_MS) * HOUR_MS };
  const context: ImportContext = {
    database: app.database,
    scope: app.scope,
    nowMs: () => app.nowMs(),
    log: app.log,
    matching: app.matching,
  };
  const steps = progressOf(onProgress);

  steps.begin('generating the city', 0.03);
  const demo = generateDemo(seed, untilMs);
  const batch = await app.query((scoped) =>
    beginBatch(scoped, { verb: DEMO_VERB, fileName: JSON.stringify({ seed, untilMs }), startedAtMs: app.nowMs() }),
  );

  // The ground first and the deployment after it, so that the squares are made once and not after every file.
  steps.begin('streets and base map', 0.14);
  await importStreets(context, osmFileOf(demo));
  steps.begin('jurisdictions and squares', 0.07);
  for (const level of JURISDICTION_FILES) {
    await importJurisdictions(context, jurisdictionFileOf(demo, level), {
      level,
      code: 'code',
      name: 'name',
      parent: level === 'bureau' ? undefined : 'parent',
    });
  }
  await app.query(async (scoped) => {
    await setDeployment(scoped, {
      name: `${BUREAU.name}${DISTRICT.name}`,
      crs: DEMO_CRS,
      timeZone: DEMO_TIME_ZONE,
      cellMeters: SQUARE_METERS,
      isDemo: true,
    });
    await rebuildSquares(scoped);
  });
  steps.begin('places, zones, units and addresses', 0.04);
  await importPlaces(context, placesFileOf(demo));
  await importZones(context, zonesFileOf(demo));
  await importUnits(context, unitsFileOf(demo));
  await importCameras(context, camerasFileOf(demo), { crs: 'EPSG:4326' });
  await importAddresses(context, addressesFileOf(demo), { crs: 'EPSG:4326' });
  steps.begin('two years of incidents', 0.12);
  await importIncidents(context, incidentsFileOf(demo), { map: INCIDENT_MAPPING });
  steps.begin('standards and risk', 0.1);
  const standards = feasibleStandards(demo.truth.squares.count, thinnestShift(demo.patrols.units));
  await app.query((scoped) =>
    insertStandardVersion(scoped, {
      standards,
      savedAtMs: app.nowMs(),
      note: 'default standards, revisit intervals stretched to what the roster can keep',
    }),
  );
  await fitRiskNow(app, { untilMs });
  steps.begin('three weeks of tracks', 0.5);
  const trackDays = options.trackDays ?? TRACK_DAYS;
  const straightBeforeMs = untilMs - MATCHED_MS;
  const ground = await app.query(async (scoped) => trackGroundOf(scoped, await requireDeployment(scoped)));
  for (const file of trackFilesOf(demo, trackDays)) {
    steps.within(file.fixes / EXPECTED_FIXES, `tracks: ${file.name}`);
    await importTracks(context, file, { unit: file.unit, mode: file.mode, crs: 'EPSG:4326', deriveLater: true, straightBeforeMs, ground });
  }
  steps.within(0, 'visits and hours');
  await app.query((scoped) => deriveVisitsAndHours(scoped, { fromMs: untilMs - trackDays * DAY_MS, toMs: untilMs }));

  const seconds = (performance.now() - startedMs) / 1000;
  const counts = await app.query(async (scoped) => {
    const loaded = await deploymentCounts(scoped);
    await finishBatch(scoped, batch, { state: 'done', finishedAtMs: app.nowMs(), report: { seed, untilMs, counts: loaded } });
    return loaded;
  });
  app.refresh();
  onProgress({ step: 'done', fractionDone: 1 });
  return { counts, seconds };
}

/**
 * Tracks of this long before the end are matched with the streets, older ones are taken straight (docs/decisions/0013): all three weeks would take the load more than a
 * minute, and would be the same within some metres, because the generator's cars report every 10 s from the streets.
 */
const MATCHED_MS = 3 * HOUR_MS;

/** For the share of progress only. */
const EXPECTED_FIXES = 1_500_000;

/** Steps with their usual shares of the whole, added up as they begin. */
function progressOf(onProgress: (progress: DemoProgress) => void) {
  let behind = 0;
  let share = 0;
  let inside = 0;
  return {
    begin(step: string, nextShare: number): void {
      behind += share;
      share = nextShare;
      inside = 0;
      onProgress({ step, fractionDone: behind });
    },
    within(part: number, step: string): void {
      onProgress({ step, fractionDone: Math.min(1, behind + share * inside) });
      inside = Math.min(1, inside + part);
    },
  };
}
