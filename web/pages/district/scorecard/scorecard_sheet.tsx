import { CATEGORY_GROUPS, type CategoryGroup } from '@beatline/shared/model/category';
import type { ScorecardBasis, ScorecardView } from '@beatline/shared/model/views/scorecard_view';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CalibrationPlot } from '../../../charts/calibration_plot';
import { formatNumber } from '../../../format/quantities';
import { ErrorState } from '../../../widgets/error_state';
import { HowComputed } from '../../../widgets/how_computed';
import { Loading } from '../../../widgets/loading';
import { Sheet } from '../../../widgets/sheet';
import { ChoiceTable } from './choice_table';
import { ForecastList } from './forecast_list';
import { ModelsTable } from './models_table';
import { ReplayButton } from './replay_button';
import { useScorecard, type ScorecardQuestion } from './scorecard_queries';
import styles from './scorecard_sheet.module.css';
import { useScorecardWords } from './scorecard_words';

export interface ScorecardSheetProps {
  readonly firstGroup: CategoryGroup | undefined;
  readonly onClose: () => void;
}

/** Behind the sentence: every model beside the one in force, whether expected numbers come true, every kind of forecast, and each single one. */
export function ScorecardSheet({ firstGroup, onClose }: ScorecardSheetProps) {
  const { t } = useTranslation(['forecast', 'district']);
  const [question, setQuestion] = useState<ScorecardQuestion>({ group: firstGroup });
  const card = useScorecard(question);
  return (
    <Sheet title={t('district:scorecard.title')} onClose={onClose}>
      {card.data !== undefined ? (
        <Scorecard view={card.data} isOld={card.isPlaceholderData} onAsk={setQuestion} />
      ) : card.isError ? (
        <ErrorState error={card.error} onRetry={() => void card.refetch()} />
      ) : (
        <Loading />
      )}
    </Sheet>
  );
}

interface ScorecardProps {
  readonly view: ScorecardView;
  readonly isOld: boolean;
  readonly onAsk: (question: ScorecardQuestion) => void;
}

function Scorecard({ view, isOld, onAsk }: ScorecardProps) {
  const { t } = useTranslation(['forecast', 'district']);
  const words = useScorecardWords()(view);
  const describe = useCallback(
    (decile: number, expected: number, observed: number) =>
      t('calibration.point', { decile, expected: formatNumber(expected, 1), observed: formatNumber(observed) }),
    [t],
  );
  const inputs = [words.basis ?? words.sentence];
  return (
    <>
      <Choices view={view} onAsk={onAsk} />
      <div className={styles.said} aria-busy={isOld} data-old={isOld} role="status">
        <p className={styles.sentence}>{words.sentence}</p>
        {words.basis !== undefined && <p>{words.basis}</p>}
        {view.pending.forecasts > 0 && view.headline !== undefined && view.basis === 'issued' && (
          <p>{t('pending', { count: view.pending.forecasts })}</p>
        )}
        {view.otherGroundOrigins > 0 && <p>{t('otherGround', { count: view.otherGroundOrigins })}</p>}
        {view.basis === 'backtest' && <p>{t('backtestNote')}</p>}
        {view.missing?.code === 'no_backtest' && <ReplayButton />}
      </div>
      {view.headline !== undefined && (
        <>
          <section className={styles.part} aria-label={t('models.title')}>
            <Head title={t('models.title')} note={t('models.unit')} definition={t('models.define')} inputs={inputs} />
            <ModelsTable models={view.models} />
            <p className={styles.note}>{t('models.note')}</p>
          </section>
          <div className={styles.pair}>
            <section className={styles.part} aria-label={t('calibration.title')}>
              <Head title={t('calibration.title')} note={t('calibration.unit')} definition={t('calibration.define')} inputs={inputs} />
              <CalibrationPlot
                deciles={view.calibration}
                label={t('calibration.label')}
                expectedLabel={t('calibration.expected')}
                observedLabel={t('calibration.observed')}
                exactLabel={t('calibration.exact')}
                describe={describe}
              />
            </section>
            <section className={styles.part} aria-label={t('choices.title')}>
              <Head title={t('choices.title')} note={t('choices.unit')} definition={t('choices.define')} inputs={inputs} />
              <ChoiceTable view={view} onAsk={onAsk} />
            </section>
          </div>
        </>
      )}
      {(view.origins.length > 0 || view.pending.newest !== undefined) && (
        <section className={styles.part} aria-label={t(`list.${view.basis}`)}>
          <Head title={t(`list.${view.basis}`)} note={t('list.unit')} definition={t('list.define')} inputs={inputs} />
          <ForecastList view={view} />
        </section>
      )}
    </>
  );
}

interface HeadProps {
  readonly title: string;
  readonly note: string;
  readonly definition: string;
  readonly inputs: readonly string[];
}

function Head({ title, note, definition, inputs }: HeadProps) {
  const { t } = useTranslation();
  return (
    <h3 className={styles.head}>
      {title}
      <em>{note}</em>
      <span>
        <HowComputed title={title} definition={definition} inputs={inputs}>
          {t('howComputed')}
        </HowComputed>
      </span>
    </h3>
  );
}

const BASES = ['issued', 'backtest'] as const satisfies readonly ScorecardBasis[];

/** Which forecasts are judged. Only what there is a record of can be chosen, and what is shown now. */
function Choices({ view, onAsk }: { readonly view: ScorecardView; readonly onAsk: (question: ScorecardQuestion) => void }) {
  const { t } = useTranslation(['forecast', 'district']);
  const { basis, group, horizonDays } = view;
  const ofBasis = view.available.filter((choice) => choice.basis === basis);
  const horizons = [...new Set([...ofBasis.map((choice) => choice.horizonDays), horizonDays])].toSorted((a, b) => a - b);
  const groups = CATEGORY_GROUPS.filter((known) => known === group || ofBasis.some((choice) => choice.group === known));
  return (
    <div className={styles.choices}>
      <div className={styles.segments} role="group" aria-label={t('basis.label')}>
        {BASES.map((each) => (
          <button key={each} type="button" aria-pressed={each === basis} onClick={() => onAsk({ group, horizonDays, basis: each })}>
            {t(`basis.${each}`)}
          </button>
        ))}
      </div>
      <label>
        {t('horizon')}
        <select value={horizonDays} onChange={(event) => onAsk({ group, basis, horizonDays: Number(event.target.value) })}>
          {horizons.map((days) => (
            <option key={days} value={days}>
              {t('district:scorecard.days', { count: days })}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('district:filter.group')}
        <select
          value={group ?? ''}
          onChange={(event) => onAsk({ group: CATEGORY_GROUPS.find((known) => known === event.target.value), basis, horizonDays })}
        >
          <option value="">{t('district:filter.all')}</option>
          {groups.map((each) => (
            <option key={each} value={each}>
              {t(`common:group.${each}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
