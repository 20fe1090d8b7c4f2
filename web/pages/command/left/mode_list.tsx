import { presenceWeight } from '@beatline/shared/model/force_kind';
import { PATROL_MODES, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { formatNumber } from '../../../format/quantities';
import { useLive } from '../../../state/live';
import { UnitMark } from '../../../widgets/unit_mark';
import page from '../command_page.module.css';
import type { CommandState } from '../command_state';
import styles from './left_rail.module.css';

/** The modes this deployment has units of: which count, with what weight, and how many are out now. */
export function ModeList({ state }: { readonly state: CommandState }) {
  const { t } = useTranslation(['command', 'common']);
  const units = useQuery(trpc.units.list.queryOptions(undefined, { staleTime: Infinity })).data;
  const live = useLive();
  if (units === undefined || units.length === 0) return null;
  const known = PATROL_MODES.filter((mode) => units.some((unit) => unit.mode === mode));
  const onDuty = (mode: PatrolMode) => live.units.filter((unit) => unit.mode === mode && !unit.stale).length;
  const chosen = known.filter((mode) => state.modes.includes(mode));
  return (
    <section className={page.section} aria-label={t('modes.title')}>
      <h2 className={page.heading}>
        {t('modes.title')}
        <em>{t('modes.columns')}</em>
      </h2>
      {known.map((mode) => {
        const checked = chosen.includes(mode);
        return (
          <label key={mode} className={`${styles.row} ${styles.mode}`}>
            <input
              type="checkbox"
              checked={checked}
              disabled={checked && chosen.length === 1}
              onChange={() => state.setModes(nextModes(state.modes, known, mode))}
            />
            <UnitMark mode={mode} />
            {t(`common:mode.${mode}`)}
            <small>×{formatNumber(presenceWeight(mode, 'sworn'), 1)}</small>
            <span className={styles.count}>{onDuty(mode)}</span>
          </label>
        );
      })}
    </section>
  );
}

/** With every known mode on, the address names none: modes that have no units are not a restriction. */
function nextModes(current: readonly PatrolMode[], known: readonly PatrolMode[], toggled: PatrolMode): readonly PatrolMode[] {
  const next = known.filter((mode) => (mode === toggled ? !current.includes(mode) : current.includes(mode)));
  return next.length === known.length ? PATROL_MODES : next;
}
