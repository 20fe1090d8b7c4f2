-- Devices that send live: who they are, how they are doing, and which stretches of track still have to be credited as a whole.

CREATE TABLE device (
  code text PRIMARY KEY CHECK (code <> '' AND length(code) <= 40),
  protocol text NOT NULL CHECK (protocol IN ('osmand', 'owntracks', 'batch', 'jt808', 'mavlink')),
  unit_code text NOT NULL CHECK (unit_code <> '' AND length(unit_code) <= 40),
  mode text NOT NULL CHECK (mode IN ('vehicle', 'bike', 'foot', 'drone', 'post', 'video')),
  crs text NOT NULL CHECK (crs IN ('WGS84', 'GCJ-02', 'BD-09')),
  unsigned boolean NOT NULL DEFAULT false CHECK (NOT unsigned OR protocol = 'mavlink'),
  token_digest text CHECK (token_digest ~ '^[0-9a-f]{64}$'),
  accepted_skew_seconds double precision NOT NULL DEFAULT 0,
  added_at timestamptz NOT NULL,
  revoked_at timestamptz CHECK (revoked_at >= added_at)
);
COMMENT ON TABLE device IS 'Trackers that send live. A device reports for a unit; nothing here names who carries it.';
COMMENT ON COLUMN device.code IS 'What the device calls itself: id, user name, terminal number without leading zeros, system id.';
COMMENT ON COLUMN device.protocol IS 'How it talks.';
COMMENT ON COLUMN device.unit_code IS 'Unit it reports for, made when it first sends; * lets a batch device name the unit of each fix.';
COMMENT ON COLUMN device.mode IS 'Patrol mode of a unit that is made for it.';
COMMENT ON COLUMN device.crs IS 'Coordinate system it reports in.';
COMMENT ON COLUMN device.unsigned IS 'MAVLink: packets without a signature are taken.';
COMMENT ON COLUMN device.token_digest IS 'SHA-256 of its token, hexadecimal; null for a JT/T 808 terminal that has not registered. For MAVLink it is the signing key itself, which cannot be digested further.';
COMMENT ON COLUMN device.accepted_skew_seconds IS 'Taken off the instants it sends: what its clock is ahead, agreed to by an operator.';
COMMENT ON COLUMN device.added_at IS 'When it was added, or given its newest token.';
COMMENT ON COLUMN device.revoked_at IS 'Since when nothing of it is taken.';
CALL beatline_protect_common('device');

CREATE TABLE source_health (
  device_code text PRIMARY KEY REFERENCES device (code) ON DELETE CASCADE,
  last_heard_at timestamptz,
  last_fix_at timestamptz,
  lag_seconds double precision,
  clock_skew_seconds double precision,
  fixes bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  late bigint NOT NULL DEFAULT 0,
  rejects jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE source_health IS 'How each device is doing, written every few seconds: a crash may lose the last counts, never a fix.';
COMMENT ON COLUMN source_health.device_code IS 'The device.';
COMMENT ON COLUMN source_health.last_heard_at IS 'When it last sent anything.';
COMMENT ON COLUMN source_health.last_fix_at IS 'Instant of its newest stored fix.';
COMMENT ON COLUMN source_health.lag_seconds IS 'From that instant until it was received.';
COMMENT ON COLUMN source_health.clock_skew_seconds IS 'How far its clock seems ahead; null until it can be told.';
COMMENT ON COLUMN source_health.fixes IS 'Fixes stored.';
COMMENT ON COLUMN source_health.duplicates IS 'Fixes of an instant its unit had one for.';
COMMENT ON COLUMN source_health.late IS 'Fixes older than the newest of its unit when they came.';
COMMENT ON COLUMN source_health.rejects IS 'Counts of refused fixes and messages by reason.';
CALL beatline_protect_common('source_health');

CREATE TABLE unsettled_track (
  unit_id integer PRIMARY KEY REFERENCES unit (id) ON DELETE CASCADE,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at >= from_at)
);
COMMENT ON TABLE unsettled_track IS 'Live fixes credited batch by batch whose run is still to be credited as a whole, so that the ledger is what one file of them gives.';
COMMENT ON COLUMN unsettled_track.unit_id IS 'The unit.';
COMMENT ON COLUMN unsettled_track.from_at IS 'Earliest fix since it was last settled.';
COMMENT ON COLUMN unsettled_track.to_at IS 'Latest fix since then.';
CALL beatline_protect_records('unsettled_track', 'unit_id IN (SELECT id FROM unit)');
