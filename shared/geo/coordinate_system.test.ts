import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBd09, fromGcj02, fromProj4, fromWgs84 } from './coordinate_system';
import { greatCircleMeters } from './great_circle';
import type { LngLat } from './lng_lat';

/** The published approximation of the GCJ-02 shift (Krasovsky 1940 ellipsoid), independent of the library under test. */
function gcj02Of([lng, lat]: LngLat): LngLat {
  const a = 6_378_245;
  const ee = 0.006_693_421_622_965_943;
  const [x, y] = [lng - 105, lat - 35];
  const wave = (v: number) => ((20 * Math.sin(6 * v * Math.PI) + 20 * Math.sin(2 * v * Math.PI)) * 2) / 3;
  const dLat =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    wave(x) +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3;
  const dLng =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    wave(x) +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;
  const radLat = (lat / 180) * Math.PI;
  const magic = 1 - ee * Math.sin(radLat) ** 2;
  const root = Math.sqrt(magic);
  return [
    lng + (dLng * 180) / ((a / root) * Math.cos(radLat) * Math.PI),
    lat + (dLat * 180) / (((a * (1 - ee)) / (magic * root)) * Math.PI),
  ];
}
function bd09Of(position: LngLat): LngLat {
  const [x, y] = gcj02Of(position);
  const z = Math.hypot(x, y) + 0.000_02 * Math.sin((y * Math.PI * 3000) / 180);
  const theta = Math.atan2(y, x) + 0.000_003 * Math.cos((x * Math.PI * 3000) / 180);
  return [z * Math.cos(theta) + 0.0065, z * Math.sin(theta) + 0.006];
}

const city = fc.tuple(fc.double({ min: 100, max: 122, noNaN: true }), fc.double({ min: 22, max: 45, noNaN: true }));

describe('coordinate systems', () => {
  test('brings GCJ-02 back within 1 m and BD-09 within 2 m', () => {
    fc.assert(
      fc.property(city, (position) => {
        const shift = greatCircleMeters(position, gcj02Of(position));
        expect(shift).toBeGreaterThan(30);
        expect(greatCircleMeters(position, fromGcj02(...gcj02Of(position)) ?? [0, 0])).toBeLessThan(1);
        expect(greatCircleMeters(position, fromBd09(...bd09Of(position)) ?? [0, 0])).toBeLessThan(2);
      }),
    );
  });

  test('reads metres and feet by their proj4 text', () => {
    const utm = fromProj4('+proj=utm +zone=10 +datum=NAD83 +units=m +no_defs', 'EPSG:26910');
    const inFeet = fromProj4('+proj=utm +zone=10 +datum=NAD83 +units=us-ft +no_defs', 'feet');
    const [lng, lat] = utm(490249.2307, 5458166.8328) ?? [0, 0];
    // English Bay at Beach Avenue, Vancouver.
    expect(lng).toBeCloseTo(-123.134, 2);
    expect(lat).toBeCloseTo(49.277, 2);
    const usSurveyFoot = 1200 / 3937;
    const [feetLng, feetLat] = inFeet(490249.2307 / usSurveyFoot, 5458166.8328 / usSurveyFoot) ?? [0, 0];
    expect(feetLng).toBeCloseTo(lng, 9);
    expect(feetLat).toBeCloseTo(lat, 9);
  });

  test('takes no position from what is none', () => {
    expect(fromWgs84(181, 0)).toBeUndefined();
    expect(fromWgs84(Number.NaN, 0)).toBeUndefined();
    expect(fromGcj02(116, 91)).toBeUndefined();
    expect(() => fromProj4('+proj=nonsense', 'EPSG:1')).toThrow(/EPSG:1/);
  });
});
