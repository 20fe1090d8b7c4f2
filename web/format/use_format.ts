import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeployment } from '../api/queries';
import type { Language } from '../i18n/i18n';
import * as clockTime from './clock_time';
import * as quantities from './quantities';

/** The format functions bound to the chosen language and the deployment's time zone. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh';
  const timeZone = useDeployment().data?.timeZone ?? 'UTC';
  return useMemo(
    () => ({
      language,
      timeZone,
      minutes: (seconds: number) => quantities.formatMinutes(seconds, language),
      hours: (seconds: number, decimals?: number) => quantities.formatHours(seconds, language, decimals),
      distance: (meters: number) => quantities.formatDistance(meters, language),
      kilometers: (meters: number, decimals?: number) => quantities.formatKilometers(meters, language, decimals),
      squareKilometers: (squareMeters: number) => quantities.formatSquareKilometers(squareMeters, language),
      groundArea: (squareMeters: number) => quantities.formatGroundArea(squareMeters, language),
      age: (seconds: number) => quantities.formatAge(seconds, language),
      duration: (seconds: number) => quantities.formatDuration(seconds, language),
      time: (instant: string | number) => clockTime.formatTime(instant, timeZone),
      timeWithSeconds: (instant: string | number) => clockTime.formatTimeWithSeconds(instant, timeZone),
      monthDay: (instant: string | number) => clockTime.formatMonthDay(instant, timeZone),
      weekday: (instant: string | number) => clockTime.formatWeekday(instant, timeZone, language),
      dayTime: (instant: string | number) => clockTime.formatDayTime(instant, timeZone),
      window: (window: { readonly from: string; readonly to: string }) => clockTime.formatWindow(window, timeZone),
    }),
    [language, timeZone],
  );
}
