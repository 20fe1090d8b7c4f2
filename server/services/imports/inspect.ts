import type { ImportInspection, ImportKind, ImportSettings } from '@beatline/shared/model/views/import_view';
import type { App } from '../../app';
import { importerOf } from '../../imports/importers';
import { importContextOf } from './import_context_of';

export interface ImportRequest {
  readonly uploadId: string;
  readonly kind: ImportKind;
  readonly settings: ImportSettings;
}

/** Looks at an uploaded file and says what would be done with it. */
export async function inspectUpload(app: App, { uploadId, kind, settings }: ImportRequest): Promise<ImportInspection> {
  return importerOf(kind).inspect(importContextOf(app), await app.uploads.find(uploadId), settings);
}
