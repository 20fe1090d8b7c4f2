import type { ImportInspection, ImportKind, ImportSettings } from '@beatline/shared/model/views/import_view';
import type { App } from '../../app';
import { importerOf } from '../../imports/importers';
import { lookAt } from './saved_mapping';

export interface ImportRequest {
  readonly uploadId: string;
  readonly kind: ImportKind;
  readonly settings: ImportSettings;
}

/** Looks at an uploaded file and says what would be done with it. */
export async function inspectUpload(app: App, { uploadId, kind, settings }: ImportRequest): Promise<ImportInspection> {
  return (await lookAt(app, importerOf(kind), await app.uploads.find(uploadId), settings)).inspection;
}
