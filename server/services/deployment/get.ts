import { versionAt } from '@beatline/shared/coverage/standard_in_force';
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
  const [facts, live] = await Promise.all([app.facts.current(), app.live.states()]);
  const { name, crs, timeZone, cellMeters, isDemo, bounds, center } = facts.deployment ?? NOTHING_YET;
  const clock = createSlotClock(timeZone);
  const nowMs = app.nowMs();
  const version = facts.standards[versionAt({ versions: facts.standards }, nowMs)];
  const standards = version?.byTier ?? DEFAULT_STANDARDS;
  const { incidents, fixes, units, streetSegments, squares } = facts.counts;
  const age = (instantMs: number | undefined) => (instantMs === undefined ? undefined : Math.max(0, (nowMs - instantMs) / 1000));
  const newestFix = (mode: 'vehicle' | 'foot' | 'drone') => {
    const heard = live.filter((state) => state.unit.mode === mode).map((state) => state.last.instantMs);
    return heard.length === 0 ? facts.newest[mode] : Math.max(...heard);
  };
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
    jurisdictions: facts.jurisdictions,
    standards: TIERS.map((tier) => standards[tier]),
    standardVersion: version?.id ?? 0,
    riskVersion:
      facts.risk === undefined
        ? undefined
        : { id: facts.risk.id, fittedUntil: isoInZone(clock, facts.risk.fittedUntilMs), model: facts.risk.model },
    counts: { incidents, fixes, units, streetSegments, squares },
    streamAgesSeconds: {
      incidents: age(facts.newest.incidents),
      vehicle: age(newestFix('vehicle')),
      foot: age(newestFix('foot')),
      drone: age(newestFix('drone')),
    },
  };
}
