-- A day is made beside the table and attached to it: making it as a part of the table would lock out everybody, live fixes and pages, until a long load ends.

CREATE OR REPLACE FUNCTION beatline_ensure_days(table_name text, days date[]) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  day date;
  partition_name text;
  made integer := 0;
BEGIN
  IF table_name NOT IN ('fix', 'presence_interval') THEN
    RAISE EXCEPTION 'not a table by day: %', table_name;
  END IF;
  FOREACH day IN ARRAY days LOOP
    partition_name := table_name || '_' || to_char(day, 'YYYYMMDD');
    IF to_regclass(format('%I', partition_name)) IS NULL THEN
      PERFORM pg_advisory_xact_lock(4870002);
      -- Another transaction may have made it while this one waited.
      IF to_regclass(format('%I', partition_name)) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition_name, table_name);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', table_name, partition_name,
          to_char(day, 'YYYY-MM-DD') || ' 00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00+00');
        made := made + 1;
      END IF;
    END IF;
  END LOOP;
  RETURN made;
END $$;
