import { expect, test } from 'vitest';
import { geoLink } from './geo_link';

test('a geo address has latitude first and the name of the place behind it', () => {
  expect(geoLink([116.3912346, 39.9067], '站前广场 北侧')).toBe(
    'geo:39.906700,116.391235?q=39.906700,116.391235(%E7%AB%99%E5%89%8D%E5%B9%BF%E5%9C%BA%20%E5%8C%97%E4%BE%A7)',
  );
});
