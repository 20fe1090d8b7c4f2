import type { AreaRow } from '@beatline/shared/model/views/coverage_view';
import { expect, test } from 'vitest';
import { mostShortArea } from './findings';

function area(name: string, riskFraction: number, patrolFraction: number): AreaRow {
  return {
    jurisdictionId: 1,
    level: 'station',
    name,
    incidents: 0,
    previousIncidents: 0,
    riskFraction,
    patrolFraction,
    wantedFraction: riskFraction,
    gapIncidents: 0,
    gapIncidentsObserved: 0,
    expectedIncidents: 0,
  };
}

test('the finding names the station whose time falls furthest short of its risk', () => {
  expect(mostShortArea([area('a', 0.4, 0.35), area('b', 0.3, 0.2), area('c', 0.3, 0.45)])?.name).toBe('b');
});

test('nobody is called short where nobody patrolled', () => {
  expect(mostShortArea([area('a', 0.6, 0), area('b', 0.4, 0)])).toBeUndefined();
});
