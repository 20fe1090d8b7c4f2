import type { ShortfallBlock } from '@beatline/shared/evaluation/largest_shortfall_block';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Days and hours of a block in words, `周五至周六 19 – 23 时`. */
export function useBlockText(): (block: ShortfallBlock) => string {
  const { t } = useTranslation('district');
  return useCallback(
    (block) => {
      const firstDay = t(`weekday.${block.fromRow}`);
      const lastDay = t(`weekday.${block.toRow - 1}`);
      const allWeek = block.fromRow === 0 && block.toRow === 7;
      const days = allWeek ? t('everyDay') : firstDay === lastDay ? firstDay : t('dayRange', { first: firstDay, last: lastDay });
      return t('daysAndHours', { days, from: block.fromColumn, to: block.toColumn });
    },
    [t],
  );
}
