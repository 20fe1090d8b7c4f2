import type { ImportInspection, ImportKind, ImportSettings } from '@beatline/shared/model/views/import_view';
import type { ImportContext } from './import_context';
import type { ImportFile } from './input_file';

/** One kind of file, from first look to report. Both calls read the file in the same way; only `load` writes. */
export interface Importer {
  readonly kind: ImportKind;
  /** Looks at the start of the file (detect, preview, map, check) and says what would be done with it. */
  inspect(context: ImportContext, file: ImportFile, settings: ImportSettings): Promise<ImportInspection>;
  /** Loads the file as one transaction and answers the report of COMMANDS. */
  load(context: ImportContext, file: ImportFile, settings: ImportSettings): Promise<object>;
}
