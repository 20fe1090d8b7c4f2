import type { PeriodComparisonRow } from '@beatline/shared/model/views/incident_view';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSigned } from '../../format/quantities';

/** A change with its 95 % interval, `−6.1 %（−13.8 … +2.3）`. */
export function useChangeText(): (change: NonNullable<PeriodComparisonRow['change']>) => string {
  const { t } = useTranslation('district');
  return useCallback(
    (change) => {
      const [low, high] = change.interval;
      return t('changeWithInterval', {
        change: formatSigned(change.fraction * 100, 1),
        low: formatSigned(low * 100, 1),
        high: formatSigned(high * 100, 1),
      });
    },
    [t],
  );
}
