import { writeLngLat } from './city_frame';
import type { DemoUnit } from './demo_units';
import type { Duty, Timeline } from './patrol_shift';
import { createRandom, seedFor, type SeededRandom } from './seeded_random';

/** Fixes of one unit in one duty, in order of time. */
export interface ShiftFixes {
  readonly length: number;
  readonly instantMs: Float64Array;
  readonly lng: Float64Array;
  readonly lat: Float64Array;
  readonly speedMetersPerSecond: Float32Array;
  readonly accuracyMeters: Float32Array;
  readonly heightMeters: Float32Array;
  /** Camera of a drone: looks ahead of the flight and down. */
  readonly pitchDegrees: Float32Array;
  readonly yawDegrees: Float32Array;
}

/** Pitch a patrol drone's camera is flown with: most of the picture lies ahead, none of it near the horizon. */
const CAMERA_PITCH_DEGREES = -70;

/** Error of a fix, metres: standard deviation of each axis; 4 m in the mean over both. */
const NOISE_METERS = 3.2;
/** How long an error lasts: receivers wander rather than jump. */
const NOISE_SECONDS = 45;
/** Stretches without signal: mean number in an eight-hour duty and their mean length. */
const DROPS_PER_DUTY = 1.6;
const DROP_SECONDS = 420;
/** Share of single fixes that never arrive, and of fixes between high houses with a poor position. */
const LOST_FRACTION = 0.012;
const POOR_FRACTION = 0.0015;

/** Samples a timeline at the unit's interval, with the receiver's error and lost signal. Deterministic for seed, unit and duty. */
export function sampleShift(seed: number, unit: DemoUnit, duty: Duty, timeline: Timeline): ShiftFixes {
  const random = createRandom(seedFor(seed, 'fixes', unit.code, duty.startMs / 60_000));
  const length = (duty.endMs - duty.startMs) / 1000;
  const interval = unit.intervalSeconds;
  const capacity = Math.ceil(length / interval) + 2;
  const fixes = {
    instantMs: new Float64Array(capacity),
    lng: new Float64Array(capacity),
    lat: new Float64Array(capacity),
    speedMetersPerSecond: new Float32Array(capacity),
    accuracyMeters: new Float32Array(capacity),
    heightMeters: new Float32Array(capacity),
    pitchDegrees: new Float32Array(capacity).fill(CAMERA_PITCH_DEGREES),
    yawDegrees: new Float32Array(capacity),
  };
  const silent = [...timeline.silent, ...drawDrops(length, random)].toSorted((a, b) => a[0] - b[0]);
  const keep = Math.exp(-interval / NOISE_SECONDS);
  const renew = Math.sqrt(1 - keep * keep) * NOISE_METERS;
  const degrees = new Float64Array(2);
  const { seconds, x, y, height } = timeline;
  let noiseX = NOISE_METERS * random.gaussian();
  let noiseY = NOISE_METERS * random.gaussian();
  let knot = 0;
  let nextSilent = 0;
  let yaw = 0;
  let count = 0;
  for (let t = Math.floor(random.between(0, interval)); t < length; t += interval) {
    noiseX = keep * noiseX + renew * random.gaussian();
    noiseY = keep * noiseY + renew * random.gaussian();
    const lost = random.next();
    while (knot + 1 < seconds.length && seconds[knot + 1] <= t) knot += 1;
    while (nextSilent < silent.length && silent[nextSilent][1] <= t) nextSilent += 1;
    if (lost < LOST_FRACTION || (nextSilent < silent.length && silent[nextSilent][0] <= t)) continue;
    const after = Math.min(knot + 1, seconds.length - 1);
    const span = seconds[after] - seconds[knot];
    const share = span > 0 ? Math.min(1, Math.max(0, (t - seconds[knot]) / span)) : 0;
    const poor = lost > 1 - POOR_FRACTION;
    const error = poor ? 9 : 1;
    writeLngLat(x[knot] + (x[after] - x[knot]) * share + noiseX * error, y[knot] + (y[after] - y[knot]) * share + noiseY * error, degrees);
    fixes.instantMs[count] = duty.startMs + t * 1000;
    fixes.lng[count] = degrees[0];
    fixes.lat[count] = degrees[1];
    fixes.speedMetersPerSecond[count] = span > 0 && share < 1 ? Math.hypot(x[after] - x[knot], y[after] - y[knot]) / span : 0;
    fixes.accuracyMeters[count] = poor ? 55 + Math.round(60 * random.next()) : 3 + Math.round(5 * random.next());
    if (span > 0 && (x[after] !== x[knot] || y[after] !== y[knot]))
      yaw = ((Math.atan2(x[after] - x[knot], y[after] - y[knot]) * 180) / Math.PI + 360) % 360;
    fixes.yawDegrees[count] = yaw;
    fixes.heightMeters[count] = height[knot] + (height[after] - height[knot]) * share;
    count += 1;
  }
  return {
    length: count,
    instantMs: fixes.instantMs.subarray(0, count),
    lng: fixes.lng.subarray(0, count),
    lat: fixes.lat.subarray(0, count),
    speedMetersPerSecond: fixes.speedMetersPerSecond.subarray(0, count),
    accuracyMeters: fixes.accuracyMeters.subarray(0, count),
    heightMeters: fixes.heightMeters.subarray(0, count),
    pitchDegrees: fixes.pitchDegrees.subarray(0, count),
    yawDegrees: fixes.yawDegrees.subarray(0, count),
  };
}

function drawDrops(length: number, random: SeededRandom): (readonly [number, number])[] {
  const count = random.poisson((DROPS_PER_DUTY * length) / 28_800);
  return Array.from({ length: count }, () => {
    const from = random.between(0, length);
    return [from, from + 40 + random.exponential(DROP_SECONDS)] as const;
  });
}
