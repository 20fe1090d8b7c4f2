-- Which streets tracks are matched with, and how each run of a track was credited.

CREATE TABLE street_network (
  id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{32}$'),
  segments integer NOT NULL CHECK (segments > 0)
);
COMMENT ON TABLE street_network IS 'Names the streets there are, one row, none without streets: routing tiles are made of street_segment alone and kept in a folder of this name.';
COMMENT ON COLUMN street_network.id IS 'Always 1.';
COMMENT ON COLUMN street_network.digest IS 'Digest of all street segments as they are given to the tile builder.';
COMMENT ON COLUMN street_network.segments IS 'How many there are.';
CALL beatline_protect_common('street_network');

CREATE TABLE credited_run (
  unit_id integer NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at >= from_at),
  fixes integer NOT NULL CHECK (fixes > 0),
  streets text,
  observed_seconds double precision NOT NULL CHECK (observed_seconds >= 0),
  matched_seconds double precision NOT NULL CHECK (matched_seconds BETWEEN 0 AND observed_seconds),
  inferred_seconds double precision NOT NULL CHECK (inferred_seconds >= 0),
  dropped jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (unit_id, from_at)
);
COMMENT ON TABLE credited_run IS 'Runs of fixes, parted by silences of more than 300 s, as they were credited as a whole. Written with the credit itself; a run credited again is replaced.';
COMMENT ON COLUMN credited_run.unit_id IS 'The unit.';
COMMENT ON COLUMN credited_run.from_at IS 'First fix.';
COMMENT ON COLUMN credited_run.to_at IS 'Last fix.';
COMMENT ON COLUMN credited_run.fixes IS 'Fixes stored, dropped ones included.';
COMMENT ON COLUMN credited_run.streets IS 'Digest of the streets it was matched with; null when it was taken straight.';
COMMENT ON COLUMN credited_run.observed_seconds IS 'Time credited as observed.';
COMMENT ON COLUMN credited_run.matched_seconds IS 'Of it, time credited along streets.';
COMMENT ON COLUMN credited_run.inferred_seconds IS 'Time of silences bridged along streets.';
COMMENT ON COLUMN credited_run.dropped IS 'Fixes stored in its time and credited nothing, by reason.';
CREATE INDEX credited_run_time ON credited_run (from_at, to_at);
CALL beatline_protect_records('credited_run', 'unit_id IN (SELECT id FROM unit)');
