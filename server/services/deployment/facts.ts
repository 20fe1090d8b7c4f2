import type { Scoped } from '@beatline/db/engine/database';
import { deploymentCounts, getDeployment, newestRecords, type DeploymentCounts } from '@beatline/db/queries/deployment';
import { listJurisdictions } from '@beatline/db/queries/jurisdictions';
import { latestRiskVersion } from '@beatline/db/queries/risk';
import { standardVersions } from '@beatline/db/queries/standards';
import type { Deployment } from '@beatline/shared/model/deployment';
import type { JurisdictionNode } from '@beatline/shared/model/jurisdiction';
import type { StandardVersion } from '@beatline/shared/coverage/standard_rules';

/** What every page asks for first and what changes seldom. */
export interface DeploymentFacts {
  readonly deployment: Deployment | undefined;
  readonly counts: DeploymentCounts;
  readonly newest: Awaited<ReturnType<typeof newestRecords>>;
  readonly jurisdictions: readonly JurisdictionNode[];
  /** Versions of the standards by when they take over; empty before any were saved. */
  readonly standards: readonly StandardVersion[];
  readonly risk: { readonly id: number; readonly model: string; readonly fittedUntilMs: number } | undefined;
}

export interface FactStore {
  current(): Promise<DeploymentFacts>;
  reset(): void;
}

/** Counting a million and a half fixes takes the embedded engine half a second: once a minute is often enough while live fixes come in. */
const KEPT_MS = 60_000;

export function createFactStore(query: <T>(run: (scoped: Scoped) => Promise<T>) => Promise<T>, nowMs: () => number): FactStore {
  let known: { readonly readAtMs: number; readonly facts: Promise<DeploymentFacts> } | undefined;
  return {
    current() {
      if (known === undefined || nowMs() - known.readAtMs > KEPT_MS) {
        const reading = { readAtMs: nowMs(), facts: query(readFacts) };
        known = reading;
        reading.facts.catch(() => {
          if (known === reading) known = undefined;
        });
      }
      return known.facts;
    },
    reset() {
      known = undefined;
    },
  };
}

async function readFacts(scoped: Scoped): Promise<DeploymentFacts> {
  return {
    deployment: await getDeployment(scoped),
    counts: await deploymentCounts(scoped),
    newest: await newestRecords(scoped),
    jurisdictions: await listJurisdictions(scoped),
    standards: await standardVersions(scoped),
    risk: await latestRiskVersion(scoped),
  };
}
