import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { formatNumber } from '../../../format/quantities';
import { failureOf, RefusalText } from '../refusal_text';
import { useImportJob } from '../use_job';
import { clearImportSession, setImportSession, type ImportSession } from './import_session';
import styles from './import_tab.module.css';

/** A load while it runs: stage, rows, how far; it goes on when the tab is left, and nothing of it stays when it is cancelled. */
export function LoadView({ session }: { readonly session: Extract<ImportSession, { step: 'loading' }> }) {
  const { t } = useTranslation('data');
  const { jobId, kind, upload, rows, settings } = session;
  const { progress, failure } = useImportJob(jobId, (ended) => {
    setImportSession({ step: 'ended', upload, rows, settings, kind, progress: ended });
    // A load changes figures on every page.
    if (ended.state === 'done') void queryClient.invalidateQueries();
  });
  const cancel = useMutation(trpc.imports.cancel.mutationOptions());
  const error = failure ?? (cancel.isError ? failureOf(cancel.error) : undefined);
  const fraction = progress?.fractionDone;
  const percent = fraction === undefined ? undefined : Math.round(fraction * 100);
  return (
    <section className={`${styles.panel ?? ''} ${styles.work ?? ''}`} aria-label={t('load.title')}>
      <h1>{t('load.heading', { kind: t(`kind.${kind}`), name: upload.name })}</h1>
      <p role="status">
        {t(`load.stage.${progress?.state === 'queued' || progress === undefined ? 'queued' : progress.stage}`)}
        {progress !== undefined && progress.rows > 0 && ` · ${t('load.rows', { count: formatNumber(progress.rows) })}`}
      </p>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={t('load.title')}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(percent === undefined ? {} : { 'aria-valuenow': percent })}
      >
        <i style={{ width: `${percent ?? 0}%` }} />
      </div>
      {error === undefined ? (
        <button type="button" className="btn" disabled={cancel.isPending || cancel.isSuccess} onClick={() => cancel.mutate({ jobId })}>
          {cancel.isSuccess ? t('load.stopping') : t('cancel')}
        </button>
      ) : (
        <div className={styles.refused} role="alert">
          <RefusalText failure={error} />
          <button type="button" className="btn" onClick={clearImportSession}>
            {t('import.another')}
          </button>
        </div>
      )}
      <small>{t('load.whole')}</small>
    </section>
  );
}
