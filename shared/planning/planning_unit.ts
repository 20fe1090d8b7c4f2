import type { LngLat } from '../geo/lng_lat';
import type { ForceKind } from '../model/force_kind';
import type { InstantRange } from '../model/time_window';
import { Refusal } from '../model/refusal';

/** A unit to plan for. A drone starts and ends at its dock. */
export interface PlanningUnit {
  readonly code: string;
  readonly mode: 'vehicle' | 'foot' | 'drone';
  readonly kind: ForceKind;
  /** A unit without one is refused by name. */
  readonly start: LngLat | undefined;
  /** Where it has to be at the end; its start unless given. */
  readonly end: LngLat | undefined;
  /** Its shift; the whole window unless given. Only the part inside the window is planned. */
  readonly shift?: InstantRange;
}

/** A unit whose place and time have been checked. Seconds from the window's start. */
export interface ReadyUnit extends PlanningUnit {
  readonly start: LngLat;
  readonly end: LngLat;
  readonly shiftStartSeconds: number;
  readonly shiftEndSeconds: number;
}

/** Checks window and units at the door; throws a Refusal that names the unit and the cause. */
export function readyUnits(window: InstantRange, units: readonly PlanningUnit[]): ReadyUnit[] {
  if (!(window.toMs > window.fromMs)) {
    const minutes = Math.round((window.toMs - window.fromMs) / 60_000);
    throw new Refusal(
      'negative_shift',
      `The shift is ${minutes} minutes long: it ends no later than it starts.`,
      'Give an end after the start.',
    );
  }
  if (units.length === 0)
    throw new Refusal('no_units', 'There is no unit to plan for.', 'Choose at least one vehicle, foot team or drone.');
  return units.map((unit) => readyUnit(window, unit));
}

function readyUnit(window: InstantRange, unit: PlanningUnit): ReadyUnit {
  if (unit.start === undefined || !unit.start.every(Number.isFinite)) {
    throw new Refusal(
      'unit_without_start',
      `Unit ${unit.code} has no start position.`,
      'Give the unit a base, or name a start for the plan.',
    );
  }
  const shift = unit.shift ?? window;
  if (!(shift.toMs > shift.fromMs)) {
    throw new Refusal('negative_shift', `The shift of unit ${unit.code} ends no later than it starts.`, 'Give an end after the start.');
  }
  const fromMs = Math.max(shift.fromMs, window.fromMs);
  const toMs = Math.min(shift.toMs, window.toMs);
  if (!(toMs > fromMs)) {
    throw new Refusal(
      'shift_outside_window',
      `The shift of unit ${unit.code} lies outside the time that is planned.`,
      'Leave the unit out, or plan other hours.',
    );
  }
  return {
    ...unit,
    start: unit.start,
    end: unit.end ?? unit.start,
    shiftStartSeconds: Math.ceil((fromMs - window.fromMs) / 1000),
    shiftEndSeconds: Math.floor((toMs - window.fromMs) / 1000),
  };
}
