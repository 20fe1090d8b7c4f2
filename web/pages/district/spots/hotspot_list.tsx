import type { Hotspot } from '@beatline/shared/model/views/incident_view';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../format/quantities';
import { Loading } from '../../../widgets/loading';
import styles from '../district_page.module.css';

export interface HotspotListProps {
  readonly hotspots: readonly Hotspot[] | undefined;
  readonly chosen: number | undefined;
  readonly onChoose: (index: number) => void;
}

/** Clusters of incidents in the period, most incidents first; a press flies the map there. */
export const HotspotList = memo(function HotspotList({ hotspots, chosen, onChoose }: HotspotListProps) {
  const { t } = useTranslation('district');
  const most = Math.max(1, ...(hotspots ?? []).map((hotspot) => hotspot.incidents));
  return (
    <>
      {hotspots === undefined ? (
        <Loading />
      ) : hotspots.length === 0 ? (
        <p className={styles.nothing}>{t('hotspots.none')}</p>
      ) : (
        <ol className={styles.hotspots}>
          {hotspots.map((hotspot, index) => (
            <li key={`${hotspot.center[0]},${hotspot.center[1]}`}>
              <button type="button" aria-pressed={chosen === index} onClick={() => onChoose(index)}>
                <span className={styles.rank}>{index + 1}</span>
                <span className={styles.hotspotName}>{hotspot.placeName === '' ? t('common:unnamedSquare') : hotspot.placeName}</span>
                <span className={styles.hotspotGroup}>{t(`common:group.${hotspot.topGroup}`)}</span>
                <span className={styles.hotspotBar} aria-hidden="true">
                  <i style={{ width: `${(100 * hotspot.incidents) / most}%` }} />
                </span>
                <b>
                  {formatNumber(hotspot.incidents)} <small>{t('common:unit.incidents')}</small>
                </b>
              </button>
            </li>
          ))}
        </ol>
      )}
    </>
  );
});
