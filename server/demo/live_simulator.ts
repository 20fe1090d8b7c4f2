import type { Fix } from '@beatline/shared/coverage/fixes';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import { localDayOf } from './demo_calendar';
import { groundOfDemo, type Demo } from './generate_demo';
import { drawShift, dutiesOn, type Duty } from './patrol_shift';
import { sampleShift, type ShiftFixes } from './shift_fixes';

/** What one unit sent since the last step. */
export interface SimulatedFixes {
  readonly unitCode: string;
  readonly mode: PatrolMode;
  /** In order of time. */
  readonly fixes: readonly Fix[];
}

/** Goes on where the files of the demo ended: each unit on duty drives the very shift it was in. */
export interface LiveSimulator {
  /** The fixes since the last call (the first time since `fromMs`) and before `instantMs`; units that sent none are left out. Calls must go forward in time. */
  next(instantMs: number): SimulatedFixes[];
}

interface OpenDuty {
  readonly unitIndex: number;
  readonly duty: Duty;
  readonly fixes: ShiftFixes;
  at: number;
}

const DAY_MS = 86_400_000;

/**
 * A simulator for the demo of a seed. `untilMs` is where its files end and fixes which risk the patrols lean on; `fromMs` is where the feed begins,
 * `untilMs` unless the server was away for a while. The same arguments give the same fixes however time is stepped.
 */
export function createLiveSimulator(seed: number, untilMs: number, fromMs = untilMs): LiveSimulator {
  return simulateFrom(groundOfDemo(seed, untilMs), fromMs);
}

/** The same for a demo that is drawn already. */
export function simulateFrom(demo: Pick<Demo, 'patrols' | 'airspace'>, fromMs: number): LiveSimulator {
  const { patrols, airspace } = demo;
  let open: OpenDuty[] = [];
  let opened = new Set<string>();
  let reachedMs = fromMs;

  function openDuties(instantMs: number): void {
    for (let day = localDayOf(reachedMs) - 1; day <= localDayOf(instantMs); day += 1) {
      for (const [unitIndex, unit] of patrols.units.entries()) {
        for (const duty of dutiesOn(patrols, unit, day)) {
          const key = `${unitIndex}@${duty.startMs}`;
          if (duty.startMs >= instantMs || duty.endMs <= reachedMs || opened.has(key)) continue;
          const fixes = sampleShift(patrols.seed, unit, duty, drawShift(patrols, airspace, unitIndex, duty));
          opened.add(key);
          open.push({ unitIndex, duty, fixes, at: firstAtOrAfter(fixes, reachedMs) });
        }
      }
    }
  }

  return {
    next(instantMs) {
      if (instantMs < reachedMs)
        throw new RangeError(
          `the simulator is at ${new Date(reachedMs).toISOString()} and cannot go back to ${new Date(instantMs).toISOString()}`,
        );
      openDuties(instantMs);
      const batches: SimulatedFixes[] = [];
      for (const state of open) {
        const unit = patrols.units[state.unitIndex];
        const fixes: Fix[] = [];
        for (; state.at < state.fixes.length && state.fixes.instantMs[state.at] < instantMs; state.at += 1) {
          fixes.push({
            instantMs: state.fixes.instantMs[state.at],
            lng: state.fixes.lng[state.at],
            lat: state.fixes.lat[state.at],
            accuracyMeters: state.fixes.accuracyMeters[state.at],
            ...(unit.mode === 'drone'
              ? {
                  heightMeters: state.fixes.heightMeters[state.at],
                  pitchDegrees: state.fixes.pitchDegrees[state.at],
                  yawDegrees: state.fixes.yawDegrees[state.at],
                }
              : {}),
          });
        }
        if (fixes.length > 0) batches.push({ unitCode: unit.code, mode: unit.mode, fixes });
      }
      open = open.filter((state) => state.duty.endMs > instantMs);
      opened = new Set([...opened].filter((key) => Number(key.slice(key.indexOf('@') + 1)) > instantMs - 2 * DAY_MS));
      reachedMs = instantMs;
      return batches;
    },
  };
}

function firstAtOrAfter(fixes: ShiftFixes, instantMs: number): number {
  let low = 0;
  let high = fixes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fixes.instantMs[middle] < instantMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
