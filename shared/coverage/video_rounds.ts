import { DUTIES, EVIDENCE_CLASSES } from '../model/evidence';
import { FORCE_KINDS, type ForceKind } from '../model/force_kind';
import { modeCodeOf } from '../model/patrol_mode';
import type { InstantRange } from '../model/time_window';
import { cutByView } from './drone_sight';
import { PieceBuffer } from './piece_buffer';
import { allocateIntervals, concatIntervals, type PresenceIntervals } from './presence_intervals';

/** A stretch of time for which a desk watched a camera that showed a picture. */
export interface VideoRound extends InstantRange {
  readonly cameraId: number;
  /** The square the camera hangs in. */
  readonly ownSquareId: number;
  /** Squares whose centre it sees. */
  readonly seenSquareIds: readonly number[];
}

/** The parts of a stretch of time outside all `holes`, ascending. O(holes · log holes). */
export function withoutHoles(range: InstantRange, holes: readonly InstantRange[]): InstantRange[] {
  const parts: InstantRange[] = [];
  let reachedMs = range.fromMs;
  for (const hole of holes.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (hole.toMs <= reachedMs) continue;
    if (hole.fromMs >= range.toMs) break;
    if (hole.fromMs > reachedMs) parts.push({ fromMs: reachedMs, toMs: hole.fromMs });
    reachedMs = hole.toMs;
  }
  if (reachedMs < range.toMs) parts.push({ fromMs: reachedMs, toMs: range.toMs });
  return parts;
}

/**
 * The ledger of one desk's rounds by video (METHODS 3): while it watched a camera, every square the camera sees is seen. The desk's time is conserved: at each instant
 * it is present in the square of one camera, the one it turned to last (of equal ones that of the smallest id), as `out_of_view` where that camera does not show it. A
 * function of the set of rounds. O(rounds · (rounds at once + squares)).
 */
export function creditVideoRounds(
  desk: { readonly unitId: number; readonly kind: ForceKind },
  rounds: readonly VideoRound[],
): PresenceIntervals {
  const { inView, outOfView, aside } = cutByView(deskPresence(rounds), seenByRounds(rounds));
  return concatIntervals([toRows(desk, inView, 0, 'patrol'), toRows(desk, outOfView, 0, 'out_of_view'), toRows(desk, aside, 1, 'patrol')]);
}

/** Which camera the desk is taken to look at, from change to change. */
function deskPresence(rounds: readonly VideoRound[]): PieceBuffer {
  const edges = [...new Set(rounds.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].sort((a, b) => a - b);
  const byStart = rounds.toSorted((a, b) => a.fromMs - b.fromMs || b.cameraId - a.cameraId);
  const presence = new PieceBuffer(64);
  let next = 0;
  let open: VideoRound[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    while (next < byStart.length && byStart[next].fromMs <= edges[i]) open.push(byStart[next++]);
    open = open.filter(({ toMs }) => toMs > edges[i]);
    // the last of those that are open: latest start, smallest id
    const watched = open.at(-1);
    if (watched !== undefined) presence.append(watched.ownSquareId, edges[i], edges[i + 1]);
  }
  return presence;
}

/** Union over the rounds of what each showed, square by square. */
function seenByRounds(rounds: readonly VideoRound[]): PieceBuffer {
  const bySquare = new Map<number, InstantRange[]>();
  for (const round of rounds) {
    for (const squareId of round.seenSquareIds) {
      const list = bySquare.get(squareId);
      if (list === undefined) bySquare.set(squareId, [round]);
      else list.push(round);
    }
  }
  const seen = new PieceBuffer(64);
  for (const [squareId, ranges] of [...bySquare].toSorted(([a], [b]) => a - b)) {
    let row = -1;
    for (const { fromMs, toMs } of ranges.toSorted((a, b) => a.fromMs - b.fromMs)) {
      if (row >= 0 && fromMs <= seen.endMs[row]) seen.endMs[row] = Math.max(seen.endMs[row], toMs);
      else if (toMs > fromMs) row = seen.push(squareId, fromMs, toMs);
    }
  }
  return seen;
}

function toRows(
  { unitId, kind }: { readonly unitId: number; readonly kind: ForceKind },
  pieces: PieceBuffer,
  seenOnly: 0 | 1,
  duty: 'patrol' | 'out_of_view',
): PresenceIntervals {
  const rows = allocateIntervals(pieces.length);
  rows.squareId.set(pieces.squareId.subarray(0, pieces.length));
  rows.startMs.set(pieces.startMs.subarray(0, pieces.length));
  rows.endMs.set(pieces.endMs.subarray(0, pieces.length));
  rows.unitId.fill(unitId);
  rows.mode.fill(modeCodeOf('video'));
  rows.kind.fill(FORCE_KINDS.indexOf(kind));
  rows.evidence.fill(EVIDENCE_CLASSES.indexOf('observed'));
  rows.duty.fill(DUTIES.indexOf(duty));
  rows.seenOnly.fill(seenOnly);
  return rows;
}
