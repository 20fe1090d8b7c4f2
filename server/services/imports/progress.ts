import type { ImportProgress } from '@beatline/shared/model/views/import_view';
import type { App } from '../../app';

export async function* importProgress(
  app: App,
  input: { readonly jobId: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<ImportProgress> {
  yield* app.imports.follow(input.jobId, signal);
}
