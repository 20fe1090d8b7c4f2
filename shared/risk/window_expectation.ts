import { cutWindow } from '../coverage/window_hours';
import { SLOT_COUNT } from '../model/shift_band';
import type { SlotClock } from '../model/slot_clock';
import type { InstantRange } from '../model/time_window';
import type { RiskModel } from './risk_model';

const HOUR_MS = 3_600_000;

/** Hours of a window in each hour of the week, parts of an hour included. O(hours). */
export function hoursBySlot(window: InstantRange, clock: SlotClock): Float64Array {
  const hours = new Float64Array(SLOT_COUNT);
  const pieces = cutWindow(window, clock);
  for (let i = 0; i < pieces.count; i++) hours[pieces.slot[i]] += (pieces.edgeMs[i + 1] - pieces.edgeMs[i]) / HOUR_MS;
  return hours;
}

/**
 * ∫ρ: incidents a risk expects in a window by square, of one group (its position in CATEGORY_GROUPS) or of all together. O(hours + squares · groups).
 */
export function expectedInWindow(
  model: Pick<RiskModel, 'squareId' | 'groups' | 'ratesPerHour' | 'profiles' | 'profileArea'>,
  window: InstantRange,
  clock: SlotClock,
  onlyGroup?: number,
): Float64Array {
  const { groups, profiles, profileArea, ratesPerHour } = model;
  const hours = hoursBySlot(window, clock);
  // hours of mean rate that the window is worth, by area and group
  const worth = new Float64Array(profiles.length / SLOT_COUNT);
  for (let i = 0; i < worth.length; i++)
    for (let slot = 0; slot < SLOT_COUNT; slot++) worth[i] += SLOT_COUNT * profiles[i * SLOT_COUNT + slot] * hours[slot];
  const expected = new Float64Array(model.squareId.length);
  for (let square = 0; square < expected.length; square++) {
    for (let group = onlyGroup ?? 0; group <= (onlyGroup ?? groups - 1); group++)
      expected[square] += ratesPerHour[square * groups + group] * worth[profileArea[square] * groups + group];
  }
  return expected;
}
