import { decodeColumn } from '@beatline/shared/formats/binary_column';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { TrackColumns } from '@beatline/shared/model/views/unit_view';
import { indexAtOrBefore } from './index_at_or_before';

/** Tracks decoded once: path i covers fixes [startIndex[i], startIndex[i+1]). */
export interface Tracks {
  readonly paths: TrackColumns['paths'];
  readonly startIndex: Uint32Array;
  /** lng, lat per fix. */
  readonly positions: Float64Array;
  readonly instantMs: Float64Array;
}

const decoded = new WeakMap<TrackColumns, Tracks>();

export function tracksOf(columns: TrackColumns): Tracks {
  let tracks = decoded.get(columns);
  if (tracks === undefined) {
    tracks = {
      paths: columns.paths,
      startIndex: Uint32Array.from(decodeColumn(columns.startIndex)),
      positions: Float64Array.from(decodeColumn(columns.positions)),
      instantMs: Float64Array.from(decodeColumn(columns.instantMs)),
    };
    decoded.set(columns, tracks);
  }
  return tracks;
}

/** Where a unit was at an instant, and the trail behind it. */
export interface TrackMoment {
  readonly unitCode: string;
  readonly mode: PatrolMode;
  readonly location: LngLat;
  readonly headingDegrees: number | undefined;
  /** Seconds since the fix before the instant. */
  readonly ageSeconds: number;
  readonly trail: [lng: number, lat: number][];
}

/** A unit whose last fix is older than this is not drawn in the replay: it was off duty or out of reach. */
const LONGEST_SILENCE_MS = 10 * 60_000;
/** Between two fixes further apart than this nothing is known: no position is made up (METHODS 3). */
const LONGEST_STEP_MS = 60_000;

/** Every unit at `instantMs`, each trail reaching back `trailMs`. Cut on the CPU: cheaper here than moving every vertex. */
export function momentsAt(tracks: Tracks, instantMs: number, trailMs: number): TrackMoment[] {
  const moments = new Map<string, TrackMoment>();
  tracks.paths.forEach((path, i) => {
    const start = tracks.startIndex[i] ?? 0;
    const end = tracks.startIndex[i + 1] ?? start;
    if (end <= start || (tracks.instantMs[start] ?? Infinity) > instantMs) return;
    const last = indexAtOrBefore(tracks.instantMs, instantMs, start, end);
    const lastMs = tracks.instantMs[last] ?? 0;
    if (instantMs - lastMs > LONGEST_SILENCE_MS) return;
    const known = moments.get(path.unitCode);
    const ageSeconds = (instantMs - lastMs) / 1000;
    if (known !== undefined && known.ageSeconds <= ageSeconds) return;
    moments.set(path.unitCode, momentOf(tracks, path, start, end, last, instantMs, trailMs));
  });
  return [...moments.values()];
}

function momentOf(
  tracks: Tracks,
  path: TrackColumns['paths'][number],
  start: number,
  end: number,
  last: number,
  instantMs: number,
  trailMs: number,
): TrackMoment {
  const at = (i: number): LngLat => [tracks.positions[i * 2] ?? 0, tracks.positions[i * 2 + 1] ?? 0];
  const lastMs = tracks.instantMs[last] ?? 0;
  const nextMs = last + 1 < end ? (tracks.instantMs[last + 1] ?? Infinity) : Infinity;
  const from = at(last);
  const moving = nextMs - lastMs <= LONGEST_STEP_MS && nextMs > lastMs;
  const to = moving ? at(last + 1) : from;
  const share = moving ? (instantMs - lastMs) / (nextMs - lastMs) : 0;
  const location: LngLat = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  const first = Math.max(start, indexAtOrBefore(tracks.instantMs, instantMs - trailMs, start, end));
  const trail: TrackMoment['trail'] = [];
  for (let i = first; i <= last; i++) trail.push([...at(i)]);
  trail.push([...location]);
  const before = last > start ? at(last - 1) : from;
  return {
    unitCode: path.unitCode,
    mode: path.mode,
    location,
    headingDegrees: headingOf(moving ? from : before, moving ? to : from),
    ageSeconds: (instantMs - lastMs) / 1000,
    trail,
  };
}

/** Direction of travel clockwise from north; undefined when it did not move. Flat-earth, good to a degree within one step. */
function headingOf(from: LngLat, to: LngLat): number | undefined {
  const east = (to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180);
  const north = to[1] - from[1];
  return east === 0 && north === 0 ? undefined : (Math.atan2(east, north) * 180) / Math.PI;
}
