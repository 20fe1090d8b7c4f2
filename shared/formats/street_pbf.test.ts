import { expect, test } from 'vitest';
import type { StreetSegment } from '../model/street_segment';
import { writeStreetPbf } from './street_pbf';

const corner: StreetSegment = {
  id: 1,
  fromNode: 5_000_000_001,
  toNode: 7,
  highwayClass: 'residential',
  name: '建设路',
  oneway: -1,
  speedMetersPerSecond: 30 / 3.6,
  vehicleAllowed: true,
  footAllowed: false,
  lengthMeters: 100,
  coordinates: [
    [116.3, 39.9],
    [116.301, 39.9],
    [116.301, 39.901],
  ],
};
const onward: StreetSegment = {
  ...corner,
  id: 2,
  fromNode: 7,
  toNode: 9,
  oneway: 0,
  coordinates: [
    [116.301, 39.901],
    [116.302, 39.901],
  ],
};

test('the same segments give the same bytes, and any change of one gives others', () => {
  const digest = (segments: readonly StreetSegment[]) => writeStreetPbf(segments).join(' ');
  const same = digest([corner, onward]);
  expect(digest([{ ...corner }, { ...onward }])).toBe(same);
  for (const changed of [
    { ...corner, oneway: 1 as const },
    { ...corner, vehicleAllowed: false },
    { ...corner, speedMetersPerSecond: 12 },
    { ...corner, highwayClass: 'service' },
    { ...corner, toNode: 8 },
    { ...corner, coordinates: [corner.coordinates[0], [116.3011, 39.9] as const, corner.coordinates[2]] },
  ])
    expect(digest([changed, onward])).not.toBe(same);
});
