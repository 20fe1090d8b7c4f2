-- What an import changed, so that it can be undone; rejects with row, column, value and reason, so that they can be corrected and sent again.

ALTER TABLE import_batch ADD COLUMN columns text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN import_batch.columns IS 'Columns of the file without those that look like persons: the header of its rejects.';

ALTER TABLE import_reject ADD COLUMN column_name text NOT NULL DEFAULT '', ADD COLUMN value text NOT NULL DEFAULT '';
COMMENT ON COLUMN import_reject.column_name IS 'Column at fault; empty when it is the row as a whole.';
COMMENT ON COLUMN import_reject.value IS 'What stood there.';
COMMENT ON COLUMN import_reject.content IS 'The row without the columns that look like persons, a JSON list in the order of import_batch.columns.';

CREATE TABLE import_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch_id integer NOT NULL REFERENCES import_batch (id) ON DELETE CASCADE,
  table_name text NOT NULL,
  row_key text NOT NULL,
  before jsonb
);
COMMENT ON TABLE import_change IS 'Rows that imports changed, as they were before: what undoing puts back. Fixes and new incidents carry their batch themselves.';
COMMENT ON COLUMN import_change.id IS 'Order of the changes.';
COMMENT ON COLUMN import_change.batch_id IS 'Import that changed the row.';
COMMENT ON COLUMN import_change.table_name IS 'Table of the row.';
COMMENT ON COLUMN import_change.row_key IS 'Primary key of the row, a JSON list.';
COMMENT ON COLUMN import_change.before IS 'The row before; null when the import made it.';
CREATE INDEX import_change_batch ON import_change (batch_id, table_name, row_key, id);
CREATE INDEX import_change_row ON import_change (table_name, row_key);
CALL beatline_protect_common('import_change');

CREATE FUNCTION beatline_key_of(table_oid oid, alias text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT string_agg(format('%s.%I', alias, attname), ', ' ORDER BY array_position(conkey, attnum))
  FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) WHERE conrelid = table_oid AND contype = 'p'
$$;
COMMENT ON FUNCTION beatline_key_of(oid, text) IS 'Primary key columns of a table with an alias before them.';

-- Runs as its owner: what it keeps must not depend on what the asking scope may write.
CREATE FUNCTION beatline_keep_before() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  batch integer := nullif(current_setting('beatline.batch', true), '')::integer;
  geometries text;
  image text := 'NULL';
BEGIN
  IF batch IS NULL THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    -- A geometry as JSON would lose digits; its text form keeps them.
    SELECT string_agg(format('%L, changed.%I::text', attname, attname), ', ') INTO geometries
    FROM pg_attribute WHERE attrelid = TG_RELID AND atttypid = 'geometry'::regtype AND NOT attisdropped;
    image := 'to_jsonb(changed)' || coalesce(' || jsonb_build_object(' || geometries || ')', '');
  END IF;
  EXECUTE format('INSERT INTO import_change (batch_id, table_name, row_key, before) SELECT $1, $2, jsonb_build_array(%s)::text, %s FROM changed', beatline_key_of(TG_RELID, 'changed'), image)
    USING batch, TG_TABLE_NAME;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION beatline_keep_before() IS 'Keeps rows as they were before an import changed them; does nothing outside an import.';

CREATE PROCEDURE beatline_keep_changes(table_name regclass, keeps_inserts boolean DEFAULT true) LANGUAGE plpgsql AS $$
BEGIN
  IF keeps_inserts THEN
    EXECUTE format('CREATE TRIGGER keep_inserted AFTER INSERT ON %s REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION beatline_keep_before()', table_name);
  END IF;
  EXECUTE format('CREATE TRIGGER keep_updated AFTER UPDATE ON %s REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION beatline_keep_before()', table_name);
  EXECUTE format('CREATE TRIGGER keep_deleted AFTER DELETE ON %s REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION beatline_keep_before()', table_name);
END $$;
COMMENT ON PROCEDURE beatline_keep_changes(regclass, boolean) IS 'Lets imports that write to a table be undone. Without keeps_inserts its new rows have to be told by another column.';

CALL beatline_keep_changes('jurisdiction');
CALL beatline_keep_changes('place');
CALL beatline_keep_changes('place_post');
CALL beatline_keep_changes('zone');
CALL beatline_keep_changes('calendar');
CALL beatline_keep_changes('unit');
CALL beatline_keep_changes('roster');
CALL beatline_keep_changes('assignment');
CALL beatline_keep_changes('category');
-- New incidents carry batch_id; streets are replaced as a whole.
CALL beatline_keep_changes('incident', false);
CALL beatline_keep_changes('street_segment', false);
CALL beatline_keep_changes('base_feature', false);
CALL beatline_keep_changes('map_place', false);

-- Parents are older tables than the children that refer to them, so the order of their making is an order for putting back.
CREATE FUNCTION beatline_undo_changes(batch integer) RETURNS TABLE (changed_table text, removed bigint, restored bigint) LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  entry record;
  columns text;
  keys text;
  added bigint;
BEGIN
  IF NOT beatline_scope_is_deployment() THEN
    RAISE EXCEPTION 'an import is undone by the deployment only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DROP TABLE IF EXISTS pg_temp.undone_row;
  CREATE TEMPORARY TABLE undone_row ON COMMIT DROP AS
    SELECT DISTINCT ON (c.table_name, c.row_key) c.table_name, c.row_key, c.before FROM import_change c
    WHERE c.batch_id = batch ORDER BY c.table_name, c.row_key, c.id;
  FOR entry IN SELECT DISTINCT u.table_name AS name, u.table_name::regclass::oid AS oid FROM undone_row u ORDER BY 2 DESC LOOP
    EXECUTE format('DELETE FROM %I t USING undone_row u WHERE u.table_name = %L AND u.before IS NULL AND u.row_key = jsonb_build_array(%s)::text',
      entry.name, entry.name, beatline_key_of(entry.oid, 't'));
  END LOOP;
  FOR entry IN SELECT DISTINCT u.table_name AS name, u.table_name::regclass::oid AS oid FROM undone_row u ORDER BY 2 LOOP
    keys := beatline_key_of(entry.oid, 't');
    SELECT string_agg(format('%I', attname), ', ' ORDER BY attnum) INTO columns
    FROM pg_attribute WHERE attrelid = entry.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
    EXECUTE format('UPDATE %1$I t SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, u.before)) FROM undone_row u
      WHERE u.table_name = %3$L AND u.before IS NOT NULL AND u.row_key = jsonb_build_array(%4$s)::text', entry.name, columns, entry.name, keys);
    GET DIAGNOSTICS restored = ROW_COUNT;
    EXECUTE format('INSERT INTO %1$I (%2$s) SELECT %2$s FROM undone_row u, jsonb_populate_record(NULL::%1$I, u.before)
      WHERE u.table_name = %3$L AND u.before IS NOT NULL AND NOT EXISTS (SELECT FROM %1$I t WHERE u.row_key = jsonb_build_array(%4$s)::text)',
      entry.name, columns, entry.name, keys);
    GET DIAGNOSTICS added = ROW_COUNT;
    changed_table := entry.name;
    restored := restored + added;
    SELECT count(*) INTO removed FROM undone_row u WHERE u.table_name = entry.name AND u.before IS NULL;
    RETURN NEXT;
  END LOOP;
  DELETE FROM import_change c WHERE c.batch_id = batch;
END $$;
COMMENT ON FUNCTION beatline_undo_changes(integer) IS 'Puts rows back as they were before an import; answers by table how many were removed and restored.';
