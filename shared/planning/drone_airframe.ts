import type { DroneCamera } from '../coverage/drone_footprint';
import { Refusal } from '../model/refusal';

/** Highest flight above ground, metres (METHODS 5). */
export const CEILING_METERS = 120;

/** What a drone line is planned with. */
export interface DroneAirframe {
  readonly enduranceSeconds: number;
  /** Share of the endurance that lands with the drone. */
  readonly reserveFraction: number;
  readonly cruiseMetersPerSecond: number;
  readonly climbMetersPerSecond: number;
  /** From landing to the next take-off. */
  readonly turnaroundSeconds: number;
  readonly heightMeters: number;
  readonly horizontalViewDegrees: number;
  readonly verticalViewDegrees: number;
  readonly imageWidthPixels: number;
  /** Least pixels per metre on the ground at which the picture counts as sight. */
  readonly leastPixelsPerMeter: number;
}

/**
 * Camera, density, reserve and ceiling of METHODS 3 and 5. Endurance, speeds and turnaround are chosen, because they are what the makers of today's
 * quadcopters with a dock promise with some margin: 40 min, 12 m/s, 4 m/s, a battery ready again after 20 min.
 */
export const DEFAULT_AIRFRAME: DroneAirframe = {
  enduranceSeconds: 2400,
  reserveFraction: 0.25,
  cruiseMetersPerSecond: 12,
  climbMetersPerSecond: 4,
  turnaroundSeconds: 1200,
  heightMeters: CEILING_METERS,
  horizontalViewDegrees: 84,
  verticalViewDegrees: 53,
  imageWidthPixels: 3840,
  leastPixelsPerMeter: 12.5,
};

/** Seconds one sortie may last from take-off to landing: endurance less the reserve. */
export function sortieSeconds(airframe: DroneAirframe): number {
  return airframe.enduranceSeconds * (1 - airframe.reserveFraction);
}

/** Seconds a sortie spends climbing and descending. */
export function climbSeconds(airframe: DroneAirframe): number {
  return 2 * Math.ceil(airframe.heightMeters / airframe.climbMetersPerSecond);
}

/** Ground seen straight down, metres across and along the flight; nothing where the picture is too coarse. */
export function nadirFootprint(airframe: DroneAirframe): { widthMeters: number; lengthMeters: number } {
  const extent = (degrees: number) => 2 * airframe.heightMeters * Math.tan((degrees * Math.PI) / 360);
  const widthMeters = extent(airframe.horizontalViewDegrees);
  const fine = airframe.imageWidthPixels / widthMeters >= airframe.leastPixelsPerMeter;
  return fine ? { widthMeters, lengthMeters: extent(airframe.verticalViewDegrees) } : { widthMeters: 0, lengthMeters: 0 };
}

/** The camera of an airframe as the ledger credits it. */
export function cameraOf(airframe: DroneAirframe): DroneCamera {
  return {
    hfovDegrees: airframe.horizontalViewDegrees,
    vfovDegrees: airframe.verticalViewDegrees,
    imageWidthPixels: airframe.imageWidthPixels,
    leastPixelsPerMeter: airframe.leastPixelsPerMeter,
  };
}

/** Width of the strip drawn for a drone line, metres: the shorter side of its footprint, which it sees whichever way it faces. */
export function droneSwathMeters(airframe: DroneAirframe): number {
  const { widthMeters, lengthMeters } = nadirFootprint(airframe);
  return Math.min(widthMeters, lengthMeters);
}

/** Refuses an airframe that may not or cannot fly. */
export function requireFlyable(airframe: DroneAirframe): void {
  if (airframe.heightMeters > CEILING_METERS) {
    throw new Refusal(
      'above_ceiling',
      `A drone line at ${airframe.heightMeters} m is above the ceiling of ${CEILING_METERS} m.`,
      'Lower the flight height.',
    );
  }
  if (!(sortieSeconds(airframe) > climbSeconds(airframe))) {
    throw new Refusal(
      'no_endurance',
      `An endurance of ${airframe.enduranceSeconds} s less the reserve does not even last for climb and descent.`,
      'Check the endurance and the reserve of the drone.',
    );
  }
}
