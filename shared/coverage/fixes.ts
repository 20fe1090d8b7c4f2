/**
 * Position fixes of one unit as flat columns, one entry per fix in each. Instants are whole epoch milliseconds UTC, positions WGS 84 degrees.
 * Where a function needs them in time order it says so; {@link import('./clean_fixes').cleanFixes} returns them so.
 */
export interface FixColumns {
  readonly length: number;
  readonly instantMs: Float64Array;
  readonly lng: Float64Array;
  readonly lat: Float64Array;
  /** Radius of the device's own accuracy estimate, metres; NaN when it gave none. */
  readonly accuracyMeters: Float32Array;
}

/** One fix as an object, for callers that have few. */
export interface Fix {
  readonly instantMs: number;
  readonly lng: number;
  readonly lat: number;
  readonly accuracyMeters?: number | undefined;
}

/** Columns from single fixes, in the order given. */
export function fixColumnsOf(fixes: readonly Fix[]): FixColumns {
  const columns = {
    length: fixes.length,
    instantMs: new Float64Array(fixes.length),
    lng: new Float64Array(fixes.length),
    lat: new Float64Array(fixes.length),
    accuracyMeters: new Float32Array(fixes.length),
  };
  fixes.forEach((fix, i) => {
    columns.instantMs[i] = fix.instantMs;
    columns.lng[i] = fix.lng;
    columns.lat[i] = fix.lat;
    columns.accuracyMeters[i] = fix.accuracyMeters ?? Number.NaN;
  });
  return columns;
}

/** The fixes at these indexes, in the order of the indexes. */
export function takeFixes(fixes: FixColumns, indexes: ArrayLike<number>): FixColumns {
  const taken = {
    length: indexes.length,
    instantMs: new Float64Array(indexes.length),
    lng: new Float64Array(indexes.length),
    lat: new Float64Array(indexes.length),
    accuracyMeters: new Float32Array(indexes.length),
  };
  for (let i = 0; i < indexes.length; i++) {
    const from = indexes[i];
    taken.instantMs[i] = fixes.instantMs[from];
    taken.lng[i] = fixes.lng[from];
    taken.lat[i] = fixes.lat[from];
    taken.accuracyMeters[i] = fixes.accuracyMeters[from];
  }
  return taken;
}
