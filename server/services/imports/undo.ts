import type { App } from '../../app';
import { undoBatch } from '../../imports/undo_batch';

/** Queues the undoing of an import behind what is running; follow it by its job id. */
export function startUndo(app: App, input: { readonly batch: number }): { jobId: string } {
  return { jobId: app.imports.start((context) => undoBatch(context, input.batch)) };
}
