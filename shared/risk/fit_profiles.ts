import { SLOT_COUNT } from '../model/shift_band';
import type { SlotClock } from '../model/slot_clock';
import { shrinkProfile, uniformProfile } from './hour_profile';

const HOUR_MS = 3_600_000;
const WEEK_MS = SLOT_COUNT * HOUR_MS;

/** Incidents by hour of the week, by area and category group. */
export interface HourCounts {
  /** Counts one incident between two instants, shared over its hours by how much of each it covers (aoristic; Ratcliffe 2000). A range of a week or more says nothing. */
  add(area: number, group: number, middleMs: number, rangeMs: number): void;
  /**
   * Shares of the hours of the week, at (area · groups + group) · 168 + hour: those of a group in an area shrunk to the group's in the whole ground, these to all groups'
   * together, and these to an even week. Each sums to 1.
   */
  profiles(): Float32Array;
}

export function createHourCounts(areas: number, groups: number, clock: SlotClock): HourCounts {
  const counts = new Float64Array(areas * groups * SLOT_COUNT);
  return {
    add(area, group, middleMs, rangeMs) {
      const first = (area * groups + group) * SLOT_COUNT;
      if (rangeMs === 0) {
        counts[first + clock.slotAt(middleMs)]++;
        return;
      }
      if (rangeMs >= WEEK_MS) return;
      const toMs = middleMs + rangeMs / 2;
      for (let at = middleMs - rangeMs / 2; at < toMs;) {
        const next = Math.min(toMs, clock.nextHourMs(at));
        counts[first + clock.slotAt(at)] += (next - at) / rangeMs;
        at = next;
      }
    },
    profiles() {
      const ofGround = new Float64Array(groups * SLOT_COUNT);
      const ofAll = new Float64Array(SLOT_COUNT);
      counts.forEach((count, i) => {
        ofGround[i % ofGround.length] += count;
        ofAll[i % SLOT_COUNT] += count;
      });
      const week = shrinkProfile(ofAll, uniformProfile());
      const profiles = new Float32Array(counts.length);
      for (let group = 0; group < groups; group++) {
        const hoursOfGroup = shrinkProfile(ofGround.subarray(group * SLOT_COUNT, (group + 1) * SLOT_COUNT), week);
        for (let area = 0; area < areas; area++) {
          const first = (area * groups + group) * SLOT_COUNT;
          profiles.set(areas === 1 ? hoursOfGroup : shrinkProfile(counts.subarray(first, first + SLOT_COUNT), hoursOfGroup), first);
        }
      }
      return profiles;
    },
  };
}
