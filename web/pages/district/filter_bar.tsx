import type { CategoryGroup } from '@beatline/shared/model/category';
import type { PeriodComparisonRow } from '@beatline/shared/model/views/incident_view';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DistrictState } from './district_state';
import { COMPARISONS, PERIOD_DAYS } from './periods';
import styles from './filter_bar.module.css';
import { usePeriodText } from './period_text';

/** Buttons for the groups with most incidents; the rest stand in the list after them. Chosen, because six short words fit beside the period. */
const GROUP_BUTTONS = 5;

export interface FilterBarProps {
  readonly state: DistrictState;
  /** Every category group with its incidents, unfiltered; undefined while loading. */
  readonly groups: readonly PeriodComparisonRow[] | undefined;
  readonly onPrint: () => void;
}

export const FilterBar = memo(function FilterBar({ state, groups, onPrint }: FilterBarProps) {
  const { t } = useTranslation('district');
  const period = usePeriodText();
  const { current, previous } = state.periods;
  return (
    <div className={styles.bar} role="group" aria-label={t('filter.label')}>
      <GroupChoice group={state.group} onChoose={state.chooseGroup} groups={groups} />
      <label className={styles.field}>
        {t('filter.period')}
        <select
          aria-label={t('filter.period')}
          value={state.days}
          onChange={(event) => state.chooseDays(PERIOD_DAYS.find((days) => String(days) === event.target.value) ?? state.days)}
        >
          {PERIOD_DAYS.map((days) => (
            <option key={days} value={days}>
              {t(`filter.days.${days}`)}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        {t('filter.until')}
        <input
          type="date"
          aria-label={t('filter.until')}
          value={state.lastDay}
          onChange={(event) => {
            if (event.target.value !== '') state.chooseLastDay(event.target.value);
          }}
        />
      </label>
      <label className={styles.field}>
        {t('filter.against')}
        <select
          aria-label={t('filter.against')}
          value={state.comparison}
          onChange={(event) => state.chooseComparison(COMPARISONS.find((known) => known === event.target.value) ?? state.comparison)}
        >
          {COMPARISONS.map((comparison) => (
            <option key={comparison} value={comparison}>
              {t(`filter.comparison.${comparison}`)}
            </option>
          ))}
        </select>
      </label>
      <span className={styles.windows}>
        {t('current')} <b>{period(current)}</b> {t('previous')} <b>{period(previous)}</b>
      </span>
      <button type="button" className={`btn primary ${styles.print ?? ''}`} onClick={onPrint}>
        {t('print')}
      </button>
    </div>
  );
});

interface GroupChoiceProps {
  readonly group: CategoryGroup | undefined;
  readonly onChoose: (group: CategoryGroup | undefined) => void;
  readonly groups: readonly PeriodComparisonRow[] | undefined;
}

function GroupChoice({ group, onChoose, groups }: GroupChoiceProps) {
  const { t } = useTranslation('district');
  const byCount = (groups ?? []).filter((row) => row.current + row.previous > 0).toSorted((a, b) => b.current - a.current);
  const keys = byCount.map((row) => row.key as CategoryGroup);
  const buttons = keys.slice(0, GROUP_BUTTONS);
  const others = keys.slice(GROUP_BUTTONS);
  const chosenIsOther = group !== undefined && !buttons.includes(group);
  return (
    <>
      <div className={styles.segments} role="group" aria-label={t('filter.group')}>
        <button type="button" aria-pressed={group === undefined} onClick={() => onChoose(undefined)}>
          {t('filter.all')}
        </button>
        {buttons.map((key) => (
          <button key={key} type="button" aria-pressed={group === key} onClick={() => onChoose(key)}>
            {t(`common:group.${key}`)}
          </button>
        ))}
        {(others.length > 0 || chosenIsOther) && (
          <select
            aria-label={t('filter.otherGroups')}
            data-chosen={chosenIsOther}
            value={chosenIsOther ? group : ''}
            onChange={(event) => onChoose(event.target.value === '' ? undefined : (event.target.value as CategoryGroup))}
          >
            <option value="">{t('filter.otherGroups')}</option>
            {(chosenIsOther && !others.includes(group) ? [group, ...others] : others).map((key) => (
              <option key={key} value={key}>
                {t(`common:group.${key}`)}
              </option>
            ))}
          </select>
        )}
      </div>
      <label className={`${styles.field ?? ''} ${styles.narrowGroups ?? ''}`}>
        {t('filter.group')}
        <select
          aria-label={t('filter.group')}
          value={group ?? ''}
          onChange={(event) => onChoose(event.target.value === '' ? undefined : (event.target.value as CategoryGroup))}
        >
          <option value="">{t('filter.all')}</option>
          {(group !== undefined && !keys.includes(group) ? [group, ...keys] : keys).map((key) => (
            <option key={key} value={key}>
              {t(`common:group.${key}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
