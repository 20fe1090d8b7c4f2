import type { PlanProgress } from '@beatline/shared/model/plan';
import { useTranslation } from 'react-i18next';
import { formatIncidents, formatNumber } from '../../../format/quantities';
import styles from './planning_drawer.module.css';

/** The search as it goes: stage, share done, lines tried, best so far; stop keeps the best. */
export function PlanRunning({ progress, onStop }: { readonly progress: PlanProgress | undefined; readonly onStop: () => void }) {
  const { t } = useTranslation(['command', 'common']);
  const share = progress?.fractionDone ?? 0;
  return (
    <section className={styles.running} aria-live="polite" data-testid="plan-running">
      <b>{t(`bench.stage.${progress?.stage ?? 'queued'}`)}</b>
      <div
        className={styles.progress}
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-label={t('bench.progress')}
      >
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <p>
        {t('bench.tried', { count: progress?.iterations ?? 0, shown: formatNumber(progress?.iterations ?? 0) })}
        {progress?.bestGapAfter !== undefined && `\u2003${t('bench.best', { gap: formatIncidents(progress.bestGapAfter) })}`}
      </p>
      <button type="button" className="btn" onClick={onStop}>
        {t('bench.stop')}
      </button>
    </section>
  );
}
