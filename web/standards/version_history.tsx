import type { StandardByTier } from '@beatline/shared/model/standard';
import type { StandardVersionView } from '@beatline/shared/model/views/standards_view';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use_format';
import styles from './standards_page.module.css';
import { byTierOf } from './use_draft';

/** Every version there was, newest first, with from when to when it held; any of them can be the start of a new one. */
export function VersionHistory({
  versions,
  onLoad,
}: {
  readonly versions: readonly StandardVersionView[];
  readonly onLoad: (standards: StandardByTier) => void;
}) {
  const { t } = useTranslation('standards');
  const format = useFormat();
  const minutes = (seconds: number) => String(Math.round(seconds / 6) / 10);
  return (
    <section className={styles.history} aria-label={t('history.title')}>
      <h2>
        {t('history.title')}
        <em>{t('history.figures')}</em>
      </h2>
      <ol>
        {versions.map((version) => (
          <li key={version.id} data-state={version.state}>
            <b>v{version.id}</b>
            <span>{t(`history.state.${version.state}`)}</span>
            <span>
              {format.dayTime(version.effectiveFrom)} –{' '}
              {version.effectiveTo === undefined ? t('history.open') : format.dayTime(version.effectiveTo)}
            </span>
            <span>
              {version.standards
                .map(({ revisitSeconds, dwellSeconds }) => `${minutes(revisitSeconds)}·${minutes(dwellSeconds)}`)
                .join(' / ')}
            </span>
            {version.note !== '' && <q>{version.note}</q>}
            <button
              type="button"
              className={`btn ${styles.small}`}
              onClick={() => {
                const standards = byTierOf(version.standards);
                if (standards !== undefined) onLoad(standards);
              }}
            >
              {t('history.load')}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
