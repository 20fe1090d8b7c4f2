import type { Database, Scope, Scoped } from '@beatline/db/engine/database';
import type { PlanProgress } from '@beatline/shared/model/plan';
import type { GridProgress } from '@beatline/shared/model/views/grid_view';
import type { RiskFitProgress } from '@beatline/shared/model/views/risk_view';
import type { ReplayProgress } from '@beatline/shared/model/views/scorecard_view';
import type { NearRepeatProgress } from '@beatline/shared/model/views/spots_view';
import type { PreviewProgress } from '@beatline/shared/model/views/standards_view';
import type { Compute } from './compute/compute';
import type { CoverageStore } from './coverage/coverage_store';
import type { GroundStore } from './ground/ground_store';
import type { Intake } from './ingest/ingest_fixes';
import type { Sources } from './intake/sources';
import type { JobBoard } from './jobs/job_board';
import type { PresenceLedger } from './ledger/presence_ledger';
import type { LiveFeed } from './live/live_feed';
import type { Matcher } from './matching/matcher';
import type { AddressStore } from './services/addresses/address_store';
import type { ImportQueue } from './services/imports/import_queue';
import type { UploadStore } from './services/imports/upload_store';
import type { FactStore } from './services/deployment/facts';
import type { StreetNetwork } from './streets/street_network';
import type { BaseMap } from './tiles/base_map';

/** What every service works with: one per process. */
export interface App {
  readonly database: Database;
  readonly scope: Scope;
  readonly facts: FactStore;
  readonly ground: GroundStore;
  readonly ledger: PresenceLedger;
  readonly coverage: CoverageStore;
  readonly compute: Compute;
  readonly streets: StreetNetwork;
  readonly live: LiveFeed;
  /** What every device and the demo send goes through. */
  readonly intake: Intake;
  readonly sources: Sources;
  /** Finds the ways of tracks on the streets. */
  readonly matching: Matcher;
  readonly baseMap: BaseMap;
  readonly suggestions: JobBoard<PlanProgress>;
  /** Loads of files and undoing them. */
  readonly imports: ImportQueue;
  readonly uploads: UploadStore;
  readonly riskFits: JobBoard<RiskFitProgress>;
  readonly replays: JobBoard<ReplayProgress>;
  readonly nearRepeats: JobBoard<NearRepeatProgress>;
  readonly gridJobs: JobBoard<GridProgress>;
  /** The last week under standards that are not saved yet. */
  readonly standardPreviews: JobBoard<PreviewProgress>;
  readonly addresses: AddressStore;
  /** The clock of this process, epoch milliseconds. */
  nowMs(): number;
  /** One transaction under the app's scope. */
  query<T>(run: (scoped: Scoped) => Promise<T>): Promise<T>;
  /** One line for the operator. */
  log(line: string): void;
  /** A bug: its stack for whoever reads the log. */
  reportBug(error: unknown): void;
  /** Forgets what was read from the database, because something wrote to it; builds the base map anew when streets changed. */
  refresh(): void;
  close(): Promise<void>;
}
