import iconv from 'iconv-lite';
import { writeLngLat } from './city_frame';
import { LOCAL_OFFSET_MS } from './demo_calendar';
import type { DrawnIncident } from './draw_incidents';
import type { RiskTruth } from './risk_truth';
import { createRandom, seedFor } from './seeded_random';

/** The columns of the platform's export. */
export const INCIDENT_HEADER = [
  '报警编号',
  '报警时间',
  '类别',
  '经度',
  '纬度',
  '地址',
  '签收时间',
  '联系时间',
  '到达时间',
  '结束时间',
] as const;
/** How the importer is told to read them. */
export const INCIDENT_MAPPING: Readonly<Record<string, string>> = {
  externalId: '报警编号',
  occurredAt: '报警时间',
  receivedAt: '报警时间',
  category: '类别',
  lng: '经度',
  lat: '纬度',
  address: '地址',
  acknowledgedAt: '签收时间',
  contactedAt: '联系时间',
  arrivedAt: '到达时间',
  closedAt: '结束时间',
};

/** Share of reports that came without a position. */
const UNLOCATED_FRACTION = 0.004;
/** Share of orders for which a stamp was forgotten. */
const MISSING_STAMP_FRACTION = 0.05;

/** The incidents as a police platform would export them: CSV in GB18030 with Chinese headers, local times, the order clock's stamps. */
export function writeIncidents(incidents: readonly DrawnIncident[], truth: RiskTruth, seed: number, untilMs: number): Uint8Array {
  const random = createRandom(seedFor(seed, 'orders'));
  const degrees = new Float64Array(2);
  const rows: string[] = [INCIDENT_HEADER.join(',')];
  const serials = new Map<string, number>();
  for (const incident of incidents) {
    const component = truth.components[incident.component];
    writeLngLat(incident.x, incident.y, degrees);
    const stamp = localText(incident.instantMs);
    const day = stamp.slice(0, 10).replaceAll('-', '');
    const serial = (serials.get(day) ?? 0) + 1;
    serials.set(day, serial);
    const located = !random.chance(UNLOCATED_FRACTION);
    const acknowledged = incident.instantMs + Math.round(1000 * (12 + random.exponential(24)));
    const contacted = acknowledged + Math.round(1000 * (20 + random.exponential(38)));
    const arrived = incident.instantMs + Math.round(60_000 * Math.exp(1.95 + 0.5 * random.gaussian()));
    const closed = Math.max(arrived, contacted) + Math.round(60_000 * (8 + random.exponential(26)));
    const stamps = [acknowledged, contacted, ...(component.group === 'fraud' ? [undefined] : [Math.max(arrived, contacted)]), closed].map(
      (at) => (at === undefined || at >= untilMs || random.chance(MISSING_STAMP_FRACTION) ? '' : localText(at)),
    );
    rows.push(
      `DP${day}${`${serial}`.padStart(4, '0')},${stamp},${component.category},${located ? degrees[0].toFixed(6) : ''},${located ? degrees[1].toFixed(6) : ''},${incident.address},${stamps.join(',')}`,
    );
  }
  return iconv.encode(`${rows.join('\r\n')}\r\n`, 'gb18030');
}

/** 2026-11-20 21:47:12, as such platforms write it. */
function localText(instantMs: number): string {
  return new Date(instantMs + LOCAL_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
