-- What is seen: where the camera of an aircraft was and looked, and what it is.

ALTER TABLE fix ADD COLUMN height_meters real,
  ADD COLUMN pitch_degrees real CHECK (pitch_degrees BETWEEN -180 AND 180),
  ADD COLUMN yaw_degrees real CHECK (yaw_degrees BETWEEN -360 AND 360);
COMMENT ON COLUMN fix.height_meters IS 'Aircraft: height above the ground below; null when it gave none, and then nothing is credited.';
COMMENT ON COLUMN fix.pitch_degrees IS 'Aircraft: pitch of the gimbal, 0 level, -90 straight down; null when it gave none.';
COMMENT ON COLUMN fix.yaw_degrees IS 'Aircraft: yaw of the gimbal, clockwise from true north; null when it gave none.';

ALTER TABLE unit ADD COLUMN camera_hfov_degrees real CHECK (camera_hfov_degrees > 0 AND camera_hfov_degrees < 180),
  ADD COLUMN camera_vfov_degrees real CHECK (camera_vfov_degrees > 0 AND camera_vfov_degrees < 180),
  ADD COLUMN camera_width_pixels integer CHECK (camera_width_pixels > 0),
  ADD COLUMN camera_least_pixels_per_meter real CHECK (camera_least_pixels_per_meter > 0),
  ADD COLUMN camera_pitch_degrees real CHECK (camera_pitch_degrees BETWEEN -90 AND 90),
  ADD COLUMN on_site boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN unit.camera_hfov_degrees IS 'Drone: angle its camera takes in along the picture''s width; null for the usual one.';
COMMENT ON COLUMN unit.camera_vfov_degrees IS 'Drone: angle along the picture''s height; null for the usual one.';
COMMENT ON COLUMN unit.camera_width_pixels IS 'Drone: width of the picture; null for the usual one.';
COMMENT ON COLUMN unit.camera_least_pixels_per_meter IS 'Drone: density below which the ground does not count as seen; null for the usual one.';
COMMENT ON COLUMN unit.camera_pitch_degrees IS 'Drone with a camera mounted fast: its pitch, used where the fixes give none; null when the gimbal has to say.';
COMMENT ON COLUMN unit.on_site IS 'On-site unit of a school, mall or the like: answers calls, is never patrol presence.';

-- A fourth duty: in a square that its own camera does not show.
ALTER TABLE presence_interval DROP CONSTRAINT presence_interval_duty_check;
ALTER TABLE presence_interval ADD CONSTRAINT presence_interval_duty_check CHECK (duty BETWEEN 0 AND 3);
