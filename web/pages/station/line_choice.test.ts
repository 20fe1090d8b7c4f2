import type { Plan, PlanRoute, PlanStop } from '@beatline/shared/model/plan';
import type { PlanSummary } from '@beatline/shared/model/views/plan_view';
import { expect, test } from 'vitest';
import { lineOf, nextStopIndex, todaysPlan } from './line_choice';

const NOW = Date.parse('2026-11-20T21:47:00+08:00');

function summary(plan: string, state: PlanSummary['state'], from: string, to: string): PlanSummary {
  return {
    plan,
    state,
    window: { from, to },
    createdAt: from,
    lines: 1,
    modes: ['foot'],
    gapBefore: 0,
    gapAfter: 0,
    coverageBefore: 0,
    coverageAfter: 0,
  };
}

function stop(order: number, squareId: number, leaveAt: string): PlanStop {
  return {
    order,
    squareId,
    location: [0, 0],
    name: `stop ${order}`,
    arriveAt: leaveAt,
    leaveAt,
    dwellSeconds: 600,
    tier: 'red',
    gapClosedIncidents: 0,
  };
}

function route(unit: string, stops: readonly PlanStop[]): PlanRoute {
  return {
    unit,
    mode: 'foot',
    stops,
    distanceMeters: 0,
    driveSeconds: 0,
    dwellSeconds: 0,
    startAt: '',
    endAt: '',
    geometry: { type: 'LineString', coordinates: [] },
    drone: undefined,
  };
}

test('today’s plan is the approved one under way, never a draft', () => {
  const plans = [
    summary('draft', 'draft', '2026-11-20T18:00:00+08:00', '2026-11-21T02:00:00+08:00'),
    summary('past', 'issued', '2026-11-20T08:00:00+08:00', '2026-11-20T16:00:00+08:00'),
    summary('tonight', 'approved', '2026-11-20T18:00:00+08:00', '2026-11-21T02:00:00+08:00'),
    summary('next week', 'approved', '2026-11-27T18:00:00+08:00', '2026-11-28T02:00:00+08:00'),
  ];
  expect(todaysPlan(plans, NOW)?.plan).toBe('tonight');
  expect(todaysPlan(plans.slice(0, 2), NOW)).toBeUndefined();
});

test('my line is the one with most stops on my squares, unless another is asked for', () => {
  const far = route('车24', [stop(1, 90, ''), stop(2, 91, '')]);
  const near = route('步11', [stop(1, 7, ''), stop(2, 8, ''), stop(3, 92, '')]);
  const plan: Pick<Plan, 'routes'> = { routes: [far, near] };
  expect(lineOf(plan, '', new Set([7, 8]))?.unit).toBe('步11');
  expect(lineOf(plan, '车24', new Set([7, 8]))?.unit).toBe('车24');
  expect(lineOf(plan, '', new Set([1]))).toBeUndefined();
});

test('the next stop is the first whose departure is still ahead', () => {
  const line = route('步11', [stop(1, 7, '2026-11-20T20:40:00+08:00'), stop(2, 8, '2026-11-20T21:58:00+08:00')]);
  expect(nextStopIndex(line, NOW)).toBe(1);
  expect(nextStopIndex(line, NOW + 3_600_000)).toBeUndefined();
});
