import { describe, expect, test } from 'vitest';
import { createOsmCollector, type OsmRelation, type OsmTags } from '../formats/osm_data';
import { baseFeaturesFromOsm } from './base_features_from_osm';
import { signedDoubleArea } from './ring';

/** Squares of nodes: corner k of square s is node 10·s + k, counter-clockwise from south-west; square 1 holds square 2, square 3 stands apart. */
const SQUARES: readonly (readonly [number, number, number])[] = [
  [1, 0, 10],
  [2, 4, 2],
  [3, 20, 5],
];
function extract(ways: readonly { id: number; refs: readonly number[]; tags?: OsmTags }[], relations: readonly OsmRelation[]) {
  const collector = createOsmCollector();
  for (const [s, origin, side] of SQUARES) {
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ].forEach(([x, y], k) => collector.addNode(10 * s + k, 116 + (origin + x * side) / 1000, 40 + (origin + y * side) / 1000, undefined));
  }
  for (const way of ways) collector.addWay({ tags: {}, ...way });
  for (const relation of relations) collector.addRelation(relation);
  return collector.finish();
}
const member = (ref: number, role: string) => ({ type: 'way' as const, ref, role });

describe('baseFeaturesFromOsm', () => {
  test('joins the pieces of a lake into one ring and cuts its island out', () => {
    const ways = [
      { id: 1, refs: [10, 11, 12] },
      { id: 2, refs: [10, 13, 12] },
      { id: 3, refs: [20, 21, 22, 23, 20] },
    ];
    const [lake, ...rest] = baseFeaturesFromOsm(
      extract(ways, [
        {
          id: 7,
          tags: { type: 'multipolygon', natural: 'water', name: '北湖' },
          members: [member(1, 'outer'), member(2, 'outer'), member(3, 'inner')],
        },
      ]),
    );
    expect(rest).toEqual([]);
    expect(lake).toMatchObject({ osmId: 'relation/7', layer: 'water', kind: 'water', name: '北湖' });
    if (lake.geometry.type !== 'Polygon') throw new Error('one outer ring makes a polygon');
    const [outer, hole] = lake.geometry.coordinates;
    expect(signedDoubleArea(outer)).toBeGreaterThan(0);
    expect(signedDoubleArea(hole)).toBeLessThan(0);
  });

  test('draws an old-style multipolygon once, from the tags of its outer way', () => {
    const ways = [
      { id: 1, refs: [10, 11, 12, 13, 10], tags: { leisure: 'park' } },
      { id: 2, refs: [20, 21, 22, 23, 20] },
    ];
    const features = baseFeaturesFromOsm(
      extract(ways, [{ id: 7, tags: { type: 'multipolygon' }, members: [member(1, 'outer'), member(2, 'inner')] }]),
    );
    expect(features.map((f) => f.osmId)).toEqual(['relation/7']);
    expect(features[0].geometry.coordinates).toHaveLength(2);
  });

  test('keeps the whole rings of a multipolygon whose other members are not in the extract', () => {
    const ways = [
      { id: 1, refs: [10, 11, 12, 13, 10] },
      { id: 2, refs: [30, 31, 32, 33, 30] },
      { id: 3, refs: [20, 21] },
    ];
    const [wood] = baseFeaturesFromOsm(
      extract(ways, [
        {
          id: 7,
          tags: { type: 'multipolygon', natural: 'wood' },
          members: [member(1, 'outer'), member(2, 'outer'), member(3, 'outer'), member(99, 'outer')],
        },
      ]),
    );
    expect(wood.geometry.type).toBe('MultiPolygon');
    expect(wood.geometry.coordinates).toHaveLength(2);
  });

  test('sorts closed and open ways into their layers', () => {
    const closed = [10, 11, 12, 13, 10];
    const tags: [string, OsmTags, readonly number[]][] = [
      ['building', { building: 'yes', amenity: 'school' }, closed],
      ['block', { amenity: 'school' }, closed],
      ['green', { leisure: 'park' }, closed],
      ['water', { waterway: 'river' }, [10, 11]],
      ['rail', { railway: 'rail' }, [10, 11]],
    ];
    const features = baseFeaturesFromOsm(
      extract(
        tags.map(([, t, refs], i) => ({ id: i + 1, refs, tags: t })),
        [],
      ),
    );
    expect(features.map((f) => f.layer)).toEqual(tags.map(([layer]) => layer));
    expect(
      baseFeaturesFromOsm(
        extract(
          [
            { id: 1, refs: [10, 11], tags: { building: 'yes' } },
            { id: 2, refs: closed, tags: { building: 'no' } },
          ],
          [],
        ),
      ),
    ).toEqual([]);
  });
});
