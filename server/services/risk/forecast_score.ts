import { newestRecords } from '@beatline/db/queries/deployment';
import { dueForecasts, insertForecastScore, readForecast, readForecastGround, type DueForecast } from '@beatline/db/queries/forecasts';
import { scoreForecast } from '@beatline/shared/evaluation/forecast_score';
import { createProjection } from '@beatline/shared/geo/projection';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import { CATEGORY_GROUPS } from '@beatline/shared/model/category';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { RiskIncidents } from '@beatline/shared/risk/risk_model';
import type { App } from '../../app';
import { readDemand } from './demand';

const DAY_MS = 86_400_000;
/** Incidents known by a range enter at its middle: those that begin this long before a window may lie in it. Chosen. */
const LONGEST_RANGE_DAYS = 31;

/**
 * Scores every frozen forecast whose window has passed and whose end the records reach: without records an empty day would look like a quiet one. Days missed while
 * the server was off are caught up.
 */
export async function scoreDueForecasts(app: App): Promise<{ readonly scored: number }> {
  const nowMs = app.nowMs();
  const { due, recordsUntilMs } = await app.query(async (scoped) => {
    const newestMs = Math.min((await newestRecords(scoped)).incidents ?? -Infinity, nowMs);
    return { due: Number.isFinite(newestMs) ? await dueForecasts(scoped, newestMs) : [], recordsUntilMs: newestMs };
  });
  for (const groundId of new Set(due.map((forecast) => forecast.groundId))) {
    const forecasts = due.filter((forecast) => forecast.groundId === groundId);
    const ground = await app.query((scoped) => readForecastGround(scoped, groundId));
    const range = spanOf(forecasts);
    const { incidents } = await app.query((scoped) =>
      readDemand(scoped, {
        untilMs: range.toMs,
        historyDays: (range.toMs - range.fromMs) / DAY_MS + LONGEST_RANGE_DAYS,
        projection: createProjection(ground.proj4),
      }),
    );
    const indexOf = new Map(Array.from(ground.squareId, (id, index) => [id, index]));
    const squareOf = Int32Array.from(
      { length: incidents.length },
      (_, i) => indexOf.get(squareIdAt({ x: incidents.x[i], y: incidents.y[i] }, ground.cellMeters)) ?? -1,
    );
    for (const forecast of forecasts) {
      const happened = eventsOf(forecast, incidents, squareOf, ground.squareId.length);
      await app.query(async (scoped) => {
        const { expected, flaggedSquares, flagsAny } = await readForecast(scoped, forecast.id);
        const flagged = Int32Array.from(flaggedSquares, (id) => indexOf.get(id) ?? -1);
        if (flagged.includes(-1)) throw new Error(`forecast ${forecast.id} flags a square that is not of its ground`);
        await insertForecastScore(scoped, {
          forecastId: forecast.id,
          scoredAtMs: nowMs,
          recordsUntilMs,
          score: scoreForecast({ expectedByCell: expected, flagged, flagsAny, ...happened }),
        });
      });
    }
  }
  return { scored: due.length };
}

function spanOf(forecasts: readonly DueForecast[]): InstantRange {
  return {
    fromMs: forecasts.reduce((least, { window }) => Math.min(least, window.fromMs), Infinity),
    toMs: forecasts.reduce((most, { window }) => Math.max(most, window.toMs), -Infinity),
  };
}

/** What happened in a forecast's window, of its group, by square; `squareOf` is -1 outside all squares. */
function eventsOf(
  { window, group }: DueForecast,
  incidents: RiskIncidents,
  squareOf: Int32Array,
  squares: number,
): { readonly eventsByCell: Float64Array; readonly elsewhere: number } {
  const eventsByCell = new Float64Array(squares);
  let elsewhere = 0;
  for (let i = 0; i < incidents.length; i++) {
    if (incidents.instantMs[i] < window.fromMs || incidents.instantMs[i] >= window.toMs) continue;
    if (group !== undefined && CATEGORY_GROUPS[incidents.group[i]] !== group) continue;
    if (squareOf[i] < 0) elsewhere++;
    else eventsByCell[squareOf[i]]++;
  }
  return { eventsByCell, elsewhere };
}
