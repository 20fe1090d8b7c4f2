-- How far units went is summed over weeks: each piece of track knows its length.

ALTER TABLE track_piece ADD COLUMN length_meters real;
UPDATE track_piece SET length_meters = ST_Length(ST_Force2D(geom)::geography, false);
ALTER TABLE track_piece ALTER COLUMN length_meters SET NOT NULL;
ALTER TABLE track_piece ADD CONSTRAINT track_piece_length_check CHECK (length_meters >= 0);
COMMENT ON COLUMN track_piece.length_meters IS 'Length of the course, metres on the mean sphere.';
