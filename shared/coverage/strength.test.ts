import { expect, test } from 'vitest';
import { DEFAULT_STANDARDS, standardSchema, type Standard } from '../model/standard';
import { TIERS } from '../model/tier';
import { standingUnits, strengthByBand, stretchToRoster } from './strength';

const AREA = 60e6;
/** The same squares in every band: 60 red, 240 orange, 900 yellow, 4,800 blue of one hectare. */
const SQUARES = Float64Array.from({ length: 24 }, (_, i) => [60, 240, 900, 4800][i % 4]);

test('the default standards of 6,000 squares need the units that METHODS counts', () => {
  // 60·10/70 + 240·10/130 + 900·5/485 + 4800·2/2882
  const byHand = 600 / 70 + 2400 / 130 + 4500 / 485 + 9600 / 2882;
  expect(standingUnits(DEFAULT_STANDARDS, { red: 60, orange: 240, yellow: 900, blue: 4800 })).toBeCloseTo(byHand, 12);
  for (const { standing } of strengthByBand(DEFAULT_STANDARDS, SQUARES, AREA)) expect(standing).toBeCloseTo(byHand, 12);
});

test('sixty red squares on 60 square kilometres lie a kilometre apart: three minutes of driving to each visit', () => {
  const onlyRed = Float64Array.from({ length: 24 }, (_, i) => (i % 4 === 0 ? 60 : 0));
  const [{ travelling }] = strengthByBand(DEFAULT_STANDARDS, onlyRed, AREA);
  // 1.3 · 0.7124 · 1000 m at 20 km/h, sixty times in 70 minutes
  expect(travelling).toBeCloseTo((60 * ((1.3 * 712.4) / (20 / 3.6))) / 4200, 9);
});

test('hours and days in which a standard does not hold cost nothing', () => {
  const day: Standard = { ...DEFAULT_STANDARDS.red, hours: [8, 9, 10, 11], dayTypes: ['workday'] };
  const standards = { ...DEFAULT_STANDARDS, red: day, orange: { ...day }, yellow: { ...day }, blue: { ...day } };
  const bands = strengthByBand(standards, SQUARES, AREA);
  const whole = strengthByBand({ ...standards, red: { ...day, hours: [8, 9, 10, 11, 12, 13, 14, 15] } }, SQUARES, AREA);
  expect(bands.map(({ standing }) => standing > 0)).toEqual([false, true, false, false, false, false]);
  expect(whole[1].standing - bands[1].standing).toBeCloseTo(((60 * 10) / 70) * 0.5, 9);
});

test('stretching keeps every band with a roster at 70 % and no more slack than one step, and each standard valid', () => {
  const roster = [20, 30, 25, 20, 0, 22];
  const stretched = stretchToRoster(DEFAULT_STANDARDS, SQUARES, AREA, roster);
  if (stretched === undefined) throw new Error('nothing was stretched');
  const need = strengthByBand(stretched, SQUARES, AREA).map(({ standing, travelling }) => standing + travelling);
  need.forEach((units, band) => {
    if (roster[band] > 0) expect(units).toBeLessThanOrEqual(0.7 * roster[band]);
  });
  expect(Math.max(...need)).toBeGreaterThan(0.85 * 0.7 * 20);
  for (const tier of TIERS) expect(standardSchema.safeParse(stretched[tier]).success).toBe(true);
});

test('what the roster can keep is left as it is, and without anybody on duty nothing is said', () => {
  expect(stretchToRoster(DEFAULT_STANDARDS, SQUARES, AREA, [500, 500, 500, 500, 500, 500])).toEqual(DEFAULT_STANDARDS);
  expect(stretchToRoster(DEFAULT_STANDARDS, SQUARES, AREA, [0, 0, 0, 0, 0, 0])).toBeUndefined();
});
