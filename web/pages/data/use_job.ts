import type { ImportProgress } from '@beatline/shared/model/views/import_view';
import { skipToken } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { trpc } from '../../api/client';
import type { Failure } from './refusal_text';
import { failureOf } from './refusal_text';

/** Follows a load or an undoing to its end; `onEnd` hears of it once. */
export function useImportJob(jobId: string | undefined, onEnd: (progress: ImportProgress) => void) {
  const [latest, setLatest] = useState<ImportProgress | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  useSubscription(
    trpc.imports.progress.subscriptionOptions(jobId === undefined ? skipToken : { jobId }, {
      onData: (progress) => {
        setLatest(progress);
        if (progress.state !== 'queued' && progress.state !== 'running') onEnd(progress);
      },
      onError: (error) => setFailure(failureOf(error)),
    }),
  );
  return { progress: latest?.jobId === jobId ? latest : undefined, failure };
}
