import type { Fix } from '@beatline/shared/coverage/fixes';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Projection } from '@beatline/shared/geo/projection';
import type { Duty } from '@beatline/shared/model/evidence';
import type { Unit } from '@beatline/shared/model/unit';
import type { LiveUnit } from '@beatline/shared/model/views/unit_view';
import { createLatestValue } from '../jobs/latest_value';

/** The last two fixes of a unit are enough for where it is and where it heads. */
export interface UnitState {
  readonly unit: Unit;
  readonly duty: Duty;
  readonly last: Fix;
  readonly previous: Fix | undefined;
}

/** Where every unit was last heard, in memory; the database is asked once. */
export interface LiveFeed {
  states(): Promise<readonly UnitState[]>;
  /** Fixes that were just stored; older ones than the last known change nothing. */
  note(unit: Unit, duty: Duty, fixes: readonly Fix[]): void;
  /** Tells followers that something changed. */
  announce(): void;
  /** Gives a count that grows with every announcement; ends when the signal aborts. */
  follow(signal: AbortSignal | undefined): AsyncGenerator<number>;
  /** Reads the database again on the next question. */
  reset(): void;
}

/** A unit unheard for longer has gone home: chosen, longer than a meal or a station without reception, much shorter than a shift. */
const OFF_DUTY_SECONDS = 3600;
/** A fix older than three nominal intervals, or a minute, whichever is longer, is drawn hollow. */
const STALE_INTERVALS = 3;
const STALE_LEAST_SECONDS = 60;
/** Speed from two fixes further apart than this says nothing about now. */
const SPEED_GAP_MOST_SECONDS = 120;
/** Below this the direction between two fixes is noise of the receiver. */
const HEADING_LEAST_METERS = 5;

export function createLiveFeed(readLatest: () => Promise<readonly UnitState[]>): LiveFeed {
  let known: Promise<Map<number, UnitState>> | undefined;
  const announced = createLatestValue(0);

  function load(): Promise<Map<number, UnitState>> {
    if (known === undefined) {
      const reading = readLatest().then((states) => new Map(states.map((state) => [state.unit.id, state])));
      known = reading;
      reading.catch(() => {
        if (known === reading) known = undefined;
      });
    }
    return known;
  }

  function merge(states: Map<number, UnitState>, unit: Unit, duty: Duty, fixes: readonly Fix[]): void {
    let state = states.get(unit.id);
    for (const fix of [...fixes].sort((a, b) => a.instantMs - b.instantMs)) {
      if (state === undefined || fix.instantMs > state.last.instantMs) state = { unit, duty, last: fix, previous: state?.last };
    }
    if (state !== undefined) states.set(unit.id, state);
  }

  return {
    states: async () => [...(await load()).values()],
    note(unit, duty, fixes) {
      // Before the first question there is nothing in memory to keep in step.
      void known?.then(
        (states) => merge(states, unit, duty, fixes),
        () => undefined,
      );
    },
    announce: () => announced.set(announced.get() + 1),
    follow: (signal) => announced.follow(signal),
    reset() {
      known = undefined;
      announced.set(announced.get() + 1);
    },
  };
}

/** Units heard within the hour, as the map draws them. */
export function liveUnitsOf(
  states: readonly UnitState[],
  nowMs: number,
  ground: { readonly projection: Projection; readonly cellMeters: number },
  nameOf: (squareId: number) => { readonly placeName: string; readonly stationName: string | undefined } | undefined,
): LiveUnit[] {
  const units: LiveUnit[] = [];
  for (const { unit, duty, last, previous } of states) {
    const ageSeconds = Math.max(0, (nowMs - last.instantMs) / 1000);
    if (ageSeconds > OFF_DUTY_SECONDS || last.instantMs > nowMs + STALE_LEAST_SECONDS * 1000) continue;
    const location: LngLat = [last.lng, last.lat];
    const name = nameOf(squareIdAt(ground.projection.toMeters(location), ground.cellMeters));
    units.push({
      unitId: unit.id,
      code: unit.code,
      mode: unit.mode,
      kind: unit.kind,
      location,
      ...motion(last, previous, ground.projection),
      ageSeconds,
      stale: ageSeconds > Math.max(STALE_LEAST_SECONDS, STALE_INTERVALS * unit.intervalSeconds),
      duty,
      nearPlaceName: name?.placeName ?? '',
      stationName: name?.stationName,
    });
  }
  return units.sort((a, b) => (a.code < b.code ? -1 : 1));
}

function motion(last: Fix, previous: Fix | undefined, projection: Projection): Pick<LiveUnit, 'headingDegrees' | 'speedMetersPerSecond'> {
  const seconds = previous === undefined ? Infinity : (last.instantMs - previous.instantMs) / 1000;
  if (previous === undefined || seconds > SPEED_GAP_MOST_SECONDS) return { headingDegrees: undefined, speedMetersPerSecond: undefined };
  const from = projection.toMeters([previous.lng, previous.lat]);
  const to = projection.toMeters([last.lng, last.lat]);
  const meters = Math.hypot(to.x - from.x, to.y - from.y);
  const headingDegrees =
    meters < HEADING_LEAST_METERS ? undefined : ((Math.atan2(to.x - from.x, to.y - from.y) * 180) / Math.PI + 360) % 360;
  return { headingDegrees, speedMetersPerSecond: meters / seconds };
}
