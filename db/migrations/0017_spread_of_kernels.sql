-- How far incidents tell of the squares round them is chosen by group, by a back-test on the history of the fit.

ALTER TABLE risk ADD COLUMN spread_fraction real[] NOT NULL DEFAULT '{}' CHECK (cardinality(spread_fraction) IN (0, group_count));
COMMENT ON COLUMN risk.spread_fraction IS 'Share of the recent term that kernels spread, one per category group; empty: all of it in every group.';
