import type { Language } from '../i18n/i18n';

const LOCALE: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(language: Language, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language}|${timeZone}|${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(LOCALE[language], { timeZone, hourCycle: 'h23', ...options });
    formatters.set(key, formatter);
  }
  return formatter;
}

/** 21:47, in the deployment's zone. */
export function formatTime(instant: string | number, timeZone: string): string {
  return formatterOf('en', timeZone, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));
}

/** 21:47:12 */
export function formatTimeWithSeconds(instant: string | number, timeZone: string): string {
  return formatterOf('en', timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(instant));
}

/** 11-20, in both languages. */
export function formatMonthDay(instant: string | number, timeZone: string): string {
  const parts = formatterOf('en', timeZone, { month: '2-digit', day: '2-digit' }).formatToParts(new Date(instant));
  const value = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${value('month')}-${value('day')}`;
}

/** 周五 or Fri. */
export function formatWeekday(instant: string | number, timeZone: string, language: Language): string {
  return formatterOf(language, timeZone, { weekday: 'short' }).format(new Date(instant));
}

/** 11-20 21:47: for an instant that may lie on another day. */
export function formatDayTime(instant: string | number, timeZone: string): string {
  return `${formatMonthDay(instant, timeZone)} ${formatTime(instant, timeZone)}`;
}

/** 18:00 – 02:00; with the days when the window is longer than one. */
export function formatWindow(window: { readonly from: string; readonly to: string }, timeZone: string): string {
  const isLong = Date.parse(window.to) - Date.parse(window.from) > 24 * 3_600_000;
  const format = isLong ? formatDayTime : formatTime;
  return `${format(window.from, timeZone)}\u00a0\u2013\u00a0${format(window.to, timeZone)}`;
}
