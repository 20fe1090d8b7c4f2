import type { CategoryGroup } from '@beatline/shared/model/category';
import { lazy, memo, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParam } from '../../../state/search_params';
import { HowComputed } from '../../../widgets/how_computed';
import { needWords } from '../../../i18n/i18n';
import { useScorecard } from './scorecard_queries';
import styles from './scorecard_strip.module.css';
import { useScorecardWords } from './scorecard_words';

/** Models and calibration stand one step behind: fetched when somebody asks. */
const ScorecardSheet = lazy(async () => {
  const [module] = await Promise.all([import('./scorecard_sheet'), needWords('forecast')]);
  return { default: module.ScorecardSheet };
});

/** 预测准不准, in one sentence, with what it rests on; a press opens the figures behind it. */
export const ScorecardStrip = memo(function ScorecardStrip({ group }: { readonly group: CategoryGroup | undefined }) {
  const { t } = useTranslation('district');
  const [view, setView] = useSearchParam('view', '');
  const words = useScorecardWords();
  const { data, isError, isPlaceholderData, error, refetch } = useScorecard({ group });
  const said = data === undefined ? undefined : words(data);
  return (
    <>
      <section className={styles.strip} aria-label={t('scorecard.title')} data-old={isPlaceholderData}>
        <h2>
          <HowComputed title={t('scorecard.title')} definition={t('define.scorecard')} inputs={inputsOf(said?.basis)}>
            {t('scorecard.title')}
          </HowComputed>
        </h2>
        {said === undefined ? (
          isError ? (
            <p role="alert">
              {t('common:error.title')}: <span>{error.message}</span>{' '}
              <button type="button" className={styles.again} onClick={() => void refetch()}>
                {t('common:error.retry')}
              </button>
            </p>
          ) : (
            <p role="status">{t('common:loading')}</p>
          )
        ) : (
          <p>
            {data?.headline === undefined ? <span>{said.sentence}</span> : <b>{said.sentence}</b>}
            {said.basis !== undefined && (
              <small>
                {data?.basis === 'backtest' && <em>{t('scorecard.backtestMark')}</em>}
                {said.basis}
              </small>
            )}
          </p>
        )}
        <button type="button" className={styles.open} aria-haspopup="dialog" onClick={() => setView('scorecard')}>
          {t('scorecard.open')}
        </button>
      </section>
      {view === 'scorecard' && (
        <Suspense fallback={null}>
          <ScorecardSheet firstGroup={group} onClose={() => setView(undefined)} />
        </Suspense>
      )}
    </>
  );
});

function inputsOf(basis: string | undefined): readonly string[] {
  return basis === undefined ? [] : [basis];
}
