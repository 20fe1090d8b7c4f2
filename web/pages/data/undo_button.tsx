import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../api/client';
import { failureOf, RefusalText, type Failure } from './refusal_text';
import styles from './undo_button.module.css';
import { useImportJob } from './use_job';

export interface UndoButtonProps {
  readonly batch: number;
  readonly name: string;
  readonly onUndone?: () => void;
}

/** Takes an import back as a whole; asks once more, then follows the work to its end. */
export function UndoButton({ batch, name, onUndone }: UndoButtonProps) {
  const { t } = useTranslation('data');
  const [asks, setAsks] = useState(false);
  const [jobId, setJobId] = useState<string | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const start = useMutation(
    trpc.imports.undo.mutationOptions({ onSuccess: (job) => setJobId(job.jobId), onError: (error) => setFailure(failureOf(error)) }),
  );
  const job = useImportJob(jobId, (ended) => {
    setJobId(undefined);
    setAsks(false);
    if (ended.state === 'done') {
      void queryClient.invalidateQueries();
      onUndone?.();
    } else setFailure(ended.error ?? { message: t('undo.cancelled') });
  });
  const shownFailure = failure ?? job.failure;
  if (jobId !== undefined || start.isPending) {
    return (
      <span className={styles.running} role="status">
        {t('undo.running')}
      </span>
    );
  }
  return (
    <>
      {asks ? (
        <span className={styles.ask} role="group" aria-label={t('undo.ask', { name })}>
          <span>{t('undo.ask', { name })}</span>
          <button type="button" className="btn primary" autoFocus onClick={() => start.mutate({ batch })}>
            {t('undo.yes')}
          </button>
          <button type="button" className="btn" onClick={() => setAsks(false)}>
            {t('undo.no')}
          </button>
        </span>
      ) : (
        <button
          type="button"
          className="btn"
          onClick={() => {
            setFailure(undefined);
            setAsks(true);
          }}
        >
          {t('undo.undo')}
        </button>
      )}
      {shownFailure !== undefined && (
        <span className={styles.failure} role="alert">
          <RefusalText failure={shownFailure} />
        </span>
      )}
    </>
  );
}
