import type { App } from '../../app';

/** Gives a load up; nothing of it stays. */
export async function cancelImport(app: App, input: { readonly jobId: string }): Promise<void> {
  app.imports.cancel(input.jobId);
}
