import type { Projection } from '@beatline/shared/geo/projection';
import type { StreetWay } from '@beatline/shared/coverage/matched_course';

/** What is read of an answer of Valhalla's `trace_attributes` (valhalla.github.io, map matching); `shape` is a polyline of six decimals. */
export interface TraceAnswer {
  readonly shape: string;
  readonly edges: readonly {
    readonly way_id: number;
    /** Kilometres in three decimals, of the part that is travelled. */
    readonly length: number;
    readonly begin_shape_index: number;
    readonly end_shape_index: number;
  }[];
  /** One for each position asked for, in their order. */
  readonly matched_points: readonly {
    readonly lon: number;
    readonly lat: number;
    readonly type: 'matched' | 'interpolated' | 'unmatched';
    /** Position in `edges`; a number beyond them where there is none. */
    readonly edge_index?: number;
    readonly begin_route_discontinuity?: boolean;
    readonly end_route_discontinuity?: boolean;
  }[];
}

/** Attributes to ask for. */
export const TRACE_ATTRIBUTES: readonly string[] = [
  'shape',
  'edge.way_id',
  'edge.length',
  'edge.begin_shape_index',
  'edge.end_shape_index',
  'matched.point',
  'matched.type',
  'matched.edge_index',
  'matched.begin_route_discontinuity',
  'matched.end_route_discontinuity',
];

/** An edge whose drawn shape is longer than its length by more than this hides a jump: positions too far apart are answered so, without a word. */
const JUMP_METERS = 20;

/**
 * The way from each position to the next; undefined where no street joins them. `secondsPerMeter` gives the pace on a way by its id. Linear in the shape.
 */
export function waysOfAnswer(
  answer: TraceAnswer,
  secondsPerMeter: (wayId: number) => number,
  projection: Projection,
): (StreetWay | undefined)[] {
  const shape = decodeShape(answer.shape, projection);
  const points = answer.matched_points;
  const ways: (StreetWay | undefined)[] = [];
  for (let k = 0; k + 1 < points.length; k++) {
    const from = points[k];
    const to = points[k + 1];
    const first = from.edge_index ?? -1;
    const last = to.edge_index ?? -1;
    const isJoined =
      from.type === 'matched' &&
      to.type === 'matched' &&
      from.begin_route_discontinuity !== true &&
      to.end_route_discontinuity !== true &&
      first >= 0 &&
      last >= first &&
      last < answer.edges.length;
    ways.push(
      isJoined
        ? wayBetween(
            answer,
            shape,
            first,
            last,
            projection.toMeters([from.lon, from.lat]),
            projection.toMeters([to.lon, to.lat]),
            secondsPerMeter,
          )
        : undefined,
    );
  }
  return ways;
}

interface Meters {
  readonly x: number;
  readonly y: number;
}

function wayBetween(
  { edges }: TraceAnswer,
  shape: readonly Meters[],
  first: number,
  last: number,
  from: Meters,
  to: Meters,
  secondsPerMeter: (wayId: number) => number,
): StreetWay | undefined {
  const x = [from.x];
  const y = [from.y];
  const seconds = [0];
  const add = (position: Meters, wayId: number): void => {
    const i = x.length - 1;
    const meters = Math.hypot(position.x - x[i], position.y - y[i]);
    if (meters === 0 && i > 0) return;
    seconds.push(seconds[i] + meters * secondsPerMeter(wayId));
    x.push(position.x);
    y.push(position.y);
  };
  for (let e = first; e <= last; e++) {
    const edge = edges[e];
    if (e > first && hasJump(edge, shape)) return undefined;
    const begin = e === first ? nearestStep(shape, edge.begin_shape_index, edge.end_shape_index, from) : edge.begin_shape_index;
    const end =
      e === last ? nearestStep(shape, e === first ? begin : edge.begin_shape_index, edge.end_shape_index, to) : edge.end_shape_index - 1;
    for (let i = begin + 1; i <= end; i++) add(shape[i], edge.way_id);
    add(e === last ? to : shape[edge.end_shape_index], edge.way_id);
  }
  return { x, y, seconds };
}

function hasJump(edge: TraceAnswer['edges'][number], shape: readonly Meters[]): boolean {
  let meters = 0;
  for (let i = edge.begin_shape_index + 1; i <= edge.end_shape_index; i++)
    meters += Math.hypot(shape[i].x - shape[i - 1].x, shape[i].y - shape[i - 1].y);
  return meters > edge.length * 1000 * 1.01 + JUMP_METERS;
}

/** Index i of the step from shape[i] to shape[i + 1] nearest to a position, the earliest of equals. */
function nearestStep(shape: readonly Meters[], begin: number, end: number, { x, y }: Meters): number {
  let best = begin;
  let bestMeters = Infinity;
  for (let i = begin; i < end; i++) {
    const dx = shape[i + 1].x - shape[i].x;
    const dy = shape[i + 1].y - shape[i].y;
    const square = dx * dx + dy * dy;
    const fraction = square > 0 ? Math.min(1, Math.max(0, ((x - shape[i].x) * dx + (y - shape[i].y) * dy) / square)) : 0;
    const meters = Math.hypot(shape[i].x + fraction * dx - x, shape[i].y + fraction * dy - y);
    // A millimetre nearer is no nearer: positions are told to a tenth of a metre.
    if (meters < bestMeters - 1e-3) {
      best = i;
      bestMeters = meters;
    }
  }
  return best;
}

/** Google's encoded polyline with six decimals. */
function decodeShape(text: string, projection: Projection): Meters[] {
  const positions: Meters[] = [];
  let at = 0;
  let lat = 0;
  let lng = 0;
  const next = (): number => {
    let value = 0;
    let shift = 0;
    for (;;) {
      const bits = text.charCodeAt(at++) - 63;
      value |= (bits & 31) << shift;
      if (bits < 32) return value & 1 ? ~(value >> 1) : value >> 1;
      shift += 5;
    }
  };
  while (at < text.length) {
    lat += next();
    lng += next();
    positions.push(projection.toMeters([lng / 1e6, lat / 1e6]));
  }
  return positions;
}
