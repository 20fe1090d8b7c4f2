import type { Side } from '@beatline/shared/model/views/coverage_view';
import { useTranslation } from 'react-i18next';
import { useCallback } from 'react';

/** What a square is called on screen: the nearest place and the side of it, e.g. 站前广场北侧; never its column and row. */
export function usePlaceName(): (row: { readonly placeName: string; readonly side: Side | undefined }) => string {
  const { t } = useTranslation();
  return useCallback(
    ({ placeName, side }) => {
      if (placeName === '') return t('unnamedSquare');
      if (side === undefined || side === 'center') return placeName;
      return t('placeWithSide', { place: placeName, side: t(`side.${side}`) });
    },
    [t],
  );
}
