import type { InstantRange, TimeWindow } from '@beatline/shared/model/time_window';

export function rangeOf(window: TimeWindow): InstantRange {
  return { fromMs: Date.parse(window.from), toMs: Date.parse(window.to) };
}
