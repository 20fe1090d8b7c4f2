import type { ImportKind, ImportProgress, ImportSettings, Upload } from '@beatline/shared/model/views/import_view';
import { useSyncExternalStore } from 'react';
import { sendFile, UploadFailure, type Sending } from './upload_file';

/** A file that lies on the server, and how it is to be read. */
export interface SessionFile {
  readonly upload: Upload;
  /** Rows without the header; undefined while unknown, and for files too large to count. */
  readonly rows: number | undefined;
  readonly settings: ImportSettings;
}

/** One file from the hand to the report. */
export type ImportSession =
  | { readonly step: 'empty' }
  | { readonly step: 'sending'; readonly name: string; readonly fraction: number }
  | { readonly step: 'refused'; readonly name: string; readonly failure: { code: string; message: string; hint: string | undefined } }
  /** `kind` undefined: it is still being found out what the file may be. */
  | ({ readonly step: 'reading'; readonly kind: ImportKind | undefined; readonly isProposed: boolean } & SessionFile)
  | ({ readonly step: 'loading'; readonly kind: ImportKind; readonly jobId: string } & SessionFile)
  | ({ readonly step: 'ended'; readonly kind: ImportKind; readonly progress: ImportProgress } & SessionFile);

const STORAGE_KEY = 'beatline.import';
const EMPTY: ImportSession = { step: 'empty' };

let session: ImportSession = restored();
let sending: Sending | undefined;
const listeners = new Set<() => void>();

/** What was being done before the page was reloaded; a file that was still on its way is not among it. */
function restored(): ImportSession {
  const text = sessionStorage.getItem(STORAGE_KEY);
  return text === null ? EMPTY : (JSON.parse(text) as ImportSession);
}

/** Takes the next state; it outlives the tab it is shown on, so that a load goes on while somebody looks at another page. */
export function setImportSession(next: ImportSession): void {
  session = next;
  if (next.step === 'reading' || next.step === 'loading' || next.step === 'ended')
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  else sessionStorage.removeItem(STORAGE_KEY);
  for (const listener of listeners) listener();
}

export function useImportSession(): ImportSession {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}

/** Forgets the file; one on its way is given up. */
export function clearImportSession(): void {
  sending?.abort();
  sending = undefined;
  setImportSession(EMPTY);
}

/** Sends a file to the server; `kind` when somebody has said what it is. */
export function startImportSession(file: File, kind?: ImportKind): void {
  sending?.abort();
  setImportSession({ step: 'sending', name: file.name, fraction: 0 });
  const own = sendFile(file, (fraction) => own === sending && setImportSession({ step: 'sending', name: file.name, fraction }));
  sending = own;
  own.done.then(
    (upload) => own === sending && setImportSession({ step: 'reading', upload, rows: undefined, kind, isProposed: false, settings: {} }),
    (error: unknown) => {
      if (own !== sending) return;
      if (!(error instanceof UploadFailure)) throw error;
      setImportSession({ step: 'refused', name: file.name, failure: { code: error.code, message: error.message, hint: error.hint } });
    },
  );
}
