import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { formatNumber } from '../../../format/quantities';
import { RefusalText } from '../refusal_text';
import { RejectsLink } from '../rejects_link';
import { ReportCounts } from '../report_counts';
import { batchOf, countOf } from '../report_figures';
import { UndoButton } from '../undo_button';
import { clearImportSession, setImportSession, type ImportSession } from './import_session';
import styles from './import_tab.module.css';

/** What came of a load: one sentence, figures with the reasons of what was left out, and what to do next. */
export function ReportView({ session }: { readonly session: Extract<ImportSession, { step: 'ended' }> }) {
  const { t } = useTranslation('data');
  const { kind, upload, rows, settings, progress } = session;
  const report = progress.report ?? {};
  const batch = batchOf(report);
  const search = location.search;
  if (progress.state !== 'done') {
    return (
      <section className={`${styles.panel ?? ''} ${styles.work ?? ''}`} aria-label={t('report.title')}>
        <h1>{t(progress.state === 'cancelled' ? 'report.cancelled' : 'report.failed', { name: upload.name })}</h1>
        {progress.error !== undefined && (
          <div className={styles.refused} role="alert">
            <RefusalText failure={progress.error} />
          </div>
        )}
        <p>{t('report.nothingStays')}</p>
        <div className={styles.actions}>
          <button
            type="button"
            className="btn primary"
            onClick={() => setImportSession({ step: 'reading', upload, rows, settings, kind, isProposed: false })}
          >
            {t('report.back')}
          </button>
          <button type="button" className="btn" onClick={clearImportSession}>
            {t('import.another')}
          </button>
        </div>
      </section>
    );
  }
  const unlocated = countOf(report, 'unlocated');
  const rejected = countOf(report, 'rejected');
  return (
    <section className={`${styles.panel ?? ''} ${styles.work ?? ''}`} aria-label={t('report.title')}>
      <small>{upload.name}</small>
      <h1>{t('report.done', { kind: t(`kind.${kind}`), count: formatNumber(mainCount(report)), unit: t(`counted.${kind}`) })}</h1>
      <ReportCounts report={report} />
      <div className={styles.actions}>
        <button type="button" className="btn primary" onClick={clearImportSession}>
          {t('report.next')}
        </button>
        {rejected > 0 && batch !== undefined && <RejectsLink batch={batch} count={rejected} />}
        {unlocated > 0 && (
          <Link className="btn" href={`/data/unlocated${search}`}>
            {t('report.place', { count: formatNumber(unlocated) })}
          </Link>
        )}
        {kind === 'incidents' && (
          <Link className="btn" href={`/data/categories${search}`}>
            {t('report.categories')}
          </Link>
        )}
        {batch !== undefined && <UndoButton batch={batch} name={upload.name} onUndone={clearImportSession} />}
      </div>
    </section>
  );
}

/** What a user counts the import by: fixes of tracks, ways of a map, rows of all else. */
function mainCount(report: Readonly<Record<string, unknown>>): number {
  return countOf(report, 'fixes') + countOf(report, 'segments') + countOf(report, 'loaded') + countOf(report, 'updated');
}
