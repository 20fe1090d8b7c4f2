import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProjection, utmEpsgOf } from './projection';

const UTM_10N = '+proj=utm +zone=10 +datum=NAD83 +units=m +no_defs';
const UTM_50N = '+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs';

describe('the projection', () => {
  test('agrees with the closed form on the central meridian: easting 500 000, northing 0.9996 times the meridian arc', () => {
    const { x, y } = createProjection(UTM_50N).toMeters([117, 0]);
    expect(x).toBeCloseTo(500_000, 3);
    expect(y).toBeCloseTo(0, 3);
    // Meridian arc from the equator to 45° on WGS 84 is 4 984 944.378 m (Snyder 1987, equation 3-21).
    expect(createProjection(UTM_50N).toMeters([117, 45]).y).toBeCloseTo(0.9996 * 4_984_944.378, 2);
  });

  test('comes back to the same place within a millimetre', () => {
    const projection = createProjection(UTM_10N);
    fc.assert(
      fc.property(fc.double({ min: -126, max: -120, noNaN: true }), fc.double({ min: 40, max: 60, noNaN: true }), (lng, lat) => {
        const back = projection.toLngLat(projection.toMeters([lng, lat]));
        // 1e-8 degrees is about a millimetre on the ground.
        expect(Math.abs(back[0] - lng)).toBeLessThan(1e-8);
        expect(Math.abs(back[1] - lat)).toBeLessThan(1e-8);
      }),
    );
  });

  test('refuses degree axes and feet', () => {
    expect(() => createProjection('+proj=longlat +datum=WGS84 +no_defs')).toThrow(/degree axes/);
    expect(() =>
      createProjection('+proj=lcc +lat_0=43.6 +lon_0=-120.5 +lat_1=46 +lat_2=44.3 +x_0=2500000 +y_0=0 +units=ft +no_defs'),
    ).toThrow(/not metres/);
  });

  test('names the UTM zone of a place', () => {
    expect(utmEpsgOf([116.4, 39.9])).toBe(32650);
    expect(utmEpsgOf([-123.1, 49.25])).toBe(32610);
    expect(utmEpsgOf([151.2, -33.9])).toBe(32756);
    expect(utmEpsgOf([180, 0])).toBe(32660);
  });
});
