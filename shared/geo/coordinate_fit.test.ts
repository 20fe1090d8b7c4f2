import gcoord from 'gcoord';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitCoordinateSystem } from './coordinate_fit';
import { greatCircleMeters } from './great_circle';
import type { LngLat } from './lng_lat';
import { createNearestLine } from './nearest_line';

/** A town of crooked blocks between 60 and 260 m wide, from a small generator of its own. */
function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const CENTER: LngLat = [116.31, 39.98];
const at = (east: number, north: number): LngLat => [CENTER[0] + east / 85_300, CENTER[1] + north / 111_000];
function town(seed: number): LngLat[][] {
  const random = randomSource(seed);
  const lines: LngLat[][] = [];
  for (const isEast of [true, false]) {
    for (let across = -3000; across <= 3000; across += 60 + 200 * random()) {
      const bend = 120 * random();
      lines.push(
        Array.from({ length: 25 }, (_, i) => {
          const along = -3000 + 250 * i;
          const side = across + bend * Math.sin(i / 4);
          return isEast ? at(along, side) : at(side, along);
        }),
      );
    }
  }
  return lines;
}
/** Doors within 15 m of a street. */
function doors(lines: readonly (readonly LngLat[])[], count: number, seed: number): LngLat[] {
  const random = randomSource(seed);
  return Array.from({ length: count }, () => {
    const line = lines[Math.floor(random() * lines.length)];
    const i = Math.floor(random() * (line.length - 1));
    const t = random();
    const [lng, lat] = [0, 1].map((axis) => line[i][axis] + t * (line[i + 1][axis] - line[i][axis]));
    return [lng + (random() - 0.5) * 3.5e-4, lat + (random() - 0.5) * 2.7e-4];
  });
}
const converted = (
  positions: readonly LngLat[],
  system: typeof gcoord.GCJ02 | typeof gcoord.BD09 | typeof gcoord.WGS84,
): [number, number][] => positions.map(([lng, lat]) => gcoord.transform<[number, number]>([lng, lat], gcoord.WGS84, system));

describe('the fit of coordinates to streets', () => {
  test.each([
    ['EPSG:4326', gcoord.WGS84],
    ['GCJ-02', gcoord.GCJ02],
    ['BD-09', gcoord.BD09],
  ] as const)('tells %s by the streets', (crs, system) => {
    for (let seed = 1; seed <= 5; seed++) {
      const lines = town(seed);
      const fit = fitCoordinateSystem(converted(doors(lines, 200, seed + 50), system), lines);
      expect(fit).toMatchObject({ verdict: 'clear' });
      expect(fit.systems[0]).toMatchObject({ crs });
      expect(fit.systems[0].nearStreetFraction).toBeGreaterThan(0.9);
      expect(fit.systems[0].deviations).toBeGreaterThan(fit.systems[1].deviations + 3);
    }
  });

  test('does not decide for positions that have nothing to do with the streets', () => {
    const lines = town(3);
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomSource(seed);
      const anywhere = Array.from({ length: 150 }, () => at(5000 * (random() - 0.5), 5000 * (random() - 0.5)));
      expect(fitCoordinateSystem(converted(anywhere, gcoord.WGS84), lines).verdict).toBe('unclear');
    }
  });

  test('does not decide by one place that is written down many times', () => {
    const lines = town(4);
    const [door] = doors(lines, 1, 9);
    expect(
      fitCoordinateSystem(
        converted(
          Array.from({ length: 300 }, () => door),
          gcoord.GCJ02,
        ),
        lines,
      ).verdict,
    ).toBe('unclear');
  });

  test('says when there is nothing to compare: few positions, other streets, none, or a country where the systems are alike', () => {
    const lines = town(5);
    expect(fitCoordinateSystem(converted(doors(lines, 6, 1), gcoord.GCJ02), lines).verdict).toBe('few');
    expect(
      fitCoordinateSystem(
        converted(
          doors(lines, 50, 1).map(([lng, lat]) => [lng + 1, lat] as const),
          gcoord.GCJ02,
        ),
        lines,
      ).verdict,
    ).toBe('elsewhere');
    expect(
      fitCoordinateSystem(
        doors(lines, 50, 1).map(([lng, lat]) => [lng, lat]),
        [],
      ).verdict,
    ).toBe('elsewhere');
    expect(
      fitCoordinateSystem(
        [[-123.1, 49.2]],
        [
          [
            [-123.2, 49.2],
            [-123, 49.2],
          ],
        ],
      ),
    ).toEqual({ systems: [], compared: 0, verdict: 'alike' });
  });
});

test('the nearest line is the nearest of all, up to the limit', () => {
  const lines = town(7);
  const nearest = createNearestLine(lines, CENTER, 300);
  const around = fc.double({ min: -3600, max: 3600, noNaN: true });
  fc.assert(
    fc.property(around, around, (east, north) => {
      const position = at(east, north);
      // Every line walked in steps of a metre or so, on the sphere: independent of bins and of the plane.
      let least = Infinity;
      for (const line of lines) {
        for (let i = 1; i < line.length; i++) {
          for (let t = 0; t <= 1; t += 1 / 32) {
            const spot: LngLat = [line[i - 1][0] + t * (line[i][0] - line[i - 1][0]), line[i - 1][1] + t * (line[i][1] - line[i - 1][1])];
            least = Math.min(least, Math.hypot((spot[0] - position[0]) * 85_300, (spot[1] - position[1]) * 111_000));
          }
        }
      }
      const found = nearest.meters(position);
      // Steps of 8 m miss the nearest spot by 4 m at most; the two planes differ by half a percent.
      if (least > 303) expect(found).toBeGreaterThan(295);
      else expect(found).toBeGreaterThan(least * 0.99 - 4.5);
      expect(found).toBeLessThan(least * 1.01 + 0.5);
    }),
    { numRuns: 60 },
  );
  expect(greatCircleMeters(at(0, 0), at(0, 1000))).toBeCloseTo(1000, -1.2);
});
