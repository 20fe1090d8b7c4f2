import { DAY_TYPES } from '@beatline/shared/model/day_type';
import { FORCE_KINDS } from '@beatline/shared/model/force_kind';
import { PATROL_MODES } from '@beatline/shared/model/patrol_mode';
import { ALL_HOURS, type Standard } from '@beatline/shared/model/standard';
import { useTranslation } from 'react-i18next';
import { TierBadge } from '../widgets/tier_badge';
import { useFormat } from '../format/use_format';
import { ChoiceList } from './choice_list';
import { MinutesField } from './minutes_field';
import styles from './standards_page.module.css';
import { faultsOf } from './use_draft';

/** Minutes the sliders stop at: what people say of each figure. */
export const REVISIT_MINUTES = [
  5, 10, 15, 20, 30, 40, 45, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 420, 480, 600, 720, 960, 1440, 2160, 2880, 4320, 5760,
  10_080, 20_160, 43_200, 86_400,
];
export const DWELL_MINUTES = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 45, 60, 90, 120];
const CAP_MINUTES = [2, 5, 10, 15, 20, 25, 30, 40, 45, 50, 60, 70, 75, 80, 90, 100, 105, 120, 135, 150, 180, 210, 240, 300, 360, 420, 480];

/** The figures of one tier: how often, how long, how much at most; below, when it holds and who counts. */
export function TierEditor({
  standard,
  onChange,
}: {
  readonly standard: Standard;
  readonly onChange: (change: Partial<Standard>) => void;
}) {
  const { t } = useTranslation(['standards', 'common']);
  const format = useFormat();
  const faults = faultsOf(standard);
  const minutes = (seconds: number) => Math.round(seconds / 6) / 10;
  const isAllDay = standard.hours.length === ALL_HOURS.length;
  const capFault =
    faults.cap === undefined
      ? undefined
      : t('capLow', {
          least: Math.ceil(faults.cap / 60),
          revisit: minutes(standard.revisitSeconds),
          dwell: minutes(standard.dwellSeconds),
        });
  return (
    <section className={styles.tier} aria-label={t('tierLabel', { tier: t(`common:tier.${standard.tier}Long`) })}>
      <h2>
        <TierBadge tier={standard.tier} named />
        <em>{t('sentence', { revisit: format.duration(standard.revisitSeconds), dwell: format.duration(standard.dwellSeconds) })}</em>
      </h2>
      <MinutesField
        label={t('revisit')}
        seconds={standard.revisitSeconds}
        steps={REVISIT_MINUTES}
        onChange={(revisitSeconds) => onChange({ revisitSeconds })}
      />
      <MinutesField
        label={t('dwell')}
        seconds={standard.dwellSeconds}
        steps={DWELL_MINUTES}
        onChange={(dwellSeconds) => onChange({ dwellSeconds })}
      />
      <MinutesField
        label={t('cap')}
        seconds={standard.capSecondsPerBand}
        steps={CAP_MINUTES}
        onChange={(capSecondsPerBand) => onChange({ capSecondsPerBand })}
        fault={capFault}
      />
      <ChoiceList
        tight
        label={t('hours')}
        values={ALL_HOURS}
        chosen={standard.hours}
        nameOf={(hour) => t('hourOf', { hour })}
        onChange={(hours) => onChange({ hours })}
        fault={faults.hours === true ? t('noHours') : undefined}
      />
      {!isAllDay && (
        <button type="button" className={`btn ${styles.small}`} onClick={() => onChange({ hours: [...ALL_HOURS] })}>
          {t('allHours')}
        </button>
      )}
      <ChoiceList
        label={t('dayTypes')}
        values={DAY_TYPES}
        chosen={standard.dayTypes}
        nameOf={(dayType) => t(`day.${dayType}`)}
        onChange={(dayTypes) => onChange({ dayTypes })}
        fault={faults.dayTypes === true ? t('noDays') : undefined}
      />
      <ChoiceList
        label={t('modes')}
        values={PATROL_MODES}
        chosen={standard.acceptedModes}
        nameOf={(mode) => t(`common:mode.${mode}`)}
        onChange={(acceptedModes) => onChange({ acceptedModes })}
        fault={faults.modes === true ? t('noModes') : undefined}
      />
      <ChoiceList
        label={t('kinds')}
        values={FORCE_KINDS}
        chosen={standard.acceptedKinds}
        nameOf={(kind) => t(`kind.${kind}`)}
        onChange={(acceptedKinds) => onChange({ acceptedKinds })}
        fault={faults.kinds === true ? t('noKinds') : faults.sworn === true ? t('swornMissing') : undefined}
      />
      <div className={styles.checks}>
        <label>
          <input type="checkbox" checked={standard.requiresSworn} onChange={(event) => onChange({ requiresSworn: event.target.checked })} />
          {t('requiresSworn')}
        </label>
        <label>
          <input
            type="checkbox"
            checked={standard.countsDeclared}
            onChange={(event) => onChange({ countsDeclared: event.target.checked })}
          />
          {t('countsDeclared')}
        </label>
      </div>
    </section>
  );
}
