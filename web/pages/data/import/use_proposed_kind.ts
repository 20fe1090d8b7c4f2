import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { trpc } from '../../../api/client';
import { firstSettings } from './import_settings';
import { setImportSession, type ImportSession } from './import_session';

/** When nothing can read the file, incidents are tried first, and the page says what is in the way. */
const FALLBACK = 'incidents';

/** Asks what a file may be and takes the proposal; somebody who has chosen is not overruled. */
export function useProposedKind(session: ImportSession): void {
  const pending = session.step === 'reading' && session.kind === undefined ? session : undefined;
  const proposal = useQuery(
    trpc.imports.propose.queryOptions(pending === undefined ? skipToken : { uploadId: pending.upload.uploadId }, {
      retry: false,
      gcTime: 0,
    }),
  );
  const { data, isError } = proposal;
  useEffect(() => {
    if (pending === undefined || (data === undefined && !isError)) return;
    const kind = data?.kind ?? FALLBACK;
    setImportSession({
      ...pending,
      kind,
      rows: data?.rows ?? undefined,
      isProposed: data !== undefined && data.kind !== null,
      settings: firstSettings(kind),
    });
  }, [pending, data, isError]);
}
