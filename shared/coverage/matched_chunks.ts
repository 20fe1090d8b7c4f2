import type { FixColumns } from './fixes';
import { INFERRED_GAP_MAX_MS } from './observed_gap';

const HOUR_MS = 3_600_000;
/** What is looked at beyond the hour a chunk is about, so that its ways begin and end as those of its neighbours do. Chosen: some corners of a drive. */
const CONTEXT_MS = 120_000;

/** Part of a track that is looked for on the streets by itself: fixes `from` to `to`, both included, of which the steps `firstStep` to `lastStep` count. */
export interface TrackChunk {
  readonly from: number;
  readonly to: number;
  readonly firstStep: number;
  readonly lastStep: number;
}

/**
 * Cuts cleaned fixes, ascending, into runs parted by silences of more than 300 s and those at every full hour UTC, so that a fix that comes late changes the hours round
 * it only and no request grows without bound. Every step within a run belongs to one chunk, in order; steps over a silence belong to none. Linear.
 */
export function matchedChunks(instantMs: FixColumns['instantMs'], length: number): TrackChunk[] {
  const chunks: TrackChunk[] = [];
  let runStart = 0;
  for (let i = 1; i <= length; i++) {
    if (i < length && instantMs[i] - instantMs[i - 1] <= INFERRED_GAP_MAX_MS) continue;
    addRun(instantMs, runStart, i - 1, chunks);
    runStart = i;
  }
  return chunks;
}

function addRun(instantMs: FixColumns['instantMs'], first: number, last: number, chunks: TrackChunk[]): void {
  let firstStep = first;
  while (firstStep < last) {
    const hour = Math.floor(instantMs[firstStep] / HOUR_MS);
    let lastStep = firstStep;
    while (lastStep + 1 < last && Math.floor(instantMs[lastStep + 1] / HOUR_MS) === hour) lastStep++;
    let from = firstStep;
    while (from > first && instantMs[firstStep] - instantMs[from - 1] <= CONTEXT_MS) from--;
    let to = lastStep + 1;
    while (to < last && instantMs[to + 1] - instantMs[lastStep + 1] <= CONTEXT_MS) to++;
    chunks.push({ from, to, firstStep, lastStep });
    firstStep = lastStep + 1;
  }
}
