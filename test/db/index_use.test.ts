import { expect, test } from 'vitest';
import { withDeployment, withScope, type Database, type Scope } from '@beatline/db/engine/database';
import { explain } from '@beatline/db/engine/explain';
import { coverageOfAreaSql, hotspotsInAreaSql } from '@beatline/db/queries/areas';
import { describeSquaresSql, listSquares } from '@beatline/db/queries/squares';
import { tracksInSquareSql, tracksNearSql } from '@beatline/db/queries/tracks';
import { eachEngine } from './engines';
import { makeGround, type Ground } from './ground';

const RANGE = { fromMs: Date.parse('2025-03-07T12:00:00Z'), toMs: Date.parse('2025-03-08T12:00:00Z') };

/** Enough rows that a planner has a choice: 20,000 incidents, 5,000 track pieces, 3,000 streets, 2,000 places over 0.5 x 0.5 degrees. */
async function fill(database: Database): Promise<void> {
  await database.sql.transaction(async (session) => {
    await session.script(`
      INSERT INTO unit (code, kind, mode, station_id) SELECT 'u' || n, 'sworn', 'vehicle', (SELECT min(id) FROM jurisdiction WHERE level = 'station') FROM generate_series(1, 20) n;
      INSERT INTO incident (identity, occurred_at, hour_known, category_code, source, location, station_id)
        SELECT n, '2025-03-07 12:00Z'::timestamptz + n * interval '4 seconds', true, '盗窃', 'citizen',
               ST_SetSRID(ST_MakePoint(116.8 + (n * 7919 % 5000) / 10000.0, 36 + (n * 104729 % 5000) / 10000.0), 4326), (SELECT min(id) FROM jurisdiction WHERE level = 'station')
        FROM generate_series(1, 20000) n;
      INSERT INTO track_piece (unit_id, from_at, to_at, mode, geom, length_meters)
        SELECT (SELECT min(id) FROM unit) + n % 20, start, start + interval '10 minutes', 0,
               ST_SetSRID(ST_MakeLine(ST_MakePointM(x, y, extract(epoch FROM start) * 1000), ST_MakePointM(x + 0.002, y + 0.002, extract(epoch FROM start) * 1000 + 600000)), 4326), 280
        FROM (SELECT n, '2025-03-07 12:00Z'::timestamptz + n * interval '15 seconds' AS start, 116.8 + (n * 7919 % 5000) / 10000.0 AS x, 36 + (n * 104729 % 5000) / 10000.0 AS y
              FROM generate_series(1, 5000) n) piece;
      INSERT INTO street_segment SELECT n, n, n + 1, 'residential', 'Street ' || n, 0, 8, true, true, 200,
               ST_SetSRID(ST_MakeLine(ST_MakePoint(x, y), ST_MakePoint(x + 0.002, y)), 4326)
        FROM (SELECT n, 116.8 + (n * 7919 % 5000) / 10000.0 AS x, 36 + (n * 104729 % 5000) / 10000.0 AS y FROM generate_series(1, 3000) n) street;
      INSERT INTO map_place SELECT 'node/' || n, 'Place ' || n, 'shop', 'other', 7, ST_SetSRID(ST_MakePoint(116.8 + (n * 7919 % 5000) / 10000.0, 36 + (n * 104729 % 5000) / 10000.0), 4326)
        FROM generate_series(1, 2000) n;
      INSERT INTO place (code, name, kind, location, station_id)
        SELECT n, 'Market ' || n, 'market', ST_SetSRID(ST_MakePoint(116.8 + (n * 7919 % 5000) / 10000.0, 36 + (n * 104729 % 5000) / 10000.0), 4326), (SELECT min(id) FROM jurisdiction WHERE level = 'station')
        FROM generate_series(1, 2000) n;
      ANALYZE;
    `);
  });
}

eachEngine('spatial queries use their indexes under the row-level policies', (open) => {
  let database: Database;
  let ground: Ground;
  const scopes = (): Scope[] => [{ kind: 'deployment' }, { kind: 'jurisdiction', jurisdictionId: ground.stationIds[0] }];

  test('tracks near a position', async () => {
    database = await open();
    ground = await makeGround(database);
    await fill(database);
    for (const scope of scopes()) {
      const plan = await withScope(database, scope, (scoped) =>
        explain(scoped, tracksNearSql({ position: [117, 36.2], radiusMeters: 200, range: RANGE })),
      );
      expect(plan).toContain('track_piece_geom_gist');
    }
  });

  test('tracks in a square', async () => {
    const squareId = (await withDeployment(database, listSquares)).squareId[0];
    for (const scope of scopes()) {
      const plan = await withScope(database, scope, (scoped) => explain(scoped, tracksInSquareSql(squareId, RANGE)));
      expect(plan).toContain('track_piece_geom_gist');
    }
  });

  test('what an area holds', async () => {
    const ring = [ground.at(0, 0), ground.at(500, 0), ground.at(500, 500), ground.at(0, 500)];
    for (const scope of scopes()) {
      const plan = await withScope(database, scope, (scoped) => explain(scoped, coverageOfAreaSql({ ring }, RANGE)));
      expect(plan).toContain('square_center_gist');
      expect(plan).toContain('incident_location_gist');
      expect(plan).toContain('street_segment_geom_gist');
    }
  });

  test('hot spots in an area', async () => {
    for (const scope of scopes()) {
      const plan = await withScope(database, scope, (scoped) =>
        explain(scoped, hotspotsInAreaSql({ range: RANGE, area: { jurisdictionId: ground.stationIds[0] } }, 32650)),
      );
      expect(plan).toContain('incident_location_gist');
    }
  });

  test('names of squares by nearest neighbour', async () => {
    const { squareId } = await withDeployment(database, listSquares);
    for (const scope of scopes()) {
      const plan = await withScope(database, scope, (scoped) => explain(scoped, describeSquaresSql([...squareId.subarray(0, 10)])));
      expect(plan).toContain('place_location_gist');
      expect(plan).toContain('map_place_location_gist');
      expect(plan).toContain('street_segment_named_gist');
    }
  });

  test('fixes of a unit and visits of a square by their keys, in the partitions of the window only', async () => {
    await database.sql.transaction((session) =>
      session.query(
        "SELECT beatline_ensure_days('fix', '{2025-03-06,2025-03-07,2025-03-08}'), beatline_ensure_days('presence_interval', '{2025-03-06,2025-03-07}')",
      ),
    );
    const { rows } = await withDeployment(database, ({ session }) =>
      session.query<{ 'QUERY PLAN': string }>(
        "EXPLAIN SELECT at FROM fix WHERE unit_id = 1 AND at >= '2025-03-07 01:00Z' AND at < '2025-03-07 02:00Z' ORDER BY at",
      ),
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('fix_20250307');
    expect(plan).not.toContain('fix_20250306');
    expect(plan).toMatch(/fix_20250307_(pkey|at_idx)/);
  });
});
