import type { BatchRow } from '@beatline/shared/model/views/import_view';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { trpc } from '../../../api/client';
import { formatNumber, textOf } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { EmptyState } from '../../../widgets/empty_state';
import { ErrorState } from '../../../widgets/error_state';
import { Loading } from '../../../widgets/loading';
import { RejectsLink } from '../rejects_link';
import { ReportCounts } from '../report_counts';
import { figuresOf } from '../report_figures';
import { UndoButton } from '../undo_button';
import styles from './batches_tab.module.css';

const SHOWN_BATCHES = 200;

/** Every import, newest first: what it brought, its rejects to download, and taking it back. */
export function BatchesTab() {
  const { t } = useTranslation('data');
  const batches = useQuery(trpc.imports.batches.queryOptions({ limit: SHOWN_BATCHES }, { refetchOnMount: 'always' }));
  const [openBatch, setOpenBatch] = useState<number | undefined>(undefined);
  if (batches.data === undefined) {
    return batches.isError ? <ErrorState error={batches.error} onRetry={() => void batches.refetch()} /> : <Loading />;
  }
  if (batches.data.length === 0) {
    return (
      <EmptyState title={t('batches.none')}>
        <Link className="btn" href={`/data/import${location.search}`}>
          {t('import.drop')}
        </Link>
      </EmptyState>
    );
  }
  return (
    <div className={styles.tab}>
      <h1>
        {t('batches.title')}
        <em>{t('batches.text')}</em>
      </h1>
      <ol className={styles.list}>
        <li className={styles.head} aria-hidden="true">
          <span>{t('batches.number')}</span>
          <span>{t('batches.at')}</span>
          <span>{t('import.kind')}</span>
          <span>{t('batches.file')}</span>
          <span>{t('batches.brought')}</span>
          <span>{t('batches.state')}</span>
        </li>
        {batches.data.map((batch) => (
          <Batch
            key={batch.batch}
            batch={batch}
            isOpen={openBatch === batch.batch}
            onToggle={() => setOpenBatch(openBatch === batch.batch ? undefined : batch.batch)}
          />
        ))}
      </ol>
    </div>
  );
}

interface BatchProps {
  readonly batch: BatchRow;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Batch({ batch, isOpen, onToggle }: BatchProps) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const kind = t(`kind.${batch.kind}`, { defaultValue: t(`verb.${batch.kind}`, { defaultValue: batch.kind }) });
  return (
    <li data-state={batch.state} data-open={isOpen}>
      <button type="button" className={styles.row} aria-expanded={isOpen} onClick={onToggle}>
        <span className={styles.number}>{batch.batch}</span>
        <time dateTime={batch.startedAt}>{format.dayTime(batch.startedAt)}</time>
        <span>{kind}</span>
        <span className={styles.name} title={batch.fileName}>
          {batch.kind in DEMO_NAMES ? '' : batch.fileName}
        </span>
        <span className={styles.brought}>
          {figuresOf(batch.report)
            .filter(({ name }) => name !== 'rows' && SHORT_FIGURES.has(name))
            .map(({ name, value }) => `${t(`figure.${name}`)} ${formatNumber(value)}`)
            .join(' · ')}
        </span>
        <span className={styles.state}>{t(`state.${batch.state}`)}</span>
      </button>
      {isOpen && (
        <div className={styles.open}>
          <ReportCounts report={batch.report} />
          {batch.seconds !== undefined && <p>{t('batches.took', { duration: textOf(format.age(batch.seconds)) })}</p>}
          <div className={styles.actions}>
            {batch.rejected > 0 && <RejectsLink batch={batch.batch} count={batch.rejected} />}
            {batch.state === 'done' && batch.undoFirst === undefined && <UndoButton batch={batch.batch} name={batch.fileName} />}
            {batch.state === 'done' && batch.undoFirst !== undefined && <p>{t('batches.undoFirst', { batch: batch.undoFirst })}</p>}
          </div>
        </div>
      )}
    </li>
  );
}

/** The demonstration city is no file. */
const DEMO_NAMES: Readonly<Record<string, true>> = { 'demo load': true };
/** What tells in a line what a batch brought. */
const SHORT_FIGURES: ReadonlySet<string> = new Set(['loaded', 'updated', 'fixes', 'segments', 'unlocated', 'rejected']);
