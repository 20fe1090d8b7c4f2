import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { useTranslation } from 'react-i18next';
import { textOf } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { useLocalMs } from '../../../state/clock';
import { useLive } from '../../../state/live';
import { UnitMark } from '../../../widgets/unit_mark';
import page from '../command_page.module.css';
import styles from './right_rail.module.css';

/** Who is out, and how old each position is; those not counted any more come last. */
export function LiveUnits({ onFlyTo }: { readonly onFlyTo: (position: LngLat) => void }) {
  const { t } = useTranslation(['command', 'common']);
  const format = useFormat();
  const live = useLive();
  const localMs = useLocalMs();
  const sinceMessageSeconds = live.receivedAtMs === undefined ? 0 : Math.max(0, (localMs - live.receivedAtMs) / 1000);
  const units = [...live.units].sort((a, b) => Number(a.stale) - Number(b.stale) || a.code.localeCompare(b.code, 'zh'));
  return (
    <section className={styles.units} aria-label={t('live.title')}>
      <h2 className={page.heading}>
        {t('live.title')}
        <em>{t('live.counts', { units: units.filter((unit) => !unit.stale).length })}</em>
      </h2>
      {units.length === 0 && (
        <p className={styles.stale} style={{ padding: '0 16px' }}>
          {t(live.connected ? 'live.none' : 'live.connecting')}
        </p>
      )}
      <ul className={styles.list}>
        {units.map((unit) => (
          <li key={unit.unitId}>
            <button type="button" className={styles.unit} onClick={() => onFlyTo(unit.location)}>
              <UnitMark mode={unit.mode} stale={unit.stale} onDispatch={unit.duty === 'dispatch'} />
              <b>{unit.code}</b>
              <span>{unit.stale ? t('live.stale') : t(unitDoing(unit), { place: unit.nearPlaceName })}</span>
              <span>{unit.stationName ?? ''}</span>
              <span className={`${styles.age} ${unit.stale ? styles.late : ''}`}>
                {textOf(format.age(unit.ageSeconds + sinceMessageSeconds))}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Slower than this a unit stands: the stop speed of the sight rule (METHODS 3). */
const STANDING_METERS_PER_SECOND = 1;

function unitDoing(unit: ReturnType<typeof useLive>['units'][number]): string {
  if (unit.duty === 'dispatch') return 'live.dispatch';
  if (unit.duty === 'base') return 'live.base';
  const standing = unit.speedMetersPerSecond !== undefined && unit.speedMetersPerSecond <= STANDING_METERS_PER_SECOND;
  if (unit.nearPlaceName === '') return standing ? 'live.standing' : 'live.patrol';
  return standing ? 'live.standingAt' : 'live.patrolNear';
}
