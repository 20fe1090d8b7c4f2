import { sql, type SQL } from 'drizzle-orm';
import type { ForecastScore } from '@beatline/shared/evaluation/forecast_score';
import type { CategoryGroup } from '@beatline/shared/model/category';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { fetchColumns, readArray, sqlNumber } from '../engine/fetch_columns';
import { instant, numberArray } from '../engine/instant_sql';
import type { Scoped } from '../engine/scope';
import { forecast, forecastGround, forecastScore } from '../schema/forecast';

/** The squares forecasts are made for, and the lattice they lie on. */
export interface ForecastGround {
  readonly proj4: string;
  readonly cellMeters: number;
  /** Ascending. */
  readonly squareId: Float64Array;
}

/** One forecast to be frozen. */
export interface NewForecast {
  readonly issuedAtMs: number;
  readonly riskId: number;
  readonly model: string;
  readonly inForce: boolean;
  readonly parameters: Readonly<Record<string, number>>;
  readonly group: CategoryGroup | undefined;
  readonly horizonDays: number;
  readonly window: InstantRange;
  /** Ids, highest first. */
  readonly flaggedSquares: Float64Array;
  readonly flagsAny: boolean;
  /** Incidents expected in the window, by square of the ground. */
  readonly expected: Float32Array;
}

/** Any number will do as long as every issuer asks for the same: a window is forecast once. */
const ISSUE_LOCK = 4_870_004;

/** Lets nobody else issue forecasts until this transaction ends. */
export async function lockForecasts(scoped: Scoped): Promise<void> {
  await scoped.tx.execute(sql`SELECT pg_advisory_xact_lock(${ISSUE_LOCK})`);
}

/** Freezes forecasts. The ground is kept once under its version. Refused by the database when a window has begun. Needs the deployment scope. */
export async function insertForecasts(
  scoped: Scoped,
  ground: ForecastGround & { readonly version: string },
  forecasts: Iterable<NewForecast>,
): Promise<void> {
  await scoped.tx
    .insert(forecastGround)
    .values({ version: ground.version, proj4: ground.proj4, cellMeters: ground.cellMeters, squareIds: [...ground.squareId] })
    .onConflictDoNothing();
  const [kept] = await scoped.tx.execute<{ id: number }>(sql`SELECT id FROM forecast_ground WHERE version = ${ground.version}`);
  if (kept === undefined) throw new Error('the ground of a forecast was not kept');
  for (const each of forecasts) {
    if (each.expected.length !== ground.squareId.length)
      throw new Error(`a forecast of ${each.expected.length} squares for a ground of ${ground.squareId.length}`);
    await scoped.tx.insert(forecast).values({
      issuedAt: each.issuedAtMs,
      groundId: kept.id,
      riskId: each.riskId,
      model: each.model,
      inForce: each.inForce,
      parameters: each.parameters,
      categoryGroup: each.group,
      horizonDays: each.horizonDays,
      windowFrom: each.window.fromMs,
      windowTo: each.window.toMs,
      flaggedSquares: [...each.flaggedSquares],
      flagsAny: each.flagsAny,
      expected: [...each.expected],
    });
  }
}

/** The end of the newest window by horizon, epoch milliseconds. */
export async function newestForecastEnds(scoped: Scoped): Promise<Map<number, number>> {
  const rows = await scoped.tx.execute<{ horizonDays: number; toMs: number }>(
    sql`SELECT horizon_days AS "horizonDays", max(window_to) AS "toMs" FROM forecast GROUP BY 1`,
  );
  return new Map(rows.map((row) => [row.horizonDays, row.toMs]));
}

/** A forecast whose window has passed and that nobody has scored yet, without its numbers. */
export interface DueForecast {
  readonly id: number;
  readonly groundId: number;
  readonly group: CategoryGroup | undefined;
  readonly window: InstantRange;
}

/** Unscored forecasts whose windows ended by this instant, oldest first. */
export async function dueForecasts(scoped: Scoped, endedByMs: number): Promise<DueForecast[]> {
  const rows = await scoped.tx.execute<{
    id: number;
    groundId: number;
    group: CategoryGroup | null;
    fromMs: number;
    toMs: number;
  }>(sql`
    SELECT id, ground_id AS "groundId", category_group AS "group", window_from AS "fromMs", window_to AS "toMs"
    FROM forecast WHERE window_to <= ${instant(endedByMs)} AND NOT EXISTS (SELECT FROM forecast_score WHERE forecast_id = forecast.id) ORDER BY window_to, id`);
  return rows.map(({ id, groundId, group, fromMs, toMs }) => ({ id, groundId, group: group ?? undefined, window: { fromMs, toMs } }));
}

export async function readForecastGround(scoped: Scoped, groundId: number): Promise<ForecastGround> {
  const [row] = await scoped.tx.execute<{ proj4: string; cellMeters: number }>(
    sql`SELECT proj4, cell_meters AS "cellMeters" FROM forecast_ground WHERE id = ${groundId}::integer`,
  );
  if (row === undefined) throw new Error(`no forecast ground ${groundId}`);
  const { squareId } = await fetchColumns(
    scoped,
    { squareId: 'int8' },
    `SELECT unnest(square_ids) FROM forecast_ground WHERE id = ${sqlNumber(groundId)}`,
  );
  return { ...row, squareId };
}

/** The numbers of a frozen forecast. */
export async function readForecast(
  scoped: Scoped,
  forecastId: number,
): Promise<{ readonly flaggedSquares: Float64Array; readonly flagsAny: boolean; readonly expected: Float32Array }> {
  const id = sqlNumber(forecastId);
  const rows = await fetchColumns(
    scoped,
    { flagsAny: 'bool', squares: 'int4', expected: 'bytes' },
    `SELECT flags_any, cardinality(expected), expected FROM forecast WHERE id = ${id}`,
  );
  if (rows.length !== 1) throw new Error(`no forecast ${forecastId}`);
  const expected = new Float32Array(rows.squares[0]);
  readArray(rows.expected[0], expected, 0);
  const { squareId } = await fetchColumns(scoped, { squareId: 'int8' }, `SELECT unnest(flagged_squares) FROM forecast WHERE id = ${id}`);
  return { flaggedSquares: squareId, flagsAny: rows.flagsAny[0] === 1, expected };
}

/** Adds the score of a forecast. Refused by the database before its window has passed. */
export async function insertForecastScore(
  scoped: Scoped,
  input: { readonly forecastId: number; readonly scoredAtMs: number; readonly recordsUntilMs: number; readonly score: ForecastScore },
): Promise<void> {
  const { score } = input;
  await scoped.tx.insert(forecastScore).values({
    forecastId: input.forecastId,
    scoredAt: input.scoredAtMs,
    recordsUntil: input.recordsUntilMs,
    ...score,
    decileExpected: [...score.decileExpected],
    decileObserved: [...score.decileObserved],
  });
}

/** One scored forecast, or one origin of a back-test, of one model. */
export interface ScoredOrigin extends ForecastScore {
  readonly model: string;
  readonly inForce: boolean;
  readonly issuedAtMs: number;
  readonly riskId: number | undefined;
  readonly window: InstantRange;
  /** Squares of the ground, their side, and how many were flagged. */
  readonly squares: number;
  readonly cellMeters: number;
  readonly flagged: number;
}

const SCORE_COLUMNS = sql`hits, events, most_possible AS "mostPossible", score.expected, expected_hits AS "expectedHits", log_score AS "logScore", placed,
  array_to_json(decile_expected) AS "decileExpected", array_to_json(decile_observed) AS "decileObserved"`;

type ScoreRow = {
  model: string;
  inForce: boolean;
  issuedAtMs: number;
  riskId: number | null;
  fromMs: number;
  toMs: number;
  squares: number;
  cellMeters: number;
  flagged: number;
  hits: number;
  events: number;
  mostPossible: number;
  expected: number;
  expectedHits: number;
  logScore: number;
  placed: number;
  decileExpected: number[];
  decileObserved: number[];
};

function originOf({ riskId, fromMs, toMs, decileExpected, decileObserved, ...row }: ScoreRow): ScoredOrigin {
  return {
    ...row,
    riskId: riskId ?? undefined,
    window: { fromMs, toMs },
    decileExpected: Float64Array.from(decileExpected),
    decileObserved: Float64Array.from(decileObserved),
  };
}

const ofGroup = (group: CategoryGroup | undefined): SQL =>
  group === undefined ? sql`category_group IS NULL` : sql`category_group = ${group}`;

/** Every scored forecast of a group and horizon, oldest window first. */
export async function scoredForecasts(scoped: Scoped, group: CategoryGroup | undefined, horizonDays: number): Promise<ScoredOrigin[]> {
  const rows = await scoped.tx.execute<ScoreRow>(sql`
    SELECT model, in_force AS "inForce", issued_at AS "issuedAtMs", risk_id AS "riskId", window_from AS "fromMs", window_to AS "toMs",
      cardinality(forecast.expected) AS squares, cell_meters AS "cellMeters", cardinality(flagged_squares) AS flagged, ${SCORE_COLUMNS}
    FROM forecast JOIN forecast_score score ON score.forecast_id = forecast.id JOIN forecast_ground ON forecast_ground.id = ground_id
    WHERE ${ofGroup(group)} AND horizon_days = ${horizonDays}::smallint ORDER BY window_from, forecast.id`);
  return rows.map(originOf);
}

/** Forecasts of a group and horizon that wait for their score, of the model in force: how many, the newest, and when the first of their windows ends. */
export async function pendingForecasts(
  scoped: Scoped,
  group: CategoryGroup | undefined,
  horizonDays: number,
): Promise<{
  readonly forecasts: number;
  readonly newest: { readonly issuedAtMs: number; readonly window: InstantRange } | undefined;
  readonly firstDueMs: number | undefined;
}> {
  const rows = await scoped.tx.execute<{ issuedAtMs: number; fromMs: number; toMs: number }>(sql`
    SELECT issued_at AS "issuedAtMs", window_from AS "fromMs", window_to AS "toMs" FROM forecast
    WHERE in_force AND ${ofGroup(group)} AND horizon_days = ${horizonDays}::smallint
      AND NOT EXISTS (SELECT FROM forecast_score WHERE forecast_id = forecast.id) ORDER BY window_from DESC`);
  const [newest] = rows;
  return {
    forecasts: rows.length,
    newest: newest === undefined ? undefined : { issuedAtMs: newest.issuedAtMs, window: { fromMs: newest.fromMs, toMs: newest.toMs } },
    firstDueMs: rows.at(-1)?.toMs,
  };
}

/** What there is a track record of. */
export interface RecordChoice {
  readonly basis: 'issued' | 'backtest';
  readonly group: CategoryGroup | undefined;
  readonly horizonDays: number;
  readonly origins: number;
}

/** Every basis, group and horizon with scored origins of the model in force. */
export async function recordChoices(scoped: Scoped): Promise<RecordChoice[]> {
  const rows = await scoped.tx.execute<{
    basis: RecordChoice['basis'];
    group: CategoryGroup | null;
    horizonDays: number;
    origins: number;
  }>(sql`
    SELECT 'issued' AS basis, category_group AS "group", horizon_days AS "horizonDays", count(*) AS origins
    FROM forecast JOIN forecast_score ON forecast_id = forecast.id WHERE in_force GROUP BY 2, 3
    UNION ALL
    SELECT 'backtest', category_group, horizon_days, count(*)
    FROM backtest JOIN backtest_score ON backtest_id = backtest.id WHERE model = 'default' GROUP BY backtest.id ORDER BY 1 DESC, 3, 2 NULLS FIRST`);
  return rows.map((row) => ({ ...row, group: row.group ?? undefined }));
}

/** A back-test to be kept for the scorecard. */
export interface NewBacktest {
  readonly ranAtMs: number;
  readonly group: CategoryGroup | undefined;
  readonly horizonDays: number;
  readonly cellMeters: number;
  readonly squares: number;
  readonly flaggedCount: number;
  readonly parameters: Readonly<Record<string, number>>;
  readonly windows: readonly InstantRange[];
  /** By model, in the order of the windows. */
  readonly scores: Readonly<Record<string, readonly ForecastScore[]>>;
}

/** Keeps a back-test in place of the one before of the same group and horizon. */
export async function replaceBacktest(scoped: Scoped, input: NewBacktest): Promise<void> {
  await scoped.tx.execute(sql`DELETE FROM backtest WHERE ${ofGroup(input.group)} AND horizon_days = ${input.horizonDays}::smallint`);
  const [kept] = await scoped.tx.execute<{ id: number }>(sql`
    INSERT INTO backtest (ran_at, category_group, horizon_days, cell_meters, squares, flagged_count, parameters)
    VALUES (${instant(input.ranAtMs)}, ${input.group ?? null}, ${input.horizonDays}, ${input.cellMeters}, ${input.squares}, ${input.flaggedCount}, ${JSON.stringify(input.parameters)}::jsonb)
    RETURNING id`);
  if (kept === undefined) throw new Error('no back-test was kept');
  for (const [model, scores] of Object.entries(input.scores)) {
    for (const [i, score] of scores.entries()) {
      const window = input.windows[i];
      await scoped.tx.execute(sql`
        INSERT INTO backtest_score (backtest_id, model, window_from, window_to, hits, events, most_possible, expected, expected_hits, log_score, placed, decile_expected, decile_observed)
        VALUES (${kept.id}, ${model}, ${instant(window.fromMs)}, ${instant(window.toMs)}, ${score.hits}, ${score.events}, ${score.mostPossible}, ${score.expected},
          ${score.expectedHits}, ${score.logScore}, ${score.placed}, ${numberArray(score.decileExpected)}::float8[], ${numberArray(score.decileObserved)}::float8[])`);
    }
  }
}

/** Origins of the back-test of a group and horizon, oldest first; empty when none was run. */
export async function backtestOrigins(scoped: Scoped, group: CategoryGroup | undefined, horizonDays: number): Promise<ScoredOrigin[]> {
  const rows = await scoped.tx.execute<ScoreRow>(sql`
    SELECT model, model = 'default' AS "inForce", window_from AS "issuedAtMs", NULL::integer AS "riskId", window_from AS "fromMs", window_to AS "toMs",
      squares, cell_meters AS "cellMeters", flagged_count AS flagged, ${SCORE_COLUMNS}
    FROM backtest JOIN backtest_score score ON score.backtest_id = backtest.id
    WHERE ${ofGroup(group)} AND horizon_days = ${horizonDays}::smallint ORDER BY window_from, model`);
  return rows.map(originOf);
}

/** End of the newest window of each kept back-test, epoch milliseconds. */
export async function backtestEnds(
  scoped: Scoped,
): Promise<{ readonly group: CategoryGroup | undefined; readonly horizonDays: number; readonly toMs: number }[]> {
  const rows = await scoped.tx.execute<{ group: CategoryGroup | null; horizonDays: number; toMs: number }>(sql`
    SELECT category_group AS "group", horizon_days AS "horizonDays", max(window_to) AS "toMs"
    FROM backtest JOIN backtest_score ON backtest_id = backtest.id GROUP BY 1, 2`);
  return rows.map((row) => ({ ...row, group: row.group ?? undefined }));
}

/** Located incidents near a position in the year before an instant, by what drives demand (METHODS 2) and what does not. */
export async function sourcesNear(
  scoped: Scoped,
  input: { readonly center: readonly [lng: number, lat: number]; readonly radiusMeters: number; readonly range: InstantRange },
): Promise<{ readonly citizenStreet: number; readonly citizenOther: number; readonly officer: number }> {
  const [lng, lat] = input.center;
  const [row] = await scoped.tx.execute<{ citizenStreet: number; citizenOther: number; officer: number }>(sql`
    SELECT count(*) FILTER (WHERE source = 'citizen' AND patrol_class = 'street') AS "citizenStreet",
      count(*) FILTER (WHERE source = 'citizen' AND patrol_class <> 'street') AS "citizenOther", count(*) FILTER (WHERE source = 'officer') AS officer
    FROM incident JOIN category ON category.code = incident.category_code
    WHERE ST_DWithin(location::geography, ST_SetSRID(ST_MakePoint(${lng}::float8, ${lat}::float8), 4326)::geography, ${input.radiusMeters}::float8)
      AND location && ST_Expand(ST_SetSRID(ST_MakePoint(${lng}::float8, ${lat}::float8), 4326), ${input.radiusMeters}::float8 / (110574 * cos(radians(${lat}::float8))))
      AND occurred_at >= ${instant(input.range.fromMs)} AND occurred_at < ${instant(input.range.toMs)}`);
  if (row === undefined) throw new Error('counting answered no row');
  return row;
}
