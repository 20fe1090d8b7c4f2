import { expect, test } from 'vitest';
import { utmZoneCode } from './utm_zone';

/** Zones as the EPSG register describes the areas of use of these codes. */
test('cities lie in the zones the register gives them', () => {
  expect(utmZoneCode(116.4, 39.9)).toBe('EPSG:32650'); // Beijing
  expect(utmZoneCode(-123.1, 49.2)).toBe('EPSG:32610'); // Vancouver
  expect(utmZoneCode(151.2, -33.9)).toBe('EPSG:32756'); // Sydney
  expect(utmZoneCode(180, 10)).toBe('EPSG:32660');
});

test('what is no position proposes nothing', () => {
  expect(utmZoneCode(Number.NaN, 39)).toBeUndefined();
  expect(utmZoneCode(116, 95)).toBeUndefined();
});
