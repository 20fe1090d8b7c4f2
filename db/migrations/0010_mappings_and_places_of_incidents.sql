-- Mappings that were agreed to, and how each incident came to its place on the map.

CREATE TABLE import_mapping (
  kind text NOT NULL CHECK (kind <> ''),
  header_digest text NOT NULL CHECK (header_digest <> ''),
  header text[] NOT NULL,
  settings jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (kind, header_digest)
);
COMMENT ON TABLE import_mapping IS 'How files of a header were read when somebody agreed to it: offered again for the same header.';
COMMENT ON COLUMN import_mapping.kind IS 'Kind of import, e.g. incidents.';
COMMENT ON COLUMN import_mapping.header_digest IS 'SHA-256 of the column names in their order.';
COMMENT ON COLUMN import_mapping.header IS 'Column names as written.';
COMMENT ON COLUMN import_mapping.settings IS 'Fields by column, coordinate system, time zone and what else was chosen.';
COMMENT ON COLUMN import_mapping.saved_at IS 'When it was agreed to.';
CALL beatline_protect_common('import_mapping');

ALTER TABLE incident
  ADD COLUMN location_origin text CHECK (location_origin IN ('coordinates', 'geocoded', 'placed')),
  ADD COLUMN geocode_level text CHECK (geocode_level IN ('house_number', 'building', 'compound', 'crossing', 'section', 'community')),
  ADD COLUMN geocode_score real CHECK (geocode_score BETWEEN 0 AND 1),
  ADD COLUMN unlocated_reason text
    CHECK (unlocated_reason IN ('no_coordinates', 'coordinates_out_of_range', 'address_not_found', 'address_vague'));
COMMENT ON COLUMN incident.location_origin IS 'Where the position comes from: coordinates of the source, its address, or somebody who placed it by hand.';
COMMENT ON COLUMN incident.geocode_level IS 'What its address was found as, when the position comes from it.';
COMMENT ON COLUMN incident.geocode_score IS 'How well its address was matched, 0 to 1.';
COMMENT ON COLUMN incident.unlocated_reason IS 'Why there is no position; it counts, but is not mapped.';
UPDATE incident SET location_origin = CASE WHEN location IS NOT NULL THEN 'coordinates' END,
  unlocated_reason = CASE WHEN location IS NULL THEN 'no_coordinates' END;
ALTER TABLE incident ADD CONSTRAINT incident_location_told CHECK (location IS NOT NULL OR location_origin IS NULL);
CREATE INDEX incident_unlocated ON incident (id) WHERE location IS NULL;
