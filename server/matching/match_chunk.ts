import type { Actor } from '@valhallajs/valhallajs';
import { chooseTrace, type MatchedMode, type RunPositions, type Trace } from '@beatline/shared/coverage/matched_trace';
import { courseOfWays, straightCourse, type MatchedCourse, type StreetWay } from '@beatline/shared/coverage/matched_course';
import type { FixColumns } from '@beatline/shared/coverage/fixes';
import type { Projection } from '@beatline/shared/geo/projection';
import { WALKING_METERS_PER_SECOND } from '@beatline/shared/planning/street_graph';
import { TRACE_ATTRIBUTES, waysOfAnswer, type TraceAnswer } from './valhalla_answer';
import { BREAKAGE_METERS } from './valhalla_config';

/** Consecutive cleaned fixes of one unit, no two of them farther apart in time than may be inferred. */
export interface Chunk {
  readonly mode: MatchedMode;
  /** Longest step that is observed. */
  readonly observedLimitMs: number;
  readonly fixes: Pick<FixColumns, 'length' | 'instantMs' | 'lng' | 'lat'>;
}

/** The streets a chunk is matched with. */
export interface MatchGround {
  readonly actor: Actor;
  readonly projection: Projection;
  /** By the id of a street segment, which is the id of its way. */
  readonly speedMetersPerSecond: ArrayLike<number>;
}

/** Costing models of Valhalla. */
const COSTING: Readonly<Record<MatchedMode, string>> = { vehicle: 'auto', bike: 'bicycle', foot: 'pedestrian' };
/** METHODS 3 snaps foot within 15 m only; wheels are on a street somewhere within the worst accuracy that is kept. */
const SNAP_METERS: Readonly<Record<MatchedMode, number>> = { vehicle: 50, bike: 50, foot: 15 };
/** METHODS does not say; chosen as the pace of a patrol that looks about, a bike takes the ways of a vehicle and no more than this. */
const BIKE_MOST_METERS_PER_SECOND = 4.2;

/** Search radii are the least that reach the street a fix is noise away from; turns are dear, because noise looks like turning. The noise Valhalla assumes changes nothing. */
const TRACE_OPTIONS: Readonly<Record<MatchedMode, object>> = {
  vehicle: { search_radius: 35, turn_penalty_factor: 500 },
  bike: { search_radius: 35, turn_penalty_factor: 500 },
  foot: { search_radius: 30, turn_penalty_factor: 500 },
};

/** Looks for the ways of a chunk's steps on the streets. The answer depends on the chunk and the streets alone. */
export async function matchChunk(ground: MatchGround, chunk: Chunk): Promise<MatchedCourse> {
  const run = positionsOf(chunk, ground.projection);
  const trace = chooseTrace(run, chunk.mode, chunk.observedLimitMs);
  const ways: (StreetWay | undefined)[] = [];
  for (const [from, to] of stretchesOf(run, trace)) {
    while (ways.length < from) ways.push(undefined);
    if (to > from) ways.push(...(await matchAnchors(ground, chunk, trace.anchors.slice(from, to + 1))));
  }
  if (ways.every((way) => way === undefined)) return straightCourse(Math.max(0, chunk.fixes.length - 1));
  return courseOfWays(run, trace, ways, SNAP_METERS[chunk.mode]);
}

function positionsOf({ fixes }: Chunk, projection: Projection): RunPositions {
  const x = new Float64Array(fixes.length);
  const y = new Float64Array(fixes.length);
  for (let i = 0; i < fixes.length; i++) {
    const meters = projection.toMeters([fixes.lng[i], fixes.lat[i]]);
    x[i] = meters.x;
    y[i] = meters.y;
  }
  return { x, y, instantMs: fixes.instantMs };
}

/** Anchors that can be asked about together, as positions in `anchors` from and to, both included: Valhalla answers steps too long for it without saying so. */
function stretchesOf({ x, y }: RunPositions, { anchors }: Trace): [from: number, to: number][] {
  const stretches: [number, number][] = [];
  let from = 0;
  for (let k = 1; k <= anchors.length; k++) {
    const isEnd =
      k === anchors.length || Math.hypot(x[anchors[k]] - x[anchors[k - 1]], y[anchors[k]] - y[anchors[k - 1]]) > BREAKAGE_METERS * 0.99;
    if (!isEnd) continue;
    stretches.push([from, k - 1]);
    from = k;
  }
  return stretches;
}

async function matchAnchors(ground: MatchGround, { mode, fixes }: Chunk, anchors: readonly number[]): Promise<(StreetWay | undefined)[]> {
  const request = {
    shape: anchors.map((i) => ({ lat: fixes.lat[i], lon: fixes.lng[i] })),
    costing: COSTING[mode],
    shape_match: 'map_snap',
    // Which fixes are left out is decided before: all given are to be matched.
    trace_options: { ...TRACE_OPTIONS[mode], interpolation_distance: 0 },
    filters: { action: 'include', attributes: TRACE_ATTRIBUTES },
  };
  let text: string;
  try {
    text = await ground.actor.traceAttributes(JSON.stringify(request));
  } catch (error) {
    if (isNoMatch(error)) return anchors.slice(1).map(() => undefined);
    throw error;
  }
  return waysOfAnswer(JSON.parse(text) as TraceAnswer, paceOn(ground, mode), ground.projection);
}

/** Valhalla's errors 171 (no street near), 442 to 445 (no way) and 430 mean that there is nothing to match with; any other is a fault. */
function isNoMatch(error: unknown): boolean {
  return (
    error instanceof Error &&
    /no suitable edges|no path could be found|exceeded breakage|map match algorithm failed|171|44[1-5]/i.test(error.message)
  );
}

function paceOn({ speedMetersPerSecond }: MatchGround, mode: MatchedMode): (wayId: number) => number {
  if (mode === 'foot') return () => 1 / WALKING_METERS_PER_SECOND;
  const most = mode === 'bike' ? BIKE_MOST_METERS_PER_SECOND : Infinity;
  return (wayId) => 1 / Math.min(most, speedMetersPerSecond[wayId]);
}
