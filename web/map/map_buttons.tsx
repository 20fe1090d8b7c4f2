import type { LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useMap } from './map_context';
import styles from './map_view.module.css';

/** Zoom, north up, whole area. */
export function MapButtons({ bounds, style }: { readonly bounds: LngLatBounds; readonly style?: CSSProperties }) {
  const { t } = useTranslation();
  const { map, fit } = useMap();
  return (
    <div className={styles['buttons']} style={style} role="group" aria-label={t('map.label')}>
      <button type="button" aria-label={t('map.zoomIn')} title={t('map.zoomIn')} onClick={() => map.zoomIn()}>
        +
      </button>
      <button type="button" aria-label={t('map.zoomOut')} title={t('map.zoomOut')} onClick={() => map.zoomOut()}>
        −
      </button>
      <button type="button" aria-label={t('map.north')} title={t('map.north')} onClick={() => map.resetNorth()}>
        <svg width="12" height="14" aria-hidden="true">
          <path d="M6 0l4 13-4-3-4 3z" fill="currentColor" />
        </svg>
      </button>
      <button type="button" aria-label={t('map.fit')} title={t('map.fit')} onClick={() => fit(bounds)}>
        <svg width="14" height="14" aria-hidden="true">
          <path d="M1 5V1h4M9 1h4v4M13 9v4H9M5 13H1V9" fill="none" stroke="currentColor" strokeWidth="1.4" />
        </svg>
      </button>
    </div>
  );
}
