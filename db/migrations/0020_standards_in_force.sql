-- Standards with versions that take over at an instant, hours and day types, sworn and declared presence; operations that raise them; school posts in three rings.

ALTER TABLE standard_version ADD COLUMN effective_from timestamptz;
ALTER TABLE standard_version ADD COLUMN purpose text NOT NULL DEFAULT 'deployment' CHECK (purpose IN ('deployment', 'operation'));
UPDATE standard_version SET effective_from = saved_at;
ALTER TABLE standard_version ALTER COLUMN effective_from SET NOT NULL;
COMMENT ON TABLE standard_version IS 'Versions of the patrol standards. Of the deployment''s, the one that took effect last is in force; an operation names its own.';
COMMENT ON COLUMN standard_version.effective_from IS 'From when it is in force, until the next takes over; the first also holds for everything before it.';
COMMENT ON COLUMN standard_version.purpose IS 'deployment: in force everywhere from its instant on; operation: only where and while an operation names it.';
CREATE INDEX standard_version_effective ON standard_version (purpose, effective_from);

ALTER TABLE standard ADD COLUMN hours smallint[] NOT NULL DEFAULT '{0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23}'
  CHECK (cardinality(hours) > 0 AND 0 <= ALL (hours) AND 23 >= ALL (hours));
ALTER TABLE standard ADD COLUMN day_types text[] NOT NULL
  DEFAULT '{workday,weekend,public_holiday,shifted_workday,school_day,opening_day,exam_day}' CHECK (cardinality(day_types) > 0);
ALTER TABLE standard ADD COLUMN requires_sworn boolean NOT NULL DEFAULT false;
ALTER TABLE standard ADD COLUMN counts_declared boolean NOT NULL DEFAULT false;
ALTER TABLE standard ALTER COLUMN hours DROP DEFAULT;
ALTER TABLE standard ALTER COLUMN day_types DROP DEFAULT;
ALTER TABLE standard ALTER COLUMN requires_sworn DROP DEFAULT;
ALTER TABLE standard ALTER COLUMN counts_declared DROP DEFAULT;
COMMENT ON COLUMN standard.hours IS 'Local hours of the day in which it holds; outside them a square is neither covered nor gap.';
COMMENT ON COLUMN standard.day_types IS 'Types of day on which it holds.';
COMMENT ON COLUMN standard.requires_sworn IS 'Whether a visit counts only with a sworn unit in it.';
COMMENT ON COLUMN standard.counts_declared IS 'Whether posts that were only declared count.';

COMMENT ON TABLE operation IS 'Special operations: where they lie, and while they run, standards are raised.';
ALTER TABLE operation ADD COLUMN area_name text NOT NULL DEFAULT '';
COMMENT ON COLUMN operation.area_name IS 'Jurisdiction its area was taken from; empty when it was drawn.';
COMMENT ON COLUMN operation.standard_version_id IS 'Standards of the tiers it raises; null when it raises none.';

ALTER TABLE place_post ADD COLUMN ring text NOT NULL DEFAULT 'gate' CHECK (ring IN ('gate', 'approach', 'surroundings'));
ALTER TABLE place_post DROP CONSTRAINT place_post_place_id_kind_starts_at_key;
ALTER TABLE place_post ADD CONSTRAINT place_post_window_key UNIQUE (place_id, kind, ring, starts_at);
COMMENT ON COLUMN place_post.ring IS 'Ring of a school plan the post stands in: the gate, the approach road, the surroundings.';
