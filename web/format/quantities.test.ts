import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatDistance,
  formatDuration,
  formatGroundArea,
  formatIncidents,
  formatNumber,
  formatPercent,
  formatRange,
  formatSigned,
  textOf,
} from './quantities';

describe('numbers on screen', () => {
  test('group thousands by a thin space and use a true minus', () => {
    expect(formatNumber(1234567)).toBe('1\u2009234\u2009567');
    expect(formatNumber(-42.25, 1)).toBe('\u221242.3');
  });

  test('never show a minus before zero', () => {
    expect(formatNumber(-0.001, 2)).toBe('0.00');
    expect(formatSigned(0.001, 1)).toBe('0.0');
    expect(formatSigned(3)).toBe('+3');
  });

  test('show two bounds with a spaced en dash, and one number when they print alike', () => {
    expect(formatRange(71.2, 76.4)).toBe('71\u00a0\u2013\u00a076');
    expect(formatRange(71.2, 71.4)).toBe('71');
  });

  test('give expected incidents as many places as their size asks for', () => {
    expect([14.9, 4.321, 0.028, 0, 312.4].map(formatIncidents)).toEqual(['14.9', '4.32', '0.028', '0.000', '312']);
  });

  test('carry their unit in the language of the page', () => {
    expect(textOf(formatPercent(0.734, 1))).toBe('73.4\u00a0%');
    expect(textOf(formatDistance(640, 'zh'))).toBe('640\u00a0米');
    expect(textOf(formatDistance(6640, 'en'))).toBe('6.6\u00a0km');
    expect(textOf(formatGroundArea(840.4, 'zh'))).toBe('840\u00a0平方米');
    expect(textOf(formatGroundArea(25_000, 'en'))).toBe('0.03\u00a0km²');
    expect(textOf(formatAge(14, 'en'))).toBe('14\u00a0s');
    expect(textOf(formatAge(660, 'zh'))).toBe('11\u00a0分钟');
    expect(formatDuration(3 * 3600 + 47 * 60, 'en')).toBe('3\u00a0h 47\u00a0min');
    expect(formatDuration(-90, 'zh')).toBe('\u22122\u00a0分钟');
  });
});
