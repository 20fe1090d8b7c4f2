import type { App } from '../../app';
import { importerOf } from '../../imports/importers';
import type { ImportRequest } from './inspect';
import { keepMapping, lookAt } from './saved_mapping';

/** Queues the load of an uploaded file as it was looked at; follow it by its job id. `saveMapping` offers its columns for the next file of its header. */
export async function startLoad(
  app: App,
  { uploadId, kind, settings, saveMapping }: ImportRequest & { readonly saveMapping?: boolean | undefined },
): Promise<{ jobId: string }> {
  const importer = importerOf(kind);
  const file = await app.uploads.find(uploadId);
  const looked = await lookAt(app, importer, file, settings);
  const jobId = app.imports.start(async (context) => {
    const report = await importer.load(context, file, looked.settings);
    if (saveMapping === true) await keepMapping(app, looked);
    await app.uploads.remove(uploadId);
    return report;
  });
  return { jobId };
}
