import type { App } from '../../app';
import { importerOf } from '../../imports/importers';
import type { ImportRequest } from './inspect';

/** Queues the load of an uploaded file; follow it by its job id. */
export async function startLoad(app: App, { uploadId, kind, settings }: ImportRequest): Promise<{ jobId: string }> {
  const importer = importerOf(kind);
  const file = await app.uploads.find(uploadId);
  const jobId = app.imports.start(async (context) => {
    const report = await importer.load(context, file, settings);
    await app.uploads.remove(uploadId);
    return report;
  });
  return { jobId };
}
