import type { RunPositions, Trace } from './matched_trace';

/** A way along the streets from one anchor of a trace to the next, projected metres: at least one vertex, the first and the last where the anchors are on it. */
export interface StreetWay {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Time from the first vertex at the streets' own speeds. */
  readonly seconds: readonly number[];
}

/**
 * Ways of the steps between consecutive fixes of a track: those of step i are vertices `firstVertex[i]` to `firstVertex[i + 1]` − 1, projected metres. A step
 * without vertices has none and is taken straight.
 */
export interface MatchedCourse {
  readonly firstVertex: Uint32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Time to each vertex from the first of its step at the streets' own speeds. */
  readonly seconds: Float64Array;
  /** Time each step's way takes at the streets' own speeds; NaN where there is none. */
  readonly travelSeconds: Float64Array;
}

/**
 * How far ahead on a way a fix between two anchors is looked for beyond the fix before it: such fixes lie within 20 m of the first anchor, and farther on the way
 * may come back. Chosen.
 */
const LOOK_AHEAD_METERS = 60;

/**
 * The ways of a run's steps from the ways between its anchors (`ways[k]` from anchor k to anchor k + 1, undefined where there is none). A fix between anchors is
 * put where the way is nearest to it, never behind the fix before it. No way for a step that stands, nor beside a fix farther than `snapMeters` from its way.
 */
export function courseOfWays(run: RunPositions, trace: Trace, ways: readonly (StreetWay | undefined)[], snapMeters: number): MatchedCourse {
  const steps = Math.max(0, run.instantMs.length - 1);
  const firstVertex = new Uint32Array(steps + 1);
  const travelSeconds = new Float64Array(steps).fill(Number.NaN);
  const course: GrowingCourse = { x: [], y: [], seconds: [] };
  for (let k = 0; k + 1 < trace.anchors.length; k++) {
    const from = trace.anchors[k];
    const to = trace.anchors[k + 1];
    const way = ways[k];
    if (way === undefined) {
      for (let i = from; i < to; i++) firstVertex[i + 1] = course.x.length;
      continue;
    }
    const along = metersAlong(way);
    const total = along[along.length - 1];
    let position = placeOn(way, along, 0, run.x[from], run.y[from], 0);
    for (let i = from; i < to; i++) {
      const next =
        i + 1 === to
          ? placeOn(way, along, total, run.x[to], run.y[to], total)
          : placeOn(way, along, position.meters, run.x[i + 1], run.y[i + 1], Math.min(total, position.meters + LOOK_AHEAD_METERS));
      if (trace.standing[i] === 0 && position.offMeters <= snapMeters && next.offMeters <= snapMeters) {
        appendPart(way, along, position, next, course);
        travelSeconds[i] = next.seconds - position.seconds;
      }
      firstVertex[i + 1] = course.x.length;
      position = next;
    }
  }
  return {
    firstVertex,
    x: Float64Array.from(course.x),
    y: Float64Array.from(course.y),
    seconds: Float64Array.from(course.seconds),
    travelSeconds,
  };
}

interface GrowingCourse {
  readonly x: number[];
  readonly y: number[];
  readonly seconds: number[];
}

function metersAlong({ x, y }: StreetWay): number[] {
  const along = [0];
  for (let i = 1; i < x.length; i++) along.push(along[i - 1] + Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]));
  return along;
}

/** A place on a way. */
interface Place {
  /** From the start of the way. */
  readonly meters: number;
  readonly seconds: number;
  readonly x: number;
  readonly y: number;
  /** From the fix that is put there. */
  readonly offMeters: number;
}

/** Where the stretch from `fromMeters` to `toMeters` of a way is nearest to a position, the earliest of equals. */
function placeOn(way: StreetWay, along: readonly number[], fromMeters: number, x: number, y: number, toMeters: number): Place {
  let best: Place | undefined;
  for (let i = 1; i < along.length; i++) {
    if (along[i] < fromMeters && i < along.length - 1) continue;
    if (best !== undefined && along[i - 1] > toMeters) break;
    const length = along[i] - along[i - 1];
    const dx = way.x[i] - way.x[i - 1];
    const dy = way.y[i] - way.y[i - 1];
    const wanted = length > 0 ? ((x - way.x[i - 1]) * dx + (y - way.y[i - 1]) * dy) / length : 0;
    const meters = Math.min(toMeters, Math.max(fromMeters, along[i - 1] + Math.min(length, Math.max(0, wanted))));
    const fraction = length > 0 ? Math.min(1, Math.max(0, (meters - along[i - 1]) / length)) : 0;
    const placeX = way.x[i - 1] + fraction * dx;
    const placeY = way.y[i - 1] + fraction * dy;
    const offMeters = Math.hypot(x - placeX, y - placeY);
    if (best === undefined || offMeters < best.offMeters)
      best = { meters, seconds: way.seconds[i - 1] + fraction * (way.seconds[i] - way.seconds[i - 1]), x: placeX, y: placeY, offMeters };
  }
  return best ?? { meters: 0, seconds: 0, x: way.x[0], y: way.y[0], offMeters: Math.hypot(x - way.x[0], y - way.y[0]) };
}

function appendPart(way: StreetWay, along: readonly number[], from: Place, to: Place, course: GrowingCourse): void {
  const add = (x: number, y: number, seconds: number): void => {
    course.x.push(x);
    course.y.push(y);
    course.seconds.push(seconds - from.seconds);
  };
  add(from.x, from.y, from.seconds);
  for (let i = 1; i + 1 < along.length; i++) {
    if (along[i] <= from.meters) continue;
    if (along[i] >= to.meters) break;
    add(way.x[i], way.y[i], way.seconds[i]);
  }
  add(to.x, to.y, to.seconds);
}

/** Courses of stretches of one track that follow each other step by step, as one. */
export function joinCourses(courses: readonly MatchedCourse[]): MatchedCourse {
  const steps = courses.reduce((sum, course) => sum + course.travelSeconds.length, 0);
  const vertices = courses.reduce((sum, course) => sum + course.x.length, 0);
  const joined = {
    firstVertex: new Uint32Array(steps + 1),
    x: new Float64Array(vertices),
    y: new Float64Array(vertices),
    seconds: new Float64Array(vertices),
    travelSeconds: new Float64Array(steps),
  };
  let step = 0;
  let vertex = 0;
  for (const course of courses) {
    for (let i = 0; i < course.travelSeconds.length; i++) joined.firstVertex[step + i + 1] = vertex + course.firstVertex[i + 1];
    joined.x.set(course.x, vertex);
    joined.y.set(course.y, vertex);
    joined.seconds.set(course.seconds, vertex);
    joined.travelSeconds.set(course.travelSeconds, step);
    step += course.travelSeconds.length;
    vertex += course.x.length;
  }
  return joined;
}

/** Steps `from` to `to` − 1 of a course. */
export function stepsOfCourse(course: MatchedCourse, from: number, to: number): MatchedCourse {
  const firstVertex = course.firstVertex[from];
  return {
    firstVertex: course.firstVertex.slice(from, to + 1).map((vertex) => vertex - firstVertex),
    x: course.x.slice(firstVertex, course.firstVertex[to]),
    y: course.y.slice(firstVertex, course.firstVertex[to]),
    seconds: course.seconds.slice(firstVertex, course.firstVertex[to]),
    travelSeconds: course.travelSeconds.slice(from, to),
  };
}

/** A course of so many steps that has no way at all. */
export function straightCourse(steps: number): MatchedCourse {
  return {
    firstVertex: new Uint32Array(steps + 1),
    x: new Float64Array(0),
    y: new Float64Array(0),
    seconds: new Float64Array(0),
    travelSeconds: new Float64Array(steps).fill(Number.NaN),
  };
}
