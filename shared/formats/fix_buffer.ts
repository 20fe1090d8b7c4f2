import type { FixColumns } from '../coverage/fixes';
import type { FixPose } from './track_sink';

const FIRST_CAPACITY = 256;

/** Collects fixes of one unit as they are read. 28 bytes a fix, 40 of an aircraft that tells where its camera looks. */
export class FixBuffer {
  length = 0;
  private instantMs = new Float64Array(FIRST_CAPACITY);
  private lng = new Float64Array(FIRST_CAPACITY);
  private lat = new Float64Array(FIRST_CAPACITY);
  private accuracyMeters = new Float32Array(FIRST_CAPACITY);
  private pose: { heightMeters: Float32Array; pitchDegrees: Float32Array; yawDegrees: Float32Array } | undefined;

  /** `accuracyMeters` NaN: unknown. */
  push(instantMs: number, lng: number, lat: number, accuracyMeters: number, pose?: FixPose): void {
    if (this.length === this.instantMs.length) this.grow();
    this.instantMs[this.length] = instantMs;
    this.lng[this.length] = lng;
    this.lat[this.length] = lat;
    this.accuracyMeters[this.length] = accuracyMeters;
    if (pose !== undefined) this.keepPose(pose);
    this.length += 1;
  }

  /** The fixes so far in reading order; a view, valid until the next push. */
  columns(): FixColumns {
    return {
      length: this.length,
      instantMs: this.instantMs.subarray(0, this.length),
      lng: this.lng.subarray(0, this.length),
      lat: this.lat.subarray(0, this.length),
      accuracyMeters: this.accuracyMeters.subarray(0, this.length),
      ...(this.pose === undefined
        ? {}
        : {
            pose: {
              heightMeters: this.pose.heightMeters.subarray(0, this.length),
              pitchDegrees: this.pose.pitchDegrees.subarray(0, this.length),
              yawDegrees: this.pose.yawDegrees.subarray(0, this.length),
            },
          }),
    };
  }

  private keepPose({ heightMeters, pitchDegrees, yawDegrees }: FixPose): void {
    const unknown = (): Float32Array => new Float32Array(this.instantMs.length).fill(Number.NaN);
    this.pose ??= { heightMeters: unknown(), pitchDegrees: unknown(), yawDegrees: unknown() };
    this.pose.heightMeters[this.length] = heightMeters;
    this.pose.pitchDegrees[this.length] = pitchDegrees;
    this.pose.yawDegrees[this.length] = yawDegrees;
  }

  private grow(): void {
    const capacity = 2 * this.instantMs.length;
    const enlarged = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(capacity);
      to.set(from);
      return to;
    };
    this.instantMs = enlarged(this.instantMs);
    this.lng = enlarged(this.lng);
    this.lat = enlarged(this.lat);
    const accuracy = new Float32Array(capacity);
    accuracy.set(this.accuracyMeters);
    this.accuracyMeters = accuracy;
    if (this.pose === undefined) return;
    const enlargedPose = (from: Float32Array): Float32Array => {
      const to = new Float32Array(capacity).fill(Number.NaN);
      to.set(from);
      return to;
    };
    this.pose = {
      heightMeters: enlargedPose(this.pose.heightMeters),
      pitchDegrees: enlargedPose(this.pose.pitchDegrees),
      yawDegrees: enlargedPose(this.pose.yawDegrees),
    };
  }
}
