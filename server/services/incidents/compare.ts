import { incidentCounts } from '@beatline/db/queries/incidents';
import { compareCounts } from '@beatline/shared/evaluation/compare_counts';
import type { PeriodComparisonRow, PeriodComparisonView } from '@beatline/shared/model/views/incident_view';
import type { App } from '../../app';
import type { CompareInput } from '../../routers/inputs';
import { rangeOf } from '../window_range';

/** Key of what happened outside every station (PeriodComparisonRow). */
const UNASSIGNED = 'unassigned';

/** This period against last, in all, by group and by station. Periods of different lengths are compared by rate. */
export async function comparePeriods(app: App, input: CompareInput): Promise<PeriodComparisonView> {
  const ground = await app.ground.current();
  const current = rangeOf(input.current);
  const previous = rangeOf(input.previous);
  const counts = await app.query(async (scoped) => ({
    current: await incidentCounts(scoped, current, { group: input.group }),
    previous: await incidentCounts(scoped, previous, { group: input.group }),
  }));
  const row = (key: string, now: number, before: number): PeriodComparisonRow => ({
    key,
    current: now,
    previous: before,
    change: compareCounts(now, before, current.toMs - current.fromMs, previous.toMs - previous.fromMs),
  });
  const tables = { current: tally(counts.current), previous: tally(counts.previous) };
  const compared = (by: 'group' | 'station', key: string) => row(key, tables.current[by].get(key) ?? 0, tables.previous[by].get(key) ?? 0);
  const groups = [...new Set([...tables.current.group.keys(), ...tables.previous.group.keys()])];
  const stations = ground.jurisdictions.filter((area) => area.level === 'station').map((area) => String(area.id));
  if (tables.current.station.has(UNASSIGNED) || tables.previous.station.has(UNASSIGNED)) stations.push(UNASSIGNED);
  return {
    current: input.current,
    previous: input.previous,
    total: row('total', tables.current.total, tables.previous.total),
    byGroup: groups.map((group) => compared('group', group)).sort(mostFirst),
    byStation: stations.map((station) => compared('station', station)).sort(mostFirst),
  };
}

const mostFirst = (a: PeriodComparisonRow, b: PeriodComparisonRow): number => b.current - a.current || (a.key < b.key ? -1 : 1);

function tally(rows: Awaited<ReturnType<typeof incidentCounts>>): {
  total: number;
  group: Map<string, number>;
  station: Map<string, number>;
} {
  const sums = { total: 0, group: new Map<string, number>(), station: new Map<string, number>() };
  for (const { group, stationId, incidents } of rows) {
    sums.total += incidents;
    sums.group.set(group, (sums.group.get(group) ?? 0) + incidents);
    const station = stationId === undefined ? UNASSIGNED : String(stationId);
    sums.station.set(station, (sums.station.get(station) ?? 0) + incidents);
  }
  return sums;
}
