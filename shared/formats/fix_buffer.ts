import type { FixColumns } from '../coverage/fixes';

const FIRST_CAPACITY = 256;

/** Collects fixes of one unit as they are read. 28 bytes a fix. */
export class FixBuffer {
  length = 0;
  private instantMs = new Float64Array(FIRST_CAPACITY);
  private lng = new Float64Array(FIRST_CAPACITY);
  private lat = new Float64Array(FIRST_CAPACITY);
  private accuracyMeters = new Float32Array(FIRST_CAPACITY);

  /** `accuracyMeters` NaN: unknown. */
  push(instantMs: number, lng: number, lat: number, accuracyMeters: number): void {
    if (this.length === this.instantMs.length) this.grow();
    this.instantMs[this.length] = instantMs;
    this.lng[this.length] = lng;
    this.lat[this.length] = lat;
    this.accuracyMeters[this.length] = accuracyMeters;
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
    };
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
  }
}
