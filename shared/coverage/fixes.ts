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
  /** Where the camera of an aircraft was and looked; absent when no fix says. */
  readonly pose?: CameraPoses | undefined;
}

/**
 * Camera of an aircraft at each fix, as it reports: NaN where it does not say. Height above the ground below in metres; pitch of the gimbal in degrees, 0 level and -90
 * straight down; yaw of the gimbal, degrees clockwise from true north. Kept as single precision, as the database keeps them.
 */
export interface CameraPoses {
  readonly heightMeters: Float32Array;
  readonly pitchDegrees: Float32Array;
  readonly yawDegrees: Float32Array;
}

/** One fix as an object, for callers that have few. */
export interface Fix {
  readonly instantMs: number;
  readonly lng: number;
  readonly lat: number;
  readonly accuracyMeters?: number | undefined;
  /** Aircraft: see {@link CameraPoses}. */
  readonly heightMeters?: number | undefined;
  readonly pitchDegrees?: number | undefined;
  readonly yawDegrees?: number | undefined;
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
  if (!fixes.some((fix) => fix.heightMeters !== undefined || fix.pitchDegrees !== undefined || fix.yawDegrees !== undefined))
    return columns;
  const pose = {
    heightMeters: Float32Array.from(fixes, (fix) => fix.heightMeters ?? Number.NaN),
    pitchDegrees: Float32Array.from(fixes, (fix) => fix.pitchDegrees ?? Number.NaN),
    yawDegrees: Float32Array.from(fixes, (fix) => fix.yawDegrees ?? Number.NaN),
  };
  return { ...columns, pose };
}

/** Columns as single fixes, in their order: the inverse of {@link fixColumnsOf}. */
export function fixesOfColumns(columns: FixColumns): Fix[] {
  const { pose } = columns;
  return Array.from({ length: columns.length }, (_, i): Fix => {
    const accuracyMeters = columns.accuracyMeters[i];
    const fix: { -readonly [key in keyof Fix]: Fix[key] } = { instantMs: columns.instantMs[i], lng: columns.lng[i], lat: columns.lat[i] };
    if (!Number.isNaN(accuracyMeters)) fix.accuracyMeters = accuracyMeters;
    if (pose === undefined) return fix;
    if (!Number.isNaN(pose.heightMeters[i])) fix.heightMeters = pose.heightMeters[i];
    if (!Number.isNaN(pose.pitchDegrees[i])) fix.pitchDegrees = pose.pitchDegrees[i];
    if (!Number.isNaN(pose.yawDegrees[i])) fix.yawDegrees = pose.yawDegrees[i];
    return fix;
  });
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
  const { pose } = fixes;
  if (pose === undefined) return taken;
  const take = (column: Float32Array): Float32Array => Float32Array.from({ length: indexes.length }, (_, i) => column[indexes[i]]);
  return {
    ...taken,
    pose: { heightMeters: take(pose.heightMeters), pitchDegrees: take(pose.pitchDegrees), yawDegrees: take(pose.yawDegrees) },
  };
}
