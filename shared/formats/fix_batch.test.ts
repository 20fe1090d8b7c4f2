import { expect, test } from 'vitest';
import { readFixBatch } from './fix_batch';
import { readOsmand, readTraccarJson } from './osmand';
import { readOwnTracks } from './owntracks';

const AT = '2026-11-20T21:00:00+08:00';
const INSTANT_MS = Date.parse(AT);

test('a batch keeps what it can and says by place what it cannot', () => {
  const read = readFixBatch({
    fixes: [
      { at: AT, lng: 116.3, lat: 39.9, accuracyMeters: 5, unit: 'C1' },
      { at: INSTANT_MS + 0.4, lng: 116.3, lat: 39.9 },
      { at: '2026-11-20T21:00:00', lng: 116.3, lat: 39.9 },
      { at: AT, lat: 39.9 },
      { at: AT, lng: '116.3', lat: 39.9 },
      'fix',
      { at: AT, lng: 116.3, lat: 39.9, accuracyMeters: -1 },
    ],
  });
  expect(read?.fixes).toEqual([
    { instantMs: INSTANT_MS, lng: 116.3, lat: 39.9, accuracyMeters: 5, unitCode: 'C1' },
    { instantMs: INSTANT_MS, lng: 116.3, lat: 39.9 },
  ]);
  expect(read?.refused).toEqual([
    { index: 2, reason: 'no_time' },
    { index: 3, reason: 'no_position' },
    { index: 4, reason: 'bad_position' },
    { index: 5, reason: 'malformed' },
    { index: 6, reason: 'malformed' },
  ]);
  expect(readFixBatch([])).toBeUndefined();
  expect(readFixBatch({ fixes: 'all' })).toBeUndefined();
});

test('OsmAnd and Traccar Client report in seconds, milliseconds or ISO time', () => {
  for (const timestamp of [String(INSTANT_MS / 1000), String(INSTANT_MS), AT]) {
    expect(
      readOsmand({ id: 'p1', timestamp, lat: '39.9', lon: '116.3', speed: '5.2', bearing: '90', accuracy: '4.5', batt: '80', token: 't' }),
    ).toEqual({
      id: 'p1',
      token: 't',
      fix: { instantMs: INSTANT_MS, lng: 116.3, lat: 39.9, accuracyMeters: 4.5 },
    });
  }
  expect(readOsmand({ deviceid: 'p1', timestamp: '1', location: '39.9,116.3', accuracy: '0.0' })?.fix).toEqual({
    instantMs: 1000,
    lng: 116.3,
    lat: 39.9,
  });
  expect(readOsmand({ id: 'p1', lat: '39.9', lon: '116.3' })?.fix).toBe('no_time');
  expect(readOsmand({ id: 'p1', timestamp: '1', lat: '39.9' })?.fix).toBe('no_position');
  expect(readOsmand({ timestamp: '1', lat: '39.9', lon: '116.3' })).toBeUndefined();
});

test('the JSON of newer Traccar clients reads the same', () => {
  const body = {
    device_id: 'p1',
    location: { timestamp: '2026-11-20T13:00:00.000Z', coords: { latitude: 39.9, longitude: 116.3, accuracy: 4.5, speed: 1 } },
  };
  expect(readTraccarJson(body)).toEqual({
    id: 'p1',
    token: undefined,
    fix: { instantMs: INSTANT_MS, lng: 116.3, lat: 39.9, accuracyMeters: 4.5 },
  });
  expect(readTraccarJson({ location: body.location })).toBeUndefined();
  expect(readTraccarJson({ device_id: 'p1', location: { timestamp: AT } })?.fix).toBe('no_position');
});

test('OwnTracks locations are fixes, its other messages are not, encrypted ones cannot be read', () => {
  expect(readOwnTracks({ _type: 'location', tst: INSTANT_MS / 1000, lat: 39.9, lon: 116.3, acc: 9, vel: 30, cog: 180 })).toEqual({
    instantMs: INSTANT_MS,
    lng: 116.3,
    lat: 39.9,
    accuracyMeters: 9,
  });
  expect(readOwnTracks({ _type: 'transition', tst: 1 })).toBe('other');
  expect(readOwnTracks({ _type: 'encrypted', data: 'x' })).toBe('malformed');
  expect(readOwnTracks({ _type: 'location', lat: 39.9, lon: 116.3 })).toBe('no_time');
  expect(readOwnTracks([])).toBe('malformed');
});

test('a negative speed makes the fix unbelievable in every form it comes in; -1, which means unknown, does not', () => {
  const fix = { at: 1_763_640_000_000, lng: 116.3, lat: 39.9 };
  const reasonOf = (speedMetersPerSecond: unknown) => readFixBatch({ fixes: [{ ...fix, speedMetersPerSecond }] })?.refused[0]?.reason;
  expect([-3, -0.5, -1, 0, 12, undefined].map(reasonOf)).toEqual([
    'negative_speed',
    'negative_speed',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  const osmand = (speed: string) => readOsmand({ id: 'a', timestamp: '1763640000', lat: '39.9', lon: '116.3', speed })?.fix;
  expect(osmand('-7.5')).toBe('negative_speed');
  expect(osmand('7.5')).toMatchObject({ lng: 116.3 });
  const ownTracks = (vel: number) => readOwnTracks({ _type: 'location', tst: 1_763_640_000, lat: 39.9, lon: 116.3, vel });
  expect(ownTracks(-20)).toBe('negative_speed');
  expect(ownTracks(-1)).toMatchObject({ lng: 116.3 });
});
