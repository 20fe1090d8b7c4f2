import type { FixColumns } from '../coverage/fixes';

/** One stretch of a track short enough to be found by place and time together: fixes [first, last] of the columns it was cut from. */
export interface TrackPiece {
  readonly first: number;
  readonly last: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Chosen, because a car crosses a district in ten minutes: longer boxes would make the spatial index useless. */
const PIECE_MS = 600_000;

/**
 * Cuts cleaned fixes, ascending in time, into pieces of at most ten minutes, at every gap longer than `maxGapMs`. Pieces that follow each other
 * without a gap share a fix. A fix alone between two gaps makes no piece. Linear.
 */
export function trackPiecesOf(fixes: FixColumns, maxGapMs: number): TrackPiece[] {
  const { instantMs, length } = fixes;
  const pieces: TrackPiece[] = [];
  let first = 0;
  const close = (last: number): void => {
    if (last > first) pieces.push({ first, last, fromMs: instantMs[first], toMs: instantMs[last] });
  };
  for (let i = 1; i < length; i++) {
    if (instantMs[i] - instantMs[i - 1] > maxGapMs) {
      close(i - 1);
      first = i;
    } else if (instantMs[i] - instantMs[first] > PIECE_MS) {
      close(i - 1);
      first = i - 1;
    }
  }
  close(length - 1);
  return pieces;
}
