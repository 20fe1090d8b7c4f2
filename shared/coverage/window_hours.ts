import type { SlotClock } from '../model/slot_clock';
import { shiftBandOfSlot } from '../model/shift_band';
import type { InstantRange } from '../model/time_window';

/** A window cut into pieces within which the local hour does not change: piece i is [edgeMs[i], edgeMs[i + 1]). */
export interface WindowPieces {
  readonly count: number;
  readonly edgeMs: Float64Array;
  /** Hour of the week 0..167 of each piece. */
  readonly slot: Uint8Array;
  /** Shift band 0..5 of each piece. */
  readonly band: Uint8Array;
}

/** Cuts a window at every change of the local hour, and at `extraEdgesMs` (any order; those outside are ignored). O(hours + edges). */
export function cutWindow(window: InstantRange, clock: SlotClock, extraEdgesMs: readonly number[] = []): WindowPieces {
  if (!(window.fromMs < window.toMs)) throw new RangeError(`the window ends before it starts: ${window.fromMs} to ${window.toMs}`);
  const edges = new Set<number>([window.fromMs, window.toMs]);
  for (let at = clock.nextHourMs(window.fromMs); at < window.toMs; at = clock.nextHourMs(at)) edges.add(at);
  for (const edge of extraEdgesMs) if (edge > window.fromMs && edge < window.toMs) edges.add(edge);

  const edgeMs = Float64Array.from(edges).sort();
  const count = edgeMs.length - 1;
  const slot = new Uint8Array(count);
  const band = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    slot[i] = clock.slotAt(edgeMs[i]);
    band[i] = shiftBandOfSlot(slot[i]);
  }
  return { count, edgeMs, slot, band };
}
