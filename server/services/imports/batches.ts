import { listBatches } from '@beatline/db/queries/batches';
import { laterBatches } from '@beatline/db/queries/changes';
import { getDeployment } from '@beatline/db/queries/deployment';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { BatchRow } from '@beatline/shared/model/views/import_view';
import type { App } from '../../app';
import { isoInZone } from '../iso_in_zone';

/** Imports, newest first. */
export async function batchRows(app: App, input: { readonly limit?: number | undefined } = {}): Promise<BatchRow[]> {
  return app.query(async (scoped) => {
    const clock = createSlotClock((await getDeployment(scoped))?.timeZone ?? 'UTC');
    const later = await laterBatches(scoped);
    return (await listBatches(scoped, input.limit)).map((batch) => ({
      batch: batch.id,
      kind: batch.verb,
      fileName: batch.fileName,
      state: batch.state,
      startedAt: isoInZone(clock, batch.startedAtMs),
      seconds: batch.finishedAtMs === undefined ? undefined : (batch.finishedAtMs - batch.startedAtMs) / 1000,
      report: batch.report as Readonly<Record<string, unknown>>,
      rejected: batch.rejected,
      undoFirst: later.get(batch.id),
    }));
  });
}
