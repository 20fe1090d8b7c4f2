import { describeTables } from '@beatline/db/schema/described_tables';
import { expect, test } from 'vitest';
import type { Database } from '@beatline/db/engine/database';
import { eachEngine } from './engines';

interface ColumnShape {
  readonly type: string;
  readonly notNull: boolean;
  readonly filledByDatabase: boolean;
}

async function catalogColumns(database: Database): Promise<Map<string, Record<string, ColumnShape>>> {
  const { rows } = await database.sql.transaction((session) =>
    session.query<{ table: string; column: string } & ColumnShape>(`
      SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "notNull",
             a.atthasdef OR a.attidentity <> '' AS "filledByDatabase"
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relname <> 'spatial_ref_sys' ORDER BY 1, a.attnum`),
  );
  const tables = new Map<string, Record<string, ColumnShape>>();
  for (const { table, column, ...shape } of rows) tables.set(table, { ...tables.get(table), [column]: shape });
  return tables;
}

/** As format_type spells them. */
function typeOf(sqlType: string): string {
  return sqlType === 'time' ? 'time without time zone' : sqlType;
}

eachEngine(
  'the drizzle schema and the catalog',
  (open) => {
    let database: Database;

    test('name the same tables, columns, types, nulls and defaults', async () => {
      database = await open();
      const catalog = await catalogColumns(database);
      const tables = describeTables();
      expect(tables.map((table) => table.name).sort()).toEqual([...catalog.keys()].sort());
      for (const table of tables) {
        const shapes = Object.fromEntries(table.columns.map(({ name, type, ...rest }) => [name, { type: typeOf(type), ...rest }]));
        expect({ [table.name]: shapes }).toEqual({ [table.name]: catalog.get(table.name) });
      }
    });

    test('agree on the kind and SRID of every geometry', async () => {
      const { rows } = await database.sql.transaction((session) =>
        session.query<{ table: string; column: string; kind: string; srid: number; dimensions: number }>(`
        SELECT f_table_name AS "table", f_geometry_column AS "column", type AS kind, srid, coord_dimension AS dimensions
        FROM geometry_columns WHERE f_table_schema = 'public' AND f_table_name !~ '_[0-9]{8}$'`),
      );
      const stored = rows.map((row) => `${row.table}.${row.column} ${row.kind} ${row.srid}`).sort();
      const declared = describeTables().flatMap((table) =>
        table.columns.flatMap((column) => {
          const match = /^geometry\((\w+),(\d+)\)$/.exec(column.type);
          return match === null ? [] : [`${table.name}.${column.name} ${match[1]?.toUpperCase()} ${match[2]}`];
        }),
      );
      expect(declared.sort()).toEqual(stored);
      expect(stored.length).toBeGreaterThan(15);
      expect(rows.find((row) => row.table === 'track_piece')?.dimensions).toBe(3);
    });

    test('agree on foreign keys and primary keys', async () => {
      const { rows } = await database.sql.transaction((session) =>
        session.query<{ key: string }>(`
        SELECT CASE contype WHEN 'p' THEN 'primary ' ELSE 'foreign ' END || conrelid::regclass::text || ' (' ||
               (SELECT string_agg(attname, ', ' ORDER BY array_position(conkey, attnum)) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)) || ')' ||
               CASE contype WHEN 'f' THEN ' → ' || confrelid::regclass::text ELSE '' END AS key
        FROM pg_constraint WHERE contype IN ('p', 'f') AND connamespace = 'public'::regnamespace AND conrelid <> 'spatial_ref_sys'::regclass
          AND NOT (SELECT relispartition FROM pg_class WHERE oid = conrelid)`),
      );
      const declared = describeTables().flatMap((table) => [
        `primary ${table.name} (${table.primaryKey.join(', ')})`,
        ...table.foreignKeys.map((key) => `foreign ${table.name} (${key.columns.join(', ')}) → ${key.table}`),
      ]);
      const stored = rows.map((row) => row.key.replaceAll('"', ''));
      // The ledger has a unique index instead of a primary key, because the unit goes at the retention date.
      expect(declared.filter((key) => key !== 'primary presence_interval ()').sort()).toEqual(stored.sort());
    });

    test('every table and column says what it is', async () => {
      const { rows } = await database.sql.transaction((session) =>
        session.query<{ missing: string }>(`
        SELECT c.relname || coalesce('.' || a.attname, '') AS missing
        FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'spatial_ref_sys'
          AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL)`),
      );
      expect(rows).toEqual([]);
    });

    test('every geometry column has a spatial index, and row-level policies are on for every table but the list of schema steps', async () => {
      const { rows } = await database.sql.transaction((session) =>
        session.query<{ missing: string }>(`
        SELECT f_table_name || '.' || f_geometry_column AS missing FROM geometry_columns g
        WHERE f_table_schema = 'public' AND f_table_name NOT IN ('plan', 'line', 'unit', 'unknown_interval') AND f_geometry_column <> 'footprint' AND NOT EXISTS (
          SELECT FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_am am ON am.oid = ic.relam
          JOIN pg_attribute a ON a.attrelid = i.indexrelid AND a.attname = g.f_geometry_column
          WHERE i.indrelid = format('%I', f_table_name)::regclass AND am.amname = 'gist')
        UNION ALL
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND NOT relrowsecurity
          AND relname NOT IN ('spatial_ref_sys', 'schema_version')`),
      );
      expect(rows).toEqual([]);
    });
  },
  { fromEmpty: true },
);
