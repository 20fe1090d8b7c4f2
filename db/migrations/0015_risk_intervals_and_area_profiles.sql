-- Intervals come from how far rates lay from what happened on held-out history, not from a count per square; hours of the week differ by area.

ALTER TABLE risk ADD COLUMN exposure_hours double precision;
ALTER TABLE risk ADD COLUMN dispersion_per_incident real NOT NULL DEFAULT 2 CHECK (dispersion_per_incident > 0);
ALTER TABLE risk ADD COLUMN dispersion_floor real NOT NULL DEFAULT 0 CHECK (dispersion_floor >= 0);
ALTER TABLE risk ADD COLUMN police_cell_dispersion_per_incident real NOT NULL DEFAULT 2 CHECK (police_cell_dispersion_per_incident > 0);
ALTER TABLE risk ADD COLUMN police_cell_dispersion_floor real NOT NULL DEFAULT 0 CHECK (police_cell_dispersion_floor >= 0);
UPDATE risk SET exposure_hours = (half_life.days * 24 / ln(2)) * (1 - power(2, -(parameters ->> 'historyDays')::double precision / half_life.days))
FROM (SELECT id, (parameters ->> 'halfLifeDays')::double precision AS days FROM risk) AS half_life
WHERE half_life.id = risk.id;
ALTER TABLE risk ALTER COLUMN exposure_hours SET NOT NULL;
ALTER TABLE risk ADD CONSTRAINT risk_exposure_hours_check CHECK (exposure_hours > 0);
ALTER TABLE risk ALTER COLUMN dispersion_per_incident DROP DEFAULT;
ALTER TABLE risk ALTER COLUMN dispersion_floor DROP DEFAULT;
ALTER TABLE risk ALTER COLUMN police_cell_dispersion_per_incident DROP DEFAULT;
ALTER TABLE risk ALTER COLUMN police_cell_dispersion_floor DROP DEFAULT;
COMMENT ON COLUMN risk.exposure_hours IS 'Hours of history behind the rates, weighted like the incidents in it.';
COMMENT ON COLUMN risk.dispersion_per_incident IS 'Squared coefficient of variation of true rates about fitted ones: this over (incidents behind the rate + 1), plus the floor.';
COMMENT ON COLUMN risk.dispersion_floor IS 'The part of it that more data would not take away.';
COMMENT ON COLUMN risk.police_cell_dispersion_per_incident IS 'The same for the summed rates of police cells.';
COMMENT ON COLUMN risk.police_cell_dispersion_floor IS 'Its part that more data would not take away.';

ALTER TABLE risk DROP CONSTRAINT risk_check;
ALTER TABLE risk ADD CONSTRAINT risk_profiles_check CHECK (cardinality(profiles) > 0 AND cardinality(profiles) % (group_count * 168) = 0);
COMMENT ON COLUMN risk.profiles IS 'Areas x groups x 168 hours of the week, each group of an area summing to 1.';

ALTER TABLE risk_square DROP COLUMN weighted_count;
ALTER TABLE risk_square ADD COLUMN profile_area smallint NOT NULL DEFAULT 0 CHECK (profile_area >= 0);
ALTER TABLE risk_square ALTER COLUMN profile_area DROP DEFAULT;
COMMENT ON COLUMN risk_square.profile_area IS 'Which area of the profiles the square belongs to, from 0.';
