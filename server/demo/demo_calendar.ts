const DAY_MS = 86_400_000;
/** Shanghai keeps UTC+8 all year since 1992. */
export const LOCAL_OFFSET_MS = 8 * 3_600_000;

export type DayType = 'workday' | 'weekend' | 'holiday';

export interface DemoDay {
  readonly type: DayType;
  readonly schoolDay: boolean;
  /** Monday 0 … Sunday 6. */
  readonly weekday: number;
  /** Days until the next Spring Festival, 0 on the day itself. */
  readonly daysToSpringFestival: number;
  /** 0 on 1 January … 1 at the year's end. */
  readonly yearFraction: number;
}

/** The number of a local day since 1970-01-01. */
export function localDayOf(instantMs: number): number {
  return Math.floor((instantMs + LOCAL_OFFSET_MS) / DAY_MS);
}

export function startOfLocalDay(day: number): number {
  return day * DAY_MS - LOCAL_OFFSET_MS;
}

const chineseDate = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
/** Chinese feasts by lunar month and day with the days off that follow (State Council pattern since 2025). */
const LUNAR_FEASTS: readonly { readonly lunar: string; readonly before: number; readonly after: number }[] = [
  { lunar: '1/1', before: 1, after: 6 },
  { lunar: '5/5', before: 0, after: 2 },
  { lunar: '8/15', before: 0, after: 2 },
];
/** Fixed feasts: [month, first day, last day]. */
const SOLAR_FEASTS: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [4, 4, 6],
  [5, 1, 5],
  [10, 1, 7],
];

/** The calendar of the demo's days, computed once per day and kept. Shifted workdays (调休) are left out. */
export function createDemoCalendar(): (day: number) => DemoDay {
  const known = new Map<number, DemoDay>();
  const lunarOf = (day: number): string => {
    const parts = chineseDate.formatToParts(day * DAY_MS);
    const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
    return `${part('month')}/${part('day')}`;
  };
  const lunar = new Map<number, string>();
  const lunarDay = (day: number): string => {
    let text = lunar.get(day);
    if (text === undefined) {
      text = lunarOf(day);
      lunar.set(day, text);
    }
    return text;
  };
  const springFestivals = new Map<number, number>();
  const springFestivalOf = (year: number): number => {
    let day = springFestivals.get(year);
    if (day === undefined) {
      // It falls between 21 January and 20 February.
      day = Date.UTC(year, 0, 21) / DAY_MS;
      while (lunarDay(day) !== '1/1') day += 1;
      springFestivals.set(year, day);
    }
    return day;
  };
  const isHoliday = (day: number): boolean => {
    const date = new Date(day * DAY_MS);
    const [month, dayOfMonth] = [date.getUTCMonth() + 1, date.getUTCDate()];
    if (SOLAR_FEASTS.some(([m, first, last]) => m === month && dayOfMonth >= first && dayOfMonth <= last)) return true;
    return LUNAR_FEASTS.some(({ lunar: feast, before, after }) => {
      for (let offset = -after; offset <= before; offset += 1) if (lunarDay(day + offset) === feast) return true;
      return false;
    });
  };
  return (day) => {
    const kept = known.get(day);
    if (kept !== undefined) return kept;
    const date = new Date(day * DAY_MS);
    const year = date.getUTCFullYear();
    const weekday = (date.getUTCDay() + 6) % 7;
    const holiday = isHoliday(day);
    const spring = springFestivalOf(year);
    const next = day <= spring ? spring : springFestivalOf(year + 1);
    const month = date.getUTCMonth() + 1;
    const winterBreak = day > spring - 20 && day < spring + 18;
    const summerBreak = (month === 7 && date.getUTCDate() > 5) || month === 8;
    const made: DemoDay = {
      type: holiday ? 'holiday' : weekday >= 5 ? 'weekend' : 'workday',
      schoolDay: !holiday && weekday < 5 && !winterBreak && !summerBreak,
      weekday,
      daysToSpringFestival: next - day,
      yearFraction: (day - Date.UTC(year, 0, 1) / DAY_MS) / 365.25,
    };
    known.set(day, made);
    return made;
  };
}
