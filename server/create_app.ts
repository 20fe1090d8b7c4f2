import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEPLOYMENT_SCOPE, withScope, type Database, type Scoped } from '@beatline/db/engine/database';
import { intervalsInWindow, unknownInWindow } from '@beatline/db/queries/presence';
import { listUnits } from '@beatline/db/queries/units';
import type { PlanProgress } from '@beatline/shared/model/plan';
import { Refusal } from '@beatline/shared/model/refusal';
import type { GridProgress } from '@beatline/shared/model/views/grid_view';
import type { RiskFitProgress } from '@beatline/shared/model/views/risk_view';
import type { ReplayProgress } from '@beatline/shared/model/views/scorecard_view';
import type { NearRepeatProgress } from '@beatline/shared/model/views/spots_view';
import type { PreviewProgress } from '@beatline/shared/model/views/standards_view';
import type { App } from './app';
import { createInlineCompute, createThreadCompute } from './compute/compute';
import { createCoverageStore } from './coverage/coverage_store';
import { createGroundStore } from './ground/ground_store';
import { createIntake } from './ingest/ingest_fixes';
import { createSources } from './intake/sources';
import { createJobBoard } from './jobs/job_board';
import { createPresenceLedger } from './ledger/presence_ledger';
import { unknownColumnsOf } from './ledger/unknown_columns';
import { createLiveFeed } from './live/live_feed';
import { readUnitStates } from './live/read_unit_states';
import { createMatcher, createNoMatcher } from './matching/matcher';
import { createAddressStore } from './services/addresses/address_store';
import { createImportQueue } from './services/imports/import_queue';
import { createUploadStore } from './services/imports/upload_store';
import { createFactStore } from './services/deployment/facts';
import { createStreetNetwork } from './streets/street_network';
import { createBaseMap } from './tiles/base_map';
import { readTileLayer } from './tiles/read_layer';

/** Searches at once: each takes a thread for as long as it runs. */
const SUGGESTIONS_AT_ONCE = 4;

export interface AppOptions {
  /** Heavy arithmetic in worker threads, and a base map. */
  readonly threads: boolean;
  readonly log: (line: string) => void;
  /** Epoch milliseconds; the clock of the machine unless given. */
  readonly nowMs?: () => number;
  /** Folder for files that are sent in; one of the system's own folders for temporary files unless given. */
  readonly uploadFolder?: string;
  /** Folder for routing tiles; without it tracks are taken straight. */
  readonly tileFolder?: string;
}

/** Wires what services work with over an open database, which it closes with itself. */
export function createApp(opened: Database, options: AppOptions): App {
  const scope = DEPLOYMENT_SCOPE;
  const nowMs = options.nowMs ?? (() => Date.now());
  let closing = false;
  const database = whileOpen(opened, () => closing);
  const query = <T>(run: (scoped: Scoped) => Promise<T>) => withScope(database, scope, run);
  // Work that is cut off by the end is not a bug.
  const reportBug = (error: unknown) => {
    if (!closing) options.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };

  const compute = options.threads ? createThreadCompute() : createInlineCompute();
  const facts = createFactStore(query, nowMs);
  const ground = createGroundStore(query);
  const ledger = createPresenceLedger((range) => query((scoped) => intervalsInWindow(scoped, range)));
  const coverage = createCoverageStore({
    ground,
    ledger,
    compute,
    nowMs,
    async readUnknown(window) {
      const { projection, deployment } = await ground.current();
      const { unknown, units } = await query(async (scoped) => ({
        unknown: await unknownInWindow(scoped, window),
        units: await listUnits(scoped),
      }));
      return unknownColumnsOf(unknown, units, { projection, cellMeters: deployment.cellMeters });
    },
  });
  const streets = createStreetNetwork(ground, query);
  const live = createLiveFeed(() => query((scoped) => readUnitStates(scoped, nowMs())));
  const matching =
    options.tileFolder === undefined
      ? createNoMatcher()
      : createMatcher({ tileFolder: options.tileFolder, thread: options.threads, log: options.log });
  const intake = createIntake({ ground, query, ledger, live, matching, nowMs, reportBug });
  const sources = createSources({ query, nowMs, reportBug }, intake);
  const baseMap = createBaseMap((layer) => query((scoped) => readTileLayer(scoped, layer)), reportBug);
  const suggestions = createJobBoard<PlanProgress>(SUGGESTIONS_AT_ONCE);
  const riskFits = createJobBoard<RiskFitProgress>(1);
  const replays = createJobBoard<ReplayProgress>(1);
  const nearRepeats = createJobBoard<NearRepeatProgress>(2);
  const gridJobs = createJobBoard<GridProgress>(1);
  const standardPreviews = createJobBoard<PreviewProgress>(2);
  const addresses = createAddressStore(query);
  const uploads = createUploadStore(options.uploadFolder ?? join(tmpdir(), `beatline_uploads_${process.pid}`), nowMs);
  const imports = createImportQueue({
    context: { database, scope, nowMs, log: options.log, matching },
    onStored: () => app.refresh(),
    reportBug,
  });

  const app: App = {
    database,
    scope,
    facts,
    ground,
    ledger,
    coverage,
    compute,
    streets,
    live,
    intake,
    sources,
    matching,
    baseMap,
    suggestions,
    riskFits,
    replays,
    nearRepeats,
    gridJobs,
    standardPreviews,
    addresses,
    imports,
    uploads,
    nowMs,
    query,
    log: options.log,
    reportBug,
    refresh() {
      facts.reset();
      ground.reset();
      streets.reset();
      addresses.reset();
      ledger.reset();
      live.reset();
      intake.reset();
      sources.devices.reset();
      if (options.threads) baseMap.rebuild(randomUUID());
    },
    async close() {
      closing = true;
      suggestions.stopAll();
      riskFits.stopAll();
      replays.stopAll();
      nearRepeats.stopAll();
      gridJobs.stopAll();
      standardPreviews.stopAll();
      imports.stopAll();
      await Promise.all([compute.close(), baseMap.close(), matching.close()]);
      await opened.close();
    },
  };
  return app;
}

/** The same database, which begins no transaction any more once the app is closing: a long load then ends after the one under way. */
function whileOpen(database: Database, isClosing: () => boolean): Database {
  const { sql } = database;
  return {
    ...database,
    sql: {
      ...sql,
      transaction: (run) => (isClosing() ? Promise.reject(new Refusal('stopping', 'the server is stopping')) : sql.transaction(run)),
    },
  };
}
