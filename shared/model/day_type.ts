/** Types of a day in the calendar (METHODS 1). Stored by name. */
export const DAY_TYPES = ['workday', 'weekend', 'public_holiday', 'shifted_workday', 'school_day', 'opening_day', 'exam_day'] as const;
export type DayType = (typeof DAY_TYPES)[number];

/** Weekday, Monday 0, that a local day `2026-10-01` goes like where that is not its own. A plain value: it crosses threads. */
export type DaysLikeOthers = Readonly<Record<string, number>>;

const SATURDAY = 5;
const SUNDAY = 6;
const DAY_MS = 86_400_000;

/**
 * Which weekday each day of a calendar goes like (METHODS 1: slots choose by day type). A public holiday is a Saturday, the last before work a Sunday; a shifted workday
 * 调休 is the workday next to its weekend; a workday off its weekday's kind (a Sunday said to be worked, a Monday said to be a weekend) likewise. Days that go like
 * themselves are left out.
 */
export function daysLikeOthers(days: readonly { readonly day: string; readonly dayType: DayType }[]): DaysLikeOthers {
  const typeOf = new Map(days.map(({ day, dayType }) => [day, dayType]));
  const isOff = (day: string): boolean => {
    const type = typeOf.get(day);
    if (type === undefined) return weekdayOf(day) >= SATURDAY;
    return type === 'public_holiday' || type === 'weekend';
  };
  const like: Record<string, number> = {};
  for (const [day, type] of typeOf) {
    const own = weekdayOf(day);
    const asWorkday = own === SATURDAY ? 4 : own === SUNDAY ? 0 : own;
    const asFree = isOff(nextDay(day)) ? SATURDAY : SUNDAY;
    const weekday = type === 'public_holiday' || (type === 'weekend' && own < SATURDAY) ? asFree : type === 'weekend' ? own : asWorkday;
    if (weekday !== own) like[day] = weekday;
  }
  return like;
}

/** Weekday of a local day, Monday 0. */
function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}
