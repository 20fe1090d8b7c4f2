import {
  between,
  doubleArea,
  ringHolds,
  sameCorner,
  segmentsMeet,
  sideOf,
  type Corner,
  type CornerOutline,
  type CornerRing,
} from './police_grid_outline';

export type CutFault = 'line_misses' | 'line_crosses_often' | 'line_in_hole' | 'line_crosses_itself';

/** A corner that a cut sets on a border. */
export interface AddedCorner {
  readonly border: readonly [Corner, Corner];
  readonly corner: Corner;
}

/** An outline in two, left and right of the line, with the corners the cut set on its border. */
export type CutOutline =
  | { readonly valid: true; readonly left: CornerOutline; readonly right: CornerOutline; readonly added: readonly AddedCorner[] }
  | { readonly valid: false; readonly fault: CutFault };

/** Where the line meets the outer ring: at a corner, or between corner `index` and the next. */
interface Meeting {
  readonly index: number;
  readonly corner: Corner;
  readonly isNew: boolean;
  /** Position along the line: number of the leg and share of it. */
  readonly along: number;
}

/** Cuts an outline along a line that enters and leaves one of its polygons once and touches none of its holes. */
export function cutRing(outline: CornerOutline, line: readonly Corner[]): CutOutline {
  const path = line.filter((corner, i) => i === 0 || !sameCorner(corner, line[i - 1]));
  if (crossesItself(path)) return { valid: false, fault: 'line_crosses_itself' };
  const crossed = outline.map((polygon) => meetingsOf(polygon[0], path));
  const inside = crossed.flatMap((meetings, polygon) => chordsOf(outline[polygon][0], meetings, path).map((chord) => ({ polygon, chord })));
  const [only] = inside;
  if (only === undefined) return { valid: false, fault: 'line_misses' };
  if (inside.length > 1) return { valid: false, fault: 'line_crosses_often' };
  const { polygon, chord } = only;
  const [outer, ...holes] = outline[polygon];
  if (holes.some((hole) => touches(hole, chord.path))) return { valid: false, fault: 'line_in_hole' };

  // Walking the ring counter-clockwise from where the line leaves to where it enters has the ground left of the line.
  const left = [...stretch(outer, chord.leave, chord.enter), ...chord.path.slice(0, -1)];
  const right = [...stretch(outer, chord.enter, chord.leave), ...chord.path.toReversed().slice(0, -1)];
  if (!(doubleArea(left) > 0 && doubleArea(right) > 0)) return { valid: false, fault: 'line_misses' };
  const rest = outline.filter((_polygon, i) => i !== polygon);
  const own = (ring: CornerRing): CornerRing[] => [ring, ...holes.filter((hole) => ringHolds(ring, innerCorner(hole, ring)))];
  return {
    valid: true,
    left: [own(left), ...rest],
    right: [own(right)],
    added: [chord.enter, chord.leave].flatMap(({ isNew, index, corner }) =>
      isNew ? [{ border: [outer[index], outer[(index + 1) % outer.length]] as const, corner }] : [],
    ),
  };
}

/** A corner of the hole that is no corner of the ring, so that it says on which side the hole lies. */
function innerCorner(hole: CornerRing, ring: CornerRing): Corner {
  return hole.find((corner) => !ring.some((other) => sameCorner(other, corner))) ?? hole[0];
}

function crossesItself(path: readonly Corner[]): boolean {
  for (let i = 1; i < path.length; i++) {
    for (let j = i + 1; j < path.length; j++) if (segmentsMeet(path[i - 1], path[i], path[j - 1], path[j])) return true;
  }
  return false;
}

/** Every meeting of the line with the ring in the order of the line. */
function meetingsOf(ring: CornerRing, path: readonly Corner[]): Meeting[] {
  const meetings: Meeting[] = [];
  const offer = (meeting: Meeting) => {
    if (!meetings.some((known) => sameCorner(known.corner, meeting.corner))) meetings.push(meeting);
  };
  for (let leg = 1; leg < path.length; leg++) {
    const [p, q] = [path[leg - 1], path[leg]];
    ring.forEach((a, index) => {
      const b = ring[(index + 1) % ring.length];
      if (sideOf(p, q, a) === 0 && between(p, q, a)) {
        offer({ index, corner: a, isNew: false, along: leg + shareOf(p, q, a) });
        return;
      }
      if (sideOf(p, q, b) === 0 && between(p, q, b)) return;
      const [sa, sb] = [sideOf(p, q, a), sideOf(p, q, b)];
      const [sp, sq] = [sideOf(a, b, p), sideOf(a, b, q)];
      if (sa > 0 === sb > 0 || (sp > 0 && sq > 0) || (sp < 0 && sq < 0)) return;
      const share = sa / (sa - sb);
      const corner = { x: Math.round(a.x + share * (b.x - a.x)), y: Math.round(a.y + share * (b.y - a.y)) };
      const known = sameCorner(corner, a) ? index : sameCorner(corner, b) ? (index + 1) % ring.length : undefined;
      offer({ index: known ?? index, corner, isNew: known === undefined, along: leg + shareOf(p, q, corner) });
    });
  }
  return meetings.toSorted((a, b) => a.along - b.along);
}

function shareOf(p: Corner, q: Corner, corner: Corner): number {
  const length = (q.x - p.x) ** 2 + (q.y - p.y) ** 2;
  return length === 0 ? 0 : Math.min(0.999_999, Math.max(0, ((corner.x - p.x) * (q.x - p.x) + (corner.y - p.y) * (q.y - p.y)) / length));
}

interface Chord {
  readonly enter: Meeting;
  readonly leave: Meeting;
  /** From where it enters to where it leaves, both included. */
  readonly path: readonly Corner[];
}

/** The stretches of the line between two meetings that run inside the ring. */
function chordsOf(ring: CornerRing, meetings: readonly Meeting[], path: readonly Corner[]): Chord[] {
  const chords: Chord[] = [];
  for (let i = 1; i < meetings.length; i++) {
    const [enter, leave] = [meetings[i - 1], meetings[i]];
    const corners = path.filter((_corner, k) => k + 1 > enter.along && k + 1 < leave.along);
    const whole = [
      enter.corner,
      ...corners.filter((corner) => !sameCorner(corner, enter.corner) && !sameCorner(corner, leave.corner)),
      leave.corner,
    ];
    const middle = { x: (whole[0].x + whole[1].x) / 2, y: (whole[0].y + whole[1].y) / 2 };
    const alongBorder = ring.some((a, k) => {
      const b = ring[(k + 1) % ring.length];
      return sideOf(a, b, middle) === 0 && between(a, b, middle);
    });
    if (!alongBorder && ringHolds(ring, middle)) chords.push({ enter, leave, path: whole });
  }
  return chords;
}

function touches(ring: CornerRing, path: readonly Corner[]): boolean {
  return (
    path.some((corner, i) => i > 0 && ring.some((a, k) => segmentsMeet(path[i - 1], corner, a, ring[(k + 1) % ring.length]))) ||
    path.some((corner) => ring.some((other) => sameCorner(other, corner)))
  );
}

/** Corners of the ring from one meeting to another, counter-clockwise; the first included, the last left out. */
function stretch(ring: CornerRing, from: Meeting, to: Meeting): Corner[] {
  const corners = [from.corner];
  if (from.index === to.index && to.isNew) {
    const [a, b] = [ring[from.index], ring[(from.index + 1) % ring.length]];
    // Both on one border, and the second comes later on it: nothing lies between.
    if (!from.isNew || shareOf(a, b, from.corner) < shareOf(a, b, to.corner)) return corners;
  }
  // A meeting on a border lies before the corner that follows it; a meeting at a corner is that corner.
  const end = to.isNew ? (to.index + 1) % ring.length : to.index;
  let at = (from.index + 1) % ring.length;
  do {
    if (at === end && !(from.isNew && to.isNew && from.index === to.index && corners.length === 1)) break;
    corners.push(ring[at]);
    at = (at + 1) % ring.length;
  } while (at !== end);
  return corners;
}
