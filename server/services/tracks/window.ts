import { tracksInWindow } from '@beatline/db/queries/tracks';
import { encodeColumn } from '@beatline/shared/formats/binary_column';
import type { TrackColumns } from '@beatline/shared/model/views/unit_view';
import type { App } from '../../app';
import type { WindowModesInput } from '../../routers/inputs';
import { rangeOf } from '../window_range';

/** Fixes an answer carries at most: 24 bytes each, 5 MB, what a map still draws at once. */
const MOST_FIXES = 200_000;
/** Of a longer window only its end is answered: eight days of fifty units are a million fixes, and no map shows them. */
const LONGEST_MS = 8 * 86_400_000;

/** Tracks of a window as flat columns, thinned evenly when there are too many. */
export async function tracksOfWindow(app: App, input: WindowModesInput): Promise<TrackColumns> {
  const asked = rangeOf(input);
  const range = { fromMs: Math.max(asked.fromMs, asked.toMs - LONGEST_MS), toMs: asked.toMs };
  const { modes } = input;
  const tracks = await app.query((scoped) =>
    tracksInWindow(scoped, range, { maxFixes: MOST_FIXES, ...(modes === undefined ? {} : { modes }) }),
  );
  return {
    paths: tracks.paths.map(({ unitCode, mode }) => ({ unitCode, mode })),
    startIndex: encodeColumn(tracks.startIndex),
    positions: encodeColumn(tracks.positions),
    instantMs: encodeColumn(tracks.instantMs),
    thinned: tracks.thinned || range.fromMs !== asked.fromMs,
  };
}
