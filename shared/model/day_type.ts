/** Types of a day in the calendar (METHODS 1). Stored by name. */
export const DAY_TYPES = ['workday', 'weekend', 'public_holiday', 'shifted_workday', 'school_day', 'opening_day', 'exam_day'] as const;
export type DayType = (typeof DAY_TYPES)[number];
