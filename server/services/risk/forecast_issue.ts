import { createHash } from 'node:crypto';
import { insertForecasts, lockForecasts, newestForecastEnds, type NewForecast } from '@beatline/db/queries/forecasts';
import { CATEGORY_GROUPS } from '@beatline/shared/model/category';
import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { RiskIncidents } from '@beatline/shared/risk/risk_model';
import type { App } from '../../app';
import { readDemand } from './demand';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
const ALL_DAYS = 36_500;

/** Lengths of the windows that are forecast, local days. */
export const FORECAST_HORIZON_DAYS = [1, 7] as const;

/** Share of the squares a forecast flags: what a force can be at within a shift, and what red squares are (METHODS 2). */
const FLAGGED_FRACTION = 0.01;

/** Incidents of the year before that a group needs to be forecast on its own. Chosen: two a week, so that a week's window holds something. */
export const FEWEST_YEARLY_INCIDENTS = 100;

export function flaggedCountFor(squares: number): number {
  return Math.max(1, Math.floor(FLAGGED_FRACTION * squares));
}

/** Groups with enough incidents in the year before an instant, and all together (undefined) when they have; positions in CATEGORY_GROUPS. */
export function groupsToForecast(incidents: RiskIncidents, untilMs: number): (number | undefined)[] {
  const counts = yearlyCounts(incidents, untilMs);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const groups = [...counts.keys()].filter((group) => counts[group] >= FEWEST_YEARLY_INCIDENTS);
  return total >= FEWEST_YEARLY_INCIDENTS ? [undefined, ...groups] : [];
}

export function yearlyCounts(incidents: RiskIncidents, untilMs: number): number[] {
  const counts = CATEGORY_GROUPS.map(() => 0);
  for (let i = 0; i < incidents.length; i++) {
    const at = incidents.instantMs[i];
    if (at < untilMs && at >= untilMs - YEAR_DAYS * DAY_MS) counts[incidents.group[i]]++;
  }
  return counts;
}

/**
 * Freezes the forecasts whose windows begin at the next local midnight: every model, all street incidents together and each group with enough of them, one day and seven
 * days ahead. Windows of one length never overlap, so that no incident counts twice: a week is forecast when the week before ends. Does nothing when they are there
 * already, or without a risk in force. Days the server did not run get none: nothing is ever forecast afterwards.
 */
export async function issueDueForecasts(app: App, stopFlag?: Int32Array): Promise<{ readonly issued: number }> {
  const { risk, clock, deployment, projection, data } = await app.ground.current();
  if (risk === undefined || risk.squareId.length === 0) return { issued: 0 };
  const issuedAtMs = app.nowMs();
  const open = (ends: ReadonlyMap<number, number>) =>
    FORECAST_HORIZON_DAYS.flatMap((horizonDays) => {
      const window = nextWindow(clock, issuedAtMs, horizonDays);
      return (ends.get(horizonDays) ?? -Infinity) <= window.fromMs ? [{ horizonDays, window }] : [];
    });
  const windows = open(await app.query(newestForecastEnds));
  if (windows.length === 0) return { issued: 0 };

  const { incidents } = await app.query((scoped) => readDemand(scoped, { untilMs: issuedAtMs, historyDays: ALL_DAYS, projection }));
  const groups = groupsToForecast(incidents, issuedAtMs);
  if (groups.length === 0) return { issued: 0 };
  const { squareId, groups: riskGroups, ratesPerHour, profiles, profileArea, model } = risk;
  const issued = await app.compute.run(
    'issueForecasts',
    {
      timeZone: deployment.timeZone,
      unusualDays: data.unusualDays,
      cellMeters: deployment.cellMeters,
      risk: { squareId, groups: riskGroups, ratesPerHour, profiles, profileArea, model },
      incidents,
      originMs: issuedAtMs,
      flaggedCount: flaggedCountFor(squareId.length),
      windows: windows.map(({ window }) => window),
      groups,
    },
    stopFlag === undefined ? {} : { stopFlag },
  );
  const forecasts = issued.flatMap(({ window, group, forecasts: models }): NewForecast[] =>
    models.map((each) => ({
      issuedAtMs,
      riskId: risk.id,
      model: each.model,
      inForce: each.model === model,
      parameters: each.model === model ? risk.parameters : {},
      group: group === undefined ? undefined : CATEGORY_GROUPS[group],
      horizonDays: windows.find((one) => one.window.fromMs === window.fromMs && one.window.toMs === window.toMs)?.horizonDays ?? 0,
      window,
      flaggedSquares: Float64Array.from(each.flagged, (square) => squareId[square]),
      flagsAny: each.flagsAny,
      expected: Float32Array.from(each.expected),
    })),
  );
  const ground = { proj4: deployment.proj4, cellMeters: deployment.cellMeters, squareId };
  return app.query(async (scoped) => {
    // another process on the same database may have been quicker
    await lockForecasts(scoped);
    const stillOpen = open(await newestForecastEnds(scoped)).map(({ horizonDays }) => horizonDays);
    const toKeep = forecasts.filter(({ horizonDays }) => stillOpen.some((days) => days === horizonDays));
    await insertForecasts(scoped, { ...ground, version: versionOf(ground) }, toKeep);
    return { issued: toKeep.length };
  });
}

/** The window of so many local days from the next local midnight on. */
function nextWindow(clock: SlotClock, nowMs: number, days: number): InstantRange {
  const tomorrow = (Math.floor(clock.localMs(nowMs) / DAY_MS) + 1) * DAY_MS;
  return { fromMs: clock.instantOfLocalMs(tomorrow), toMs: clock.instantOfLocalMs(tomorrow + days * DAY_MS) };
}

function versionOf(ground: { readonly proj4: string; readonly cellMeters: number; readonly squareId: Float64Array }): string {
  const { buffer, byteOffset, byteLength } = ground.squareId;
  return createHash('sha256')
    .update(`${ground.proj4} ${ground.cellMeters} `)
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}
