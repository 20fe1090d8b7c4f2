import { deploymentCounts, getDeployment, newestRecords } from '@beatline/db/queries/deployment';
import { listJurisdictions } from '@beatline/db/queries/jurisdictions';
import { latestRiskVersion } from '@beatline/db/queries/risk';
import { currentStandards } from '@beatline/db/queries/standards';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { DEFAULT_STANDARDS } from '@beatline/shared/model/standard';
import { TIERS } from '@beatline/shared/model/tier';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import type { App } from '../../app';
import { isoInZone } from '../iso_in_zone';
import { namedWindows } from './named_windows';

/** What a page is told before anybody has set a deployment: it shows its empty state. */
const NOTHING_YET = { name: '', crs: '', timeZone: 'UTC', cellMeters: 100, isDemo: false, bounds: undefined, center: undefined } as const;

export async function getDeploymentView(app: App): Promise<DeploymentView> {
  const found = await app.query(async (scoped) => ({
    deployment: await getDeployment(scoped),
    counts: await deploymentCounts(scoped),
    newest: await newestRecords(scoped),
    jurisdictions: await listJurisdictions(scoped),
    standards: await currentStandards(scoped),
    risk: await latestRiskVersion(scoped),
  }));
  const { name, crs, timeZone, cellMeters, isDemo, bounds, center } = found.deployment ?? NOTHING_YET;
  const clock = createSlotClock(timeZone);
  const nowMs = app.nowMs();
  const age = (instantMs: number | undefined) => (instantMs === undefined ? undefined : Math.max(0, (nowMs - instantMs) / 1000));
  const standards = found.standards?.standards ?? DEFAULT_STANDARDS;
  const { incidents, fixes, units, streetSegments, squares } = found.counts;
  return {
    name,
    crs,
    timeZone,
    cellMeters,
    isDemo,
    bounds,
    center,
    now: isoInZone(clock, nowMs),
    windows: namedWindows(clock, nowMs),
    jurisdictions: found.jurisdictions,
    standards: TIERS.map((tier) => standards[tier]),
    standardVersion: found.standards?.version ?? 0,
    riskVersion:
      found.risk === undefined
        ? undefined
        : { id: found.risk.id, fittedUntil: isoInZone(clock, found.risk.fittedUntilMs), model: found.risk.model },
    counts: { incidents, fixes, units, streetSegments, squares },
    streamAgesSeconds: {
      incidents: age(found.newest.incidents),
      vehicle: age(found.newest.vehicle),
      foot: age(found.newest.foot),
      drone: age(found.newest.drone),
    },
  };
}
