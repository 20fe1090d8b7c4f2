import { droppedByUnit } from '@beatline/db/queries/credited_runs';
import { listUnits } from '@beatline/db/queries/units';
import type { Device } from '@beatline/db/queries/devices';
import type { SourceHealth } from '@beatline/shared/model/views/source_view';
import type { App } from '../../app';
import { rejectsOf, type DeviceHealth } from '../../intake/source_health';
import { isoInZone } from '../iso_in_zone';

/** A device heard within a minute, or three intervals of its unit, sends; one heard within the hour has gone quiet. */
const LIVE_LEAST_SECONDS = 60;
const LIVE_INTERVALS = 3;
const QUIET_SECONDS = 3600;
/** Of what was stored and credits nothing, the last week is told. */
const DROPPED_MS = 7 * 86_400_000;

/** How every device is doing, revoked ones last. */
export async function listSources(app: App): Promise<SourceHealth[]> {
  const [devices, units, dropped, { clock }] = await Promise.all([
    app.sources.devices.all(),
    app.query(listUnits),
    app.query((scoped) => droppedByUnit(scoped, app.nowMs() - DROPPED_MS)),
    app.ground.current(),
  ]);
  const intervalOf = new Map(units.map((unit) => [unit.code, unit.intervalSeconds]));
  const iso = (instantMs: number | undefined) => (instantMs === undefined ? undefined : isoInZone(clock, instantMs));
  const sources: SourceHealth[] = [];
  for (const device of devices) {
    const health = await app.sources.health.of(device.code);
    sources.push({
      code: device.code,
      protocol: device.protocol,
      unitCode: device.unitCode,
      state: stateOf(device, health, intervalOf.get(device.unitCode) ?? 0, app.nowMs()),
      lastHeardAt: iso(health?.lastHeardMs),
      lastFixAt: iso(health?.lastFixMs),
      lagSeconds: health?.lagSeconds,
      fixesPerMinute: health?.fixesPerMinute ?? 0,
      fixes: health?.fixes ?? 0,
      duplicates: health?.duplicates ?? 0,
      late: health?.late ?? 0,
      clockSkewSeconds: health?.clockSkewSeconds,
      acceptedSkewSeconds: device.acceptedSkewSeconds,
      rejects: rejectsOf({ ...health?.rejects, ...fixesDropped(dropped.get(device.unitCode)) }),
    });
  }
  return sources.sort((a, b) => Number(a.state === 'revoked') - Number(b.state === 'revoked') || (a.code < b.code ? -1 : 1));
}

/** Fixes that are stored and credit nothing; those without height are counted as they come. */
function fixesDropped(dropped: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(dropped).filter(([reason]) => reason !== 'no_height'));
}

function stateOf(device: Device, health: DeviceHealth | undefined, intervalSeconds: number, nowMs: number): SourceHealth['state'] {
  if (device.revokedAtMs !== undefined) return 'revoked';
  if (health?.lastHeardMs === undefined) return 'never';
  const silentSeconds = (nowMs - health.lastHeardMs) / 1000;
  if (silentSeconds <= Math.max(LIVE_LEAST_SECONDS, LIVE_INTERVALS * intervalSeconds)) return 'live';
  return silentSeconds <= QUIET_SECONDS ? 'quiet' : 'silent';
}
