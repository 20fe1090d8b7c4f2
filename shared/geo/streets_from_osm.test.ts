import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createOsmCollector, type OsmTags } from '../formats/osm_data';
import { streetsFromOsm } from './streets_from_osm';

/** An extract of nodes on a line of latitude, 0.001° apart, named by their number; `ways` list node numbers. */
function extract(
  nodeNumbers: readonly number[],
  ways: readonly { refs: readonly number[]; tags?: OsmTags }[],
  nodeTags: Record<number, OsmTags> = {},
) {
  const collector = createOsmCollector();
  for (const n of nodeNumbers) collector.addNode(n, 116 + n * 0.001, 40, nodeTags[n]);
  ways.forEach(({ refs, tags }, i) => collector.addWay({ id: 100 + i, refs, tags: tags ?? { highway: 'residential' } }));
  return collector.finish();
}
const joints = (segments: readonly { fromNode: number; toNode: number }[]) =>
  segments.map(({ fromNode, toNode }) => `${fromNode}-${toNode}`);

describe('streetsFromOsm', () => {
  test('cuts ways where they meet and keeps the bends between', () => {
    const { segments } = streetsFromOsm(
      extract([1, 2, 3, 4, 5, 9], [{ refs: [1, 2, 3, 4, 5] }, { refs: [3, 9], tags: { highway: 'service' } }]),
    );
    expect(joints(segments)).toEqual(['1-3', '3-5', '3-9']);
    expect(segments[0].coordinates).toHaveLength(3);
    expect(segments.map((s) => s.id)).toEqual([1, 2, 3]);
  });

  test('does not join a bridge to the street below it, which shares no node', () => {
    const { segments } = streetsFromOsm(
      extract([1, 2, 3, 4, 5, 6], [{ refs: [1, 2, 3] }, { refs: [4, 5, 6], tags: { highway: 'primary', bridge: 'yes' } }]),
    );
    expect(joints(segments)).toEqual(['1-3', '4-6']);
  });

  test('leaves out what the extract does not hold, counts it and keeps the rest', () => {
    const streets = streetsFromOsm(extract([1, 2, 4, 5], [{ refs: [1, 2, 3, 4, 5] }]));
    expect(joints(streets.segments)).toEqual(['1-2', '4-5']);
    expect(streets.missingNodes).toBe(2);
  });

  test('counts drivable length without service ways, footways and closed streets', () => {
    const one = streetsFromOsm(extract([1, 2], [{ refs: [1, 2] }])).lengthMeters;
    // 0.001° of longitude at 40° north on the mean sphere.
    expect(one).toBeCloseTo(85.18, 1);
    const others = ['service', 'footway', 'track'].map((highway) => ({ refs: [1, 2], tags: { highway } }));
    expect(
      streetsFromOsm(extract([1, 2], [...others, { refs: [1, 2], tags: { highway: 'residential', access: 'no' } }])).lengthMeters,
    ).toBe(0);
  });

  test('reads one-ways, limits and permissions', () => {
    const tags: OsmTags[] = [
      { highway: 'primary', oneway: '-1', maxspeed: '50' },
      { highway: 'motorway' },
      { highway: 'tertiary', junction: 'roundabout', maxspeed: '30 mph' },
      { highway: 'residential', access: 'private' },
      { highway: 'pedestrian' },
      { highway: 'residential', access: 'no', foot: 'yes' },
      { highway: 'secondary', oneway: 'reversible' },
    ];
    const { segments } = streetsFromOsm(
      extract(
        Array.from({ length: 14 }, (_, i) => i),
        tags.map((t, i) => ({ refs: [2 * i, 2 * i + 1], tags: t })),
      ),
    );
    expect(segments.map((s) => s.oneway)).toEqual([-1, 1, 1, 0, 0, 0, 0]);
    expect(segments.map((s) => s.vehicleAllowed)).toEqual([true, true, true, true, false, false, false]);
    expect(segments.map((s) => s.footAllowed)).toEqual([true, false, true, true, true, true, true]);
    expect(segments[0].speedMetersPerSecond).toBeCloseTo((50 * 0.8) / 3.6, 9);
    expect(segments[2].speedMetersPerSecond).toBeCloseTo((30 * 1.609344 * 0.8) / 3.6, 9);
  });

  test('closes a bollard to cars and leaves it open on foot', () => {
    const { segments } = streetsFromOsm(extract([1, 2, 3, 4], [{ refs: [1, 2, 3, 4] }], { 3: { barrier: 'bollard' } }));
    expect(joints(segments)).toEqual(['1-2', '2-3', '3-4']);
    expect(segments.map((s) => s.vehicleAllowed)).toEqual([true, false, true]);
    expect(segments.every((s) => s.footAllowed)).toBe(true);
  });

  test('keeps gates open to a patrol unless they are locked', () => {
    const gate = (tags: OsmTags) =>
      streetsFromOsm(extract([1, 2, 3], [{ refs: [1, 2, 3] }], { 2: tags })).segments.every((s) => s.vehicleAllowed);
    expect(gate({ barrier: 'gate' })).toBe(true);
    expect(gate({ barrier: 'gate', locked: 'yes' })).toBe(false);
  });

  test('keeps every step between located nodes exactly once, whatever the ways', () => {
    const wayRefs = fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 8 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(wayRefs, fc.uniqueArray(fc.integer({ min: 0, max: 12 })), (ways, held) => {
        const steps = ways
          .flatMap((refs) => refs.slice(1).map((ref, i) => [refs[i], ref]))
          .filter(([a, b]) => a !== b && held.includes(a) && held.includes(b));
        const { segments } = streetsFromOsm(
          extract(
            held,
            ways.map((refs) => ({ refs })),
          ),
        );
        expect(segments.reduce((sum, s) => sum + s.coordinates.length - 1, 0)).toBe(steps.length);
        for (const s of segments) expect(s.coordinates.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});
