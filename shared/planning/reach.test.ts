import { expect, test } from 'vitest';
import { createProjection } from '../geo/projection';
import type { StreetSegment } from '../model/street_segment';
import { reachFractions } from './reach';
import { buildStreetGraph } from './street_graph';

const projection = createProjection('+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs');
const at = (x: number) => ({ x: 500_000 + x, y: 3_300_000 });

/** A straight street of 10 km with a junction every 100 m, driven at 10 m/s: 10 s between junctions. */
const street: StreetSegment[] = Array.from({ length: 100 }, (_, i) => ({
  id: i,
  fromNode: i,
  toNode: i + 1,
  highwayClass: 'primary',
  name: '',
  oneway: 0,
  speedMetersPerSecond: 10,
  vehicleAllowed: true,
  footAllowed: true,
  lengthMeters: 100,
  coordinates: [projection.toLngLat(at(i * 100)), projection.toLngLat(at(i * 100 + 100))],
}));
const graph = buildStreetGraph(street, projection);
const squares = Array.from({ length: 101 }, (_, i) => at(i * 100));
const even = new Float64Array(101).fill(1);

test('a car at one end reaches what lies within 1, 3 and 5 minutes along the street', () => {
  const shares = reachFractions({ graph, units: [{ mode: 'vehicle', position: at(0) }], squares, risk: even, sirenFactor: 1 });
  expect(shares).toEqual([7 / 101, 19 / 101, 31 / 101]);
});

test('the siren makes a car faster and a foot team no faster', () => {
  const car = reachFractions({ graph, units: [{ mode: 'vehicle', position: at(0) }], squares, risk: even, sirenFactor: 2 });
  expect(car).toEqual([13 / 101, 37 / 101, 61 / 101]);
  const foot = reachFractions({ graph, units: [{ mode: 'foot', position: at(0) }], squares, risk: even, sirenFactor: 2 });
  // 1.25 m/s: 75, 225 and 375 m
  expect(foot).toEqual([1 / 101, 3 / 101, 4 / 101]);
});

test('risk decides, not area: all of it beside the car is all of it reached', () => {
  const risk = new Float64Array(101);
  risk[2] = 4;
  expect(reachFractions({ graph, units: [{ mode: 'vehicle', position: at(0) }], squares, risk })).toEqual([1, 1, 1]);
  expect(reachFractions({ graph, units: [], squares, risk })).toEqual([0, 0, 0]);
  expect(reachFractions({ graph, units: [], squares, risk: new Float64Array(101) })).toBeUndefined();
});
