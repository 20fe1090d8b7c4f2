import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dissolve } from './police_grid_dissolve';
import { mergeCells, moveCorner, shareCorners, splitCell, type GridCell } from './police_grid_edit';
import { gridLoads } from './police_grid_load';
import {
  borderKey,
  bordersOf,
  cornerKey,
  doubleArea,
  lngLatOfCorner,
  segmentsMeet,
  type Corner,
  type CornerOutline,
} from './police_grid_outline';

const STEP = 10_000;

/** Square blocks of 0.001°, slightly skewed by the jitter given, in cells of one block each. */
function blocks(columns: number, rows: number, jitter: (x: number, y: number) => number = () => 0): GridCell[] {
  const corner = (x: number, y: number): Corner => {
    const inner = x > 0 && y > 0 && x < columns && y < rows;
    return { x: x * STEP + (inner ? jitter(x, y) : 0), y: y * STEP + (inner ? jitter(y + 7, x + 3) : 0) };
  };
  return Array.from({ length: columns * rows }, (_, i) => {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    return { code: `c${x}_${y}`, outline: [[[corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)]]] };
  });
}

const areaOf = (outline: CornerOutline) => outline.flat().reduce((sum, ring) => sum + doubleArea(ring), 0);
const totalArea = (cells: readonly GridCell[]) => cells.reduce((sum, cell) => sum + areaOf(cell.outline), 0);

/** Overlaps and holes show as borders named twice from one side, borders that meet between corners, or ground that does not add up. */
function expectWholeGrid(cells: readonly GridCell[]): void {
  const directed = new Set<string>();
  const borders = new Map<string, readonly [Corner, Corner]>();
  for (const cell of cells) {
    for (const [a, b] of bordersOf(cell.outline)) {
      const key = `${cornerKey(a)} ${cornerKey(b)}`;
      if (directed.has(key)) throw new Error(`two cells lie on one side of ${key}`);
      directed.add(key);
      borders.set(borderKey(a, b), [a, b]);
    }
    for (const [outer, ...holes] of cell.outline) {
      expect(doubleArea(outer)).toBeGreaterThan(0);
      for (const hole of holes) expect(doubleArea(hole)).toBeLessThan(0);
    }
  }
  const list = [...borders.values()];
  list.forEach(([a, b], i) => {
    for (const [c, d] of list.slice(i + 1)) if (segmentsMeet(a, b, c, d)) throw new Error(`${borderKey(a, b)} meets ${borderKey(c, d)}`);
  });
  expect(areaOf(dissolve(cells.map((cell) => cell.outline)))).toBe(totalArea(cells));
}

const at = (x: number, y: number) => lngLatOfCorner({ x: Math.round(x * STEP), y: Math.round(y * STEP) });

describe('merging', () => {
  test('a row of blocks becomes one ring without the borders between them', () => {
    const change = mergeCells(blocks(3, 1), ['c0_0', 'c1_0', 'c2_0']);
    if (!change.valid) throw new Error(change.fault);
    expect(change.cells).toHaveLength(1);
    expect(change.cells[0].outline).toEqual([[expect.arrayContaining([{ x: 3 * STEP, y: STEP }])]]);
    expect(areaOf(change.cells[0].outline)).toBe(2 * 3 * STEP * STEP);
  });

  test('a ring of blocks keeps the block it encloses as a hole', () => {
    const ring = blocks(3, 3).filter((cell) => cell.code !== 'c1_1');
    const change = mergeCells(
      blocks(3, 3),
      ring.map((cell) => cell.code),
    );
    if (!change.valid) throw new Error(change.fault);
    expect(change.cells.find((cell) => cell.code === 'c0_0')?.outline[0]).toHaveLength(2);
    expectWholeGrid(change.cells);
  });

  test('blocks that touch in a corner only are refused', () => {
    expect(mergeCells(blocks(2, 2), ['c0_0', 'c1_1'])).toEqual({ valid: false, fault: 'not_neighbours' });
    expect(mergeCells(blocks(2, 2), ['c0_0', 'gone'])).toEqual({ valid: false, fault: 'cell_unknown' });
  });
});

describe('moving a corner', () => {
  test('moves it for all four cells and keeps the ground they cover', () => {
    const cells = blocks(2, 2);
    const change = moveCorner(cells, at(1, 1), at(1.3, 0.8));
    if (!change.valid) throw new Error(change.fault);
    expect(change.changed).toHaveLength(4);
    expect(totalArea(change.cells)).toBe(totalArea(cells));
    expectWholeGrid(change.cells);
  });

  test('the edge of the grid, other corners, and moves across other borders are refused', () => {
    const cells = blocks(3, 3);
    expect(moveCorner(cells, at(0, 1), at(0.2, 1))).toEqual({ valid: false, fault: 'corner_on_edge' });
    expect(moveCorner(cells, at(0.5, 0.5), at(1, 1))).toEqual({ valid: false, fault: 'corner_unknown' });
    expect(moveCorner(cells, at(1, 1), at(2, 2))).toEqual({ valid: false, fault: 'corner_taken' });
    expect(moveCorner(cells, at(1, 1), at(2.5, 2.4))).toEqual({ valid: false, fault: 'borders_cross' });
  });

  test('a border that would sweep over an enclosed cell is refused though nothing crosses', () => {
    const island: CornerOutline = [
      [
        [
          { x: 12_000, y: 4000 },
          { x: 13_000, y: 4000 },
          { x: 13_000, y: 6000 },
          { x: 12_000, y: 6000 },
        ],
      ],
    ];
    const east: CornerOutline = [
      [
        [
          { x: STEP, y: 0 },
          { x: 2 * STEP, y: 0 },
          { x: 2 * STEP, y: STEP },
          { x: STEP, y: STEP },
          { x: STEP, y: STEP / 2 },
        ],
        [...island[0][0]].toReversed(),
      ],
    ];
    const west: CornerOutline = [
      [
        [
          { x: 0, y: 0 },
          { x: STEP, y: 0 },
          { x: STEP, y: STEP / 2 },
          { x: STEP, y: STEP },
          { x: 0, y: STEP },
        ],
      ],
    ];
    const cells = [
      { code: 'w', outline: west },
      { code: 'e', outline: east },
      { code: 'i', outline: island },
    ];
    expectWholeGrid(cells);
    expect(moveCorner(cells, at(1, 0.5), at(1.9, 0.5))).toEqual({ valid: false, fault: 'borders_cross' });
    expect(moveCorner(cells, at(1, 0.5), at(1.1, 0.5)).valid).toBe(true);
  });
});

describe('splitting', () => {
  test('cuts a cell along a bent line; neighbours get the new corners', () => {
    const cells = blocks(3, 1);
    const change = splitCell(cells, 'c1_0', [at(1.4, -0.5), at(1.5, 0.5), at(1.4, 1.5)], 'new');
    if (!change.valid) throw new Error(change.fault);
    expect(change.cells).toHaveLength(4);
    expect(totalArea(change.cells)).toBe(totalArea(cells));
    expectWholeGrid(change.cells);
  });

  test('a cut from neighbour to neighbour sets its corners in both', () => {
    const cells = blocks(3, 3);
    const change = splitCell(cells, 'c1_1', [at(0.5, 1.25), at(2.5, 1.75)], 'new');
    if (!change.valid) throw new Error(change.fault);
    expect([...change.changed].sort()).toEqual(['c0_1', 'c1_1', 'c2_1', 'new']);
    expectWholeGrid(change.cells);
  });

  test('a cut may run through corners', () => {
    const change = splitCell(blocks(3, 3), 'c1_1', [at(0.5, 0.5), at(2.5, 2.5)], 'new');
    if (!change.valid) throw new Error(change.fault);
    expectWholeGrid(change.cells);
    expect(change.cells.filter((cell) => ['c1_1', 'new'].includes(cell.code)).map((cell) => areaOf(cell.outline))).toEqual([
      STEP ** 2,
      STEP ** 2,
    ]);
  });

  test('lines that miss, stop inside or cross more than once are refused', () => {
    const cells = blocks(3, 1);
    expect(splitCell(cells, 'c1_0', [at(0, 2), at(3, 2)], 'new')).toEqual({ valid: false, fault: 'line_misses' });
    expect(splitCell(cells, 'c1_0', [at(1.5, -1), at(1.5, 0.5)], 'new')).toEqual({ valid: false, fault: 'line_misses' });
    const wave = [at(1.2, -0.5), at(1.2, 1.5), at(1.6, 1.5), at(1.6, -0.5)];
    expect(splitCell(cells, 'c1_0', wave, 'new')).toEqual({ valid: false, fault: 'line_crosses_often' });
    expect(splitCell(cells, 'gone', [at(1.5, -1), at(1.5, 2)], 'new')).toEqual({ valid: false, fault: 'cell_unknown' });
  });
});

test('whatever is split, merged and moved, cells neither overlap nor gape and cover what they covered', () => {
  const share = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 1000);
  const operation = fc.record({
    kind: fc.constantFrom('split' as const, 'split' as const, 'merge' as const, 'move' as const),
    pick: fc.nat(),
    x: share,
    y: share,
    bend: share,
  });
  let applied = 0;
  fc.assert(
    fc.property(fc.nat(), fc.array(operation, { minLength: 6, maxLength: 16 }), (seed, operations) => {
      let cells: readonly GridCell[] = blocks(4, 4, (x, y) => ((seed % 1000) * (x * 31 + y * 17)) % 2500);
      const covered = totalArea(cells);
      operations.forEach(({ kind, pick, x, y, bend }, step) => {
        const cell = cells[pick % cells.length];
        const ring = cell.outline[0][0];
        const middle = {
          x: ring.reduce((sum, c) => sum + c.x, 0) / ring.length / STEP,
          y: ring.reduce((sum, c) => sum + c.y, 0) / ring.length / STEP,
        };
        const own = ring[(pick >> 4) % ring.length];
        const neighbour = cells.find((other) => other !== cell && mergeCells(cells, [cell.code, other.code]).valid);
        const change =
          kind === 'split'
            ? splitCell(
                cells,
                cell.code,
                [
                  at(middle.x - 3 * x, middle.y - 3 * y),
                  at(middle.x + bend / 5, middle.y - bend / 7),
                  at(middle.x + 3 * x, middle.y + 3 * y),
                ],
                `n${step}`,
              )
            : kind === 'merge'
              ? mergeCells(cells, [cell.code, neighbour?.code ?? 'none'])
              : moveCorner(cells, lngLatOfCorner(own), at(own.x / STEP + x / 2, own.y / STEP + y / 2));
        if (!change.valid) return;
        applied++;
        cells = change.cells;
        expectWholeGrid(cells);
        // The outer border runs along the lattice here, so that a corner set on it lies on it exactly.
        expect(totalArea(cells)).toBe(covered);
      });
    }),
    { numRuns: 200, seed: 20_261_121 },
  );
  expect(applied).toBeGreaterThan(1000);
});

test('cells drawn apart get the corners of their neighbours', () => {
  const wide: GridCell = {
    code: 'wide',
    outline: [
      [
        [
          { x: 0, y: 0 },
          { x: 2 * STEP, y: 0 },
          { x: 2 * STEP, y: STEP },
          { x: 0, y: STEP },
        ],
      ],
    ],
  };
  const upper = blocks(2, 2).filter((cell) => cell.code.endsWith('_1'));
  const shared = shareCorners([wide, ...upper]);
  expect(shared[0].outline[0][0]).toContainEqual({ x: STEP, y: STEP });
  expect(mergeCells(shared, ['wide', 'c0_1']).valid).toBe(true);
});

test('a street inside counts whole, one on a border half to either side', () => {
  const outlines = blocks(2, 1).map((cell) => cell.outline);
  const inside = gridLoads(outlines, [[at(0.2, 0.5), at(0.7, 0.5)]], [at(0.5, 0.5), at(1.5, 0.5), at(1.6, 0.5), at(9, 9)]);
  // Half of 0.001° of longitude on the equator, WGS 84: 55.66 m.
  expect(inside[0].streetMeters).toBeCloseTo(55.66, 1);
  expect(inside.map((load) => load.incidents)).toEqual([1, 2]);
  const onBorder = gridLoads(outlines, [[at(1, 0.1), at(1, 0.9)]], []);
  expect(onBorder[0].streetMeters).toBeCloseTo(onBorder[1].streetMeters, 6);
  expect(onBorder[0].streetMeters).toBeGreaterThan(40);
});
