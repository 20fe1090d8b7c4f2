import { expect, test } from 'vitest';
import { formatDayTime, formatTime, formatWeekday, formatWindow } from './clock_time';

const SHANGHAI = 'Asia/Shanghai';

test('times are those of the deployment, not of the machine', () => {
  expect(formatTime('2026-11-20T13:47:12Z', SHANGHAI)).toBe('21:47');
  expect(formatTime('2026-11-20T13:47:12Z', 'America/Vancouver')).toBe('05:47');
  expect(formatDayTime('2026-11-20T16:30:00Z', SHANGHAI)).toBe('11-21 00:30');
});

test('midnight is 00:00, not 24:00', () => {
  expect(formatTime('2026-11-20T16:00:00Z', SHANGHAI)).toBe('00:00');
});

test('weekdays are in the language of the page', () => {
  expect(formatWeekday('2026-11-20T13:47:12Z', SHANGHAI, 'zh')).toBe('周五');
  expect(formatWeekday('2026-11-20T13:47:12Z', SHANGHAI, 'en')).toBe('Fri');
});

test('a window longer than a day names its days', () => {
  expect(formatWindow({ from: '2026-11-20T10:00:00Z', to: '2026-11-20T18:00:00Z' }, SHANGHAI)).toBe('18:00\u00a0\u2013\u00a002:00');
  expect(formatWindow({ from: '2026-11-13T10:00:00Z', to: '2026-11-20T10:00:00Z' }, SHANGHAI)).toBe(
    '11-13 18:00\u00a0\u2013\u00a011-20 18:00',
  );
});
