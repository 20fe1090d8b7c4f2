import { expect, test } from 'vitest';
import { indexBuildingEdges } from '../geo/building_edges';
import { squareIdOf } from '../geo/lattice';
import { EVIDENCE_CLASSES } from '../model/evidence';
import { creditDeclaredPost, declaredRanges, isAtPost, trackedRanges } from './posts';

const range = (fromMs: number, toMs: number) => ({ fromMs, toMs });

test('a tracker tells where its unit is from fix to fix, and a silence says nothing', () => {
  expect(trackedRanges([0, 10, 20, 80, 90], 30)).toEqual([range(0, 20), range(80, 90)]);
  expect(trackedRanges([5], 30)).toEqual([]);
});

test('a sign-in counts at most for the windows of the post, and not while the tracker speaks', () => {
  const windows = [range(100, 200), range(300, 400)];
  expect(declaredRanges(range(150, 350), windows, [])).toEqual([range(150, 200), range(300, 350)]);
  expect(declaredRanges(range(0, 500), windows, [range(120, 320)])).toEqual([range(100, 120), range(320, 400)]);
  expect(declaredRanges(range(0, 90), windows, [])).toEqual([]);
  expect(declaredRanges(range(0, 500), [], [])).toEqual([]);
});

test('a post is at its place within 50 m of where the roster has it stand, and anywhere when the roster says nothing', () => {
  const posts = [{ fromMs: 0, toMs: 1000, x: 100, y: 100 }];
  expect(isAtPost(posts, 500, 100, 149, 130, 140)).toBe(true);
  expect(isAtPost(posts, 500, 100, 149, 100, 151)).toBe(false);
  expect(isAtPost(posts, 1000, 900, 900, 900, 900)).toBe(true);
  expect(isAtPost([], 500, 900, 900, 900, 900)).toBe(true);
});

test('a declared post is present in its square and sees what is near and behind no wall, as declared', () => {
  const unit = { unitId: 3, kind: 'auxiliary', duty: 'patrol' } as const;
  const buildings = indexBuildingEdges(Float64Array.from([100, 0, 100, 100]));
  const rows = creditDeclaredPost(unit, { x: 80, y: 90 }, [range(0, 1000)], { cellMeters: 100, sightRadiusMeters: 75, buildings });
  const seen = Array.from({ length: rows.length }, (_, i) => [rows.squareId[i], rows.seenOnly[i]]);
  // (150, 50) is 81 m off and (50, 150) 67 m; (150, 150) is 92 m off
  expect(seen).toEqual([
    [squareIdOf(0, 0), 0],
    [squareIdOf(0, 1), 1],
  ]);
  expect(Array.from(rows.evidence, (code) => EVIDENCE_CLASSES[code])).toEqual(['declared', 'declared']);
  const near = creditDeclaredPost(unit, { x: 90, y: 60 }, [range(0, 1000)], { cellMeters: 100, sightRadiusMeters: 75, buildings });
  const open = creditDeclaredPost(unit, { x: 90, y: 60 }, [range(0, 1000)], { cellMeters: 100, sightRadiusMeters: 75 });
  expect(Array.from(near.squareId)).toEqual([squareIdOf(0, 0)]);
  expect(Array.from(open.squareId)).toEqual([squareIdOf(0, 0), squareIdOf(1, 0)]);
});
