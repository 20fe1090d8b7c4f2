import type { MyCellView } from '@beatline/shared/model/views/cell_view';
import type { GapRow } from '@beatline/shared/model/views/coverage_view';
import { expect, test } from 'vitest';
import { dueItems, firstDueView } from './due_items';

function square(squareId: number, tier: GapRow['tier'], overdueSeconds: number): GapRow {
  return {
    rank: 1,
    squareId,
    tier,
    center: [0, 0],
    placeName: `place ${squareId}`,
    side: undefined,
    policeCellName: undefined,
    stationName: undefined,
    gapIncidents: 0,
    gapIncidentsObserved: 0,
    expectedIncidents: 0,
    overdueSeconds,
    revisitSeconds: 3600,
    lastVisit: undefined,
    topCategory: undefined,
  };
}

const VIEW: MyCellView = {
  cell: { id: 1, code: 'C1', name: 'cell', stationName: undefined, center: [0, 0] },
  now: '2026-11-20T21:47:00+08:00',
  squares: 3,
  squaresOverdue: 2,
  highRiskCoverage: undefined,
  rows: [square(1, 'orange', -240), square(2, 'red', 2280), square(3, 'blue', 90_000)],
  places: [
    {
      placeId: 9,
      name: 'market',
      kind: 'market',
      location: [0, 0],
      squareId: 2,
      tier: 'red',
      overdueSeconds: 2280,
      revisitSeconds: 3600,
      lastVisit: undefined,
    },
  ],
  lastVisit: undefined,
};

test('the due list shows urgent squares, longest overdue first', () => {
  expect(dueItems(VIEW, 'urgent').map((item) => item.squareId)).toEqual([2, 1]);
  expect(dueItems(VIEW, 'all').map((item) => item.squareId)).toEqual([3, 2, 1]);
});

test('a registered place keeps its name and the square it stands in', () => {
  expect(dueItems(VIEW, 'places')).toMatchObject([{ placeName: 'market', squareId: 2, key: 'place 9' }]);
});

test('a cell without red or orange opens on its places, one without places on everything', () => {
  const calm = { ...VIEW, rows: [square(3, 'blue', 0)] };
  expect(firstDueView(VIEW)).toBe('urgent');
  expect(firstDueView(calm)).toBe('places');
  expect(firstDueView({ ...calm, places: [] })).toBe('all');
});
