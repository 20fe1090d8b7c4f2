import { expect, test } from 'vitest';
import { shrinkProfile, uniformProfile } from './hour_profile';

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

test('without counts the profile is the prior', () => {
  expect(shrinkProfile(new Float64Array(168), uniformProfile())).toEqual(uniformProfile());
});

test('many counts speak for themselves, few hardly against the prior', () => {
  const peak = (scale: number) => Float64Array.from({ length: 168 }, (_, slot) => (slot === 100 ? 168 : 1) * scale);
  const many = shrinkProfile(peak(1000), uniformProfile());
  expect(many[100]).toBeCloseTo(168 / 335, 2);
  const one = new Float64Array(168);
  one[100] = 1;
  expect(shrinkProfile(one, uniformProfile())[100]).toBeLessThan(0.02);
  expect(sum(many)).toBeCloseTo(1, 12);
});

test('counts that look like the prior are pulled to it, counts that contradict it are not', () => {
  const prior = Float64Array.from({ length: 168 }, (_, slot) => (slot % 24 < 12 ? 1.5 : 0.5) / 168);
  const alike = shrinkProfile(
    prior.map((share) => Math.round(share * 1680)),
    prior,
  );
  const opposite = shrinkProfile(
    prior.map((share) => Math.round((2 / 168 - share) * 1680)),
    prior,
  );
  expect(Math.abs(alike[0] - prior[0])).toBeLessThan(0.0003);
  expect(Math.abs(opposite[0] - prior[0])).toBeGreaterThan(0.004);
});
