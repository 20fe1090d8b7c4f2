import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StreetSegment } from '../model/street_segment';
import { gridStreets, toyProjection } from './fixtures/toy_city';
import { pathTo, shortestPaths, timedPath } from './shortest_paths';
import { buildStreetGraph, nearestNode, positionOnPiece, shapeMeters, withStopNodes, type StreetGraph } from './street_graph';

/** Streets between random pairs of up to twelve nodes, of random length, speed and direction. */
const randomStreets = fc
  .array(fc.tuple(fc.nat(11), fc.nat(11), fc.integer({ min: 10, max: 900 }), fc.constantFrom(-1, 0, 1), fc.boolean(), fc.boolean()), {
    minLength: 1,
    maxLength: 30,
  })
  .map((rows) =>
    rows.map(([from, to, lengthMeters, oneway, vehicleAllowed, footAllowed], id): StreetSegment =>
      segment(id, from, to, lengthMeters, oneway, vehicleAllowed, footAllowed),
    ),
  );

function segment(
  id: number,
  from: number,
  to: number,
  lengthMeters: number,
  oneway: -1 | 0 | 1,
  vehicleAllowed = true,
  footAllowed = true,
): StreetSegment {
  const place = (node: number) => toyProjection.toLngLat({ x: (node % 4) * 500, y: Math.floor(node / 4) * 500 });
  return {
    id,
    fromNode: from,
    toNode: to,
    highwayClass: 'residential',
    name: '',
    oneway,
    speedMetersPerSecond: 10,
    vehicleAllowed,
    footAllowed,
    lengthMeters,
    coordinates: [place(from), place(to)],
  };
}

/** Floyd-Warshall over segments, by the imported node numbers. */
function bruteForce(segments: readonly StreetSegment[], mode: 'vehicle' | 'foot'): number[][] {
  const best = Array.from({ length: 12 }, (_, i) => Array.from({ length: 12 }, (__, j) => (i === j ? 0 : Infinity)));
  for (const s of segments) {
    const seconds = mode === 'vehicle' ? s.lengthMeters / s.speedMetersPerSecond : s.lengthMeters / 1.25;
    if (mode === 'vehicle' ? !s.vehicleAllowed : !s.footAllowed) continue;
    if (mode === 'foot' || s.oneway !== -1) best[s.fromNode][s.toNode] = Math.min(best[s.fromNode][s.toNode], seconds);
    if (mode === 'foot' || s.oneway !== 1) best[s.toNode][s.fromNode] = Math.min(best[s.toNode][s.fromNode], seconds);
  }
  for (let k = 0; k < 12; k++)
    for (let i = 0; i < 12; i++) for (let j = 0; j < 12; j++) best[i][j] = Math.min(best[i][j], best[i][k] + best[k][j]);
  return best;
}

/** Graph nodes are numbered as they appear in the usable segments. */
function nodeNumbers(segments: readonly StreetSegment[]): number[] {
  const usable = segments.filter((s) => s.vehicleAllowed || s.footAllowed);
  return [...new Set(usable.flatMap((s) => [s.fromNode, s.toNode]))];
}

function edgesAllowed(graph: StreetGraph, edges: readonly number[], mode: 'vehicle' | 'foot'): boolean {
  const seconds = mode === 'vehicle' ? graph.edgeVehicleSeconds : graph.edgeFootSeconds;
  return edges.every((edge, i) => seconds[edge] < Infinity && (i === 0 || graph.edgeTarget[edges[i - 1]] === graph.edgeSource[edge]));
}

describe('shortest paths', () => {
  test('are as long as brute force finds them, for cars and on foot, and their ways are drivable end to end', () => {
    fc.assert(
      fc.property(randomStreets, fc.constantFrom('vehicle', 'foot'), (segments, mode) => {
        const nodes = nodeNumbers(segments);
        fc.pre(nodes.length > 0);
        const graph = buildStreetGraph(segments, toyProjection);
        const expected = bruteForce(segments, mode);
        for (let from = 0; from < nodes.length; from++) {
          const paths = shortestPaths(graph, mode, [{ node: from, seconds: 0 }]);
          for (let to = 0; to < nodes.length; to++) {
            const shortest = expected[nodes[from]][nodes[to]];
            const edges = pathTo(graph, paths, to);
            const summed = edges === undefined ? Infinity : timedPath(graph, mode, edges, from).seconds.at(-1);
            // Sums of up to eleven doubles in another order
            expect(paths.seconds[to]).toBeCloseTo(shortest, 9);
            expect(summed).toBeCloseTo(shortest, 9);
            expect(edgesAllowed(graph, edges ?? [], mode)).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('of several sources are the best of each alone', () => {
    const graph = buildStreetGraph(gridStreets(6, 5, 120), toyProjection);
    const alone = [3, 40].map((node) => shortestPaths(graph, 'vehicle', [{ node, seconds: 0 }]).seconds);
    const together = shortestPaths(graph, 'vehicle', [
      { node: 3, seconds: 0 },
      { node: 40, seconds: 7 },
    ]).seconds;
    together.forEach((seconds, node) => expect(seconds).toBe(Math.min(alone[0][node], alone[1][node] + 7)));
  });

  test('stop at the limit', () => {
    const graph = buildStreetGraph(gridStreets(6, 5, 80), toyProjection);
    const { seconds } = shortestPaths(graph, 'vehicle', [{ node: 0, seconds: 0 }], { limitSeconds: 25 });
    expect(Array.from(seconds).filter((value) => value < Infinity)).toEqual([0, 10, 20, 10, 20, 20]);
  });
});

describe('a street graph', () => {
  test('lets nobody drive against a one-way street, but walk', () => {
    const loop = [segment(0, 0, 1, 100, 1), segment(1, 1, 5, 100, 1), segment(2, 5, 4, 100, 1), segment(3, 4, 0, 100, 1)];
    const graph = buildStreetGraph(loop, toyProjection);
    const driven = shortestPaths(graph, 'vehicle', [{ node: 1, seconds: 0 }]);
    const walked = shortestPaths(graph, 'foot', [{ node: 1, seconds: 0 }]);
    expect(driven.seconds[0]).toBeCloseTo(30, 9);
    expect(walked.seconds[0]).toBeCloseTo(80, 9);
  });

  test('keeps a dead-end one-way street out of the connected part', () => {
    const streets = [segment(0, 0, 1, 100, 0), segment(1, 1, 5, 100, 0), segment(2, 5, 6, 100, 1)];
    const graph = buildStreetGraph(streets, toyProjection);
    expect(Array.from(graph.vehicleMain)).toEqual([1, 1, 1, 0]);
    expect(Array.from(graph.footMain)).toEqual([1, 1, 1, 1]);
  });

  test('finds the nearest node of the connected part, or of any street', () => {
    const streets = [segment(0, 0, 1, 500, 0), segment(1, 1, 2, 500, 0), segment(2, 10, 11, 500, 0)];
    const graph = buildStreetGraph(streets, toyProjection);
    const byIsland = { x: 1100, y: 990 };
    expect(nearestNode(graph, byIsland, 'vehicle', 'any')?.node).toBe(3);
    expect(nearestNode(graph, byIsland, 'vehicle')?.node).toBe(2);
  });

  test('with stops as nodes keeps every length and time, and puts each stop where it was asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 12 }), (wanted) => {
        const graph = buildStreetGraph(gridStreets(5, 3, 150), toyProjection);
        const positions = wanted.map(([n, fraction]) => {
          const piece = n % graph.pieces.count;
          return { piece, alongMeters: fraction * shapeMeters(graph.pieces, piece) };
        });
        const split = withStopNodes(graph, positions);
        positions.forEach((position, i) => {
          const at = positionOnPiece(graph.pieces, position);
          const node = split.nodes[i];
          expect(Math.hypot(split.graph.nodeX[node] - at.x, split.graph.nodeY[node] - at.y)).toBeLessThan(1e-5);
        });
        const before = shortestPaths(graph, 'vehicle', [{ node: 0, seconds: 0 }]).seconds;
        const after = shortestPaths(split.graph, 'vehicle', [{ node: 0, seconds: 0 }]).seconds;
        before.forEach((seconds, node) => expect(after[node]).toBeCloseTo(seconds, 6));
      }),
      { numRuns: 50 },
    );
  });

  test('refuses to be built of nothing', () => {
    expect(() => buildStreetGraph([], toyProjection)).toThrow('There are no streets to plan on.');
  });
});
