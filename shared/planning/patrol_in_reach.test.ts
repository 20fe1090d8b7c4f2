import { expect, test } from 'vitest';
import { createProjection } from '../geo/projection';
import type { StreetSegment } from '../model/street_segment';
import { patrolInReach } from './patrol_in_reach';
import { buildStreetGraph } from './street_graph';

const projection = createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs');
const at = (x: number, y: number) => ({ x: 500_000 + x, y: 3_300_000 + y });

/** A ring of four streets of 1 km driven at 10 m/s, one way round: 100 s a side. */
const corners = [at(0, 0), at(1000, 0), at(1000, 1000), at(0, 1000)];
const ring: StreetSegment[] = corners.map((from, i) => ({
  id: i,
  fromNode: i,
  toNode: (i + 1) % 4,
  highwayClass: 'residential',
  name: '',
  oneway: 1,
  speedMetersPerSecond: 10,
  vehicleAllowed: true,
  footAllowed: true,
  lengthMeters: 1000,
  coordinates: [projection.toLngLat(from), projection.toLngLat(corners[(i + 1) % 4])],
}));
const graph = buildStreetGraph(ring, projection);

test('a car counts when it can drive to the call in time, not when only the way back would be short enough', () => {
  const call = at(1000, 0);
  const behind = { position: call, vehicles: [at(0, 0)], foot: [] };
  const ahead = { position: call, vehicles: [at(1000, 1000)], foot: [] };
  expect(patrolInReach(graph, [behind, ahead], 180)).toEqual([true, false]);
  expect(patrolInReach(graph, [ahead], 301)).toEqual([true]);
});

test('a foot team ignores the one-way street but not the distance', () => {
  const call = at(1000, 0);
  const team = { position: call, vehicles: [], foot: [at(1000, 1000)] };
  expect(patrolInReach(graph, [team], 799)).toEqual([false]);
  expect(patrolInReach(graph, [team], 801)).toEqual([true]);
});

test('without a patrol nothing is in reach', () => {
  expect(patrolInReach(graph, [{ position: at(0, 0), vehicles: [], foot: [] }], 180)).toEqual([false]);
});
