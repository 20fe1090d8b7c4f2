import { describe, expect, test } from 'vitest';
import { createOsmCollector } from '../formats/osm_data';
import { seaFromCoastline } from './coastline_sea';
import type { LngLat } from './lng_lat';
import { isInsideRing } from './ring';

/** An extract of 10 x 10 degrees whose coastlines run through these positions. */
function extract(coastlines: readonly (readonly LngLat[])[]) {
  const collector = createOsmCollector();
  [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ].forEach(([lng, lat], i) => collector.addNode(i + 1, lng, lat, undefined));
  const ids = new Map<string, number>();
  coastlines.forEach((line, w) => {
    const refs = line.map(([lng, lat]) => {
      const key = `${lng},${lat}`;
      const id = ids.get(key) ?? 100 + ids.size;
      ids.set(key, id);
      collector.addNode(id, lng, lat, undefined);
      return id;
    });
    collector.addWay({ id: w + 1, refs, tags: { natural: 'coastline' } });
  });
  return collector.finish();
}
function isSea(coastlines: readonly (readonly LngLat[])[], position: LngLat): boolean {
  return seaFromCoastline(extract(coastlines)).some(({ geometry }) => {
    if (geometry.type !== 'Polygon') throw new Error('the sea is made of polygons');
    const [outer, ...holes] = geometry.coordinates;
    return isInsideRing(position, outer) && !holes.some((hole) => isInsideRing(position, hole));
  });
}

describe('seaFromCoastline', () => {
  // Land on the left: a coast running north has its land in the west.
  const coast: readonly LngLat[][] = [
    [
      [4, 0],
      [4, 5],
    ],
    [
      [4, 5],
      [4, 10],
    ],
  ];
  const island: readonly LngLat[] = [
    [6, 4],
    [8, 4],
    [8, 6],
    [6, 6],
    [6, 4],
  ];

  test('puts the sea on the right of the coast', () => {
    expect(isSea(coast, [7, 5])).toBe(true);
    expect(isSea(coast, [2, 5])).toBe(false);
    const southward = coast.map((line) => [...line].reverse()).reverse();
    expect(isSea(southward, [7, 5])).toBe(false);
    expect(isSea(southward, [2, 5])).toBe(true);
  });

  test('cuts islands out, and floods the whole extract when there is nothing but islands', () => {
    expect(isSea([...coast, island], [7, 5])).toBe(false);
    expect(isSea([...coast, island], [9, 5])).toBe(true);
    expect(isSea([island], [1, 1])).toBe(true);
    expect(isSea([island], [7, 5])).toBe(false);
  });

  test('tells the two shores of a strait apart', () => {
    const strait: readonly LngLat[][] = [
      [
        [3, 0],
        [3, 10],
      ],
      [
        [7, 10],
        [7, 0],
      ],
    ];
    expect([1, 5, 9].map((lng) => isSea(strait, [lng, 5]))).toEqual([false, true, false]);
  });

  test('is empty inland', () => {
    expect(seaFromCoastline(extract([]))).toEqual([]);
  });
});
