import type { InstantRange } from '../model/time_window';

const DAY_MS = 86_400_000;

/** One forecast of a back-test: issued at the start of its window, judged by what happened in it. */
export interface Origin {
  readonly originMs: number;
  /** Cut at the next origin, so that no incident is counted twice (METHODS 6). */
  readonly window: InstantRange;
}

/** How far apart origins are: every so many local days, or on the same day of each month. */
export type OriginStep = { readonly days: number } | 'monthly';

/**
 * Rolling origins from a local day on, each at local midnight, with windows of `windowDays` cut at the next origin. Origins whose window would go beyond `toDay` (not
 * included) are left out. Days are `2026-11-21`; `instantOfLocalMs` gives midnight its instant. Throws a RangeError when nothing lies between the days.
 */
export function rollingOrigins(input: {
  readonly fromDay: string;
  readonly toDay: string;
  readonly step: OriginStep;
  readonly windowDays: number;
  readonly instantOfLocalMs: (localMs: number) => number;
}): Origin[] {
  const startMs = Date.parse(`${input.fromDay}T00:00Z`);
  const endMs = Date.parse(`${input.toDay}T00:00Z`);
  if (!(endMs > startMs)) throw new RangeError(`no origin lies from ${input.fromDay} to ${input.toDay}`);
  const dayAt = (index: number): number => {
    if (input.step !== 'monthly') return startMs + index * input.step.days * DAY_MS;
    const start = new Date(startMs);
    // a month without that day has its last one instead
    const last = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + index + 1, 0)).getUTCDate();
    return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + index, Math.min(start.getUTCDate(), last));
  };
  const origins: Origin[] = [];
  for (let index = 0; ; index++) {
    const from = dayAt(index);
    const to = Math.min(from + input.windowDays * DAY_MS, dayAt(index + 1));
    if (to > endMs) break;
    const originMs = input.instantOfLocalMs(from);
    origins.push({ originMs, window: { fromMs: originMs, toMs: input.instantOfLocalMs(to) } });
  }
  return origins;
}
