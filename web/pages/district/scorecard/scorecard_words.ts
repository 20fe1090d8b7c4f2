import type { ScorecardView } from '@beatline/shared/model/views/scorecard_view';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { usePeriodText } from '../period_text';

/** A hit rate in per cent, with one place so that two of them can be told apart. */
export function percentOf(fraction: number): string {
  return formatNumber(fraction * 100, 1);
}

/** A share of area in per cent, without the place where it says nothing: 1, 0.8. */
function areaPercentOf(fraction: number): string {
  const text = formatNumber(fraction * 100, 1);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}

export interface ScorecardWords {
  /** 圈出 1 % 面积，命中 x %，去年同期法 y %; or why there is nothing to say. */
  readonly sentence: string;
  /** What the sentence rests on; undefined without figures. */
  readonly basis: string | undefined;
}

/** What the scorecard says in plain words, and whether that was said beforehand or worked out afterwards. */
export function useScorecardWords(): (view: ScorecardView) => ScorecardWords {
  const { t } = useTranslation('district');
  const periodText = usePeriodText();
  const format = useFormat();
  return (view) => {
    const { headline, missing, pending } = view;
    if (headline !== undefined) {
      const { lastYearHitRate } = headline;
      return {
        sentence: t(lastYearHitRate === undefined ? 'scorecard.sentenceAlone' : 'scorecard.sentence', {
          area: areaPercentOf(headline.areaFraction),
          hit: percentOf(headline.hitRate),
          lastYear: percentOf(lastYearHitRate ?? 0),
        }),
        basis: t(`scorecard.basis.${view.basis}`, {
          period: periodText(headline),
          count: headline.origins,
          days: t('scorecard.days', { count: view.horizonDays }),
          hits: formatNumber(headline.hits),
          incidents: formatNumber(headline.incidents),
        }),
      };
    }
    if (missing?.code === 'none_issued' && missing.incidents >= missing.needed)
      return { sentence: t('scorecard.missing.notYet'), basis: undefined };
    if (missing?.code === 'none_due' && pending.firstDue !== undefined) {
      return {
        sentence: t('scorecard.missing.none_due', { count: pending.forecasts, time: format.dayTime(pending.firstDue) }),
        basis: undefined,
      };
    }
    return {
      sentence: t(`scorecard.missing.${missing?.code ?? 'no_risk'}`, {
        ...(missing?.code === 'none_issued' ? { incidents: formatNumber(missing.incidents), needed: formatNumber(missing.needed) } : {}),
        count: pending.forecasts,
      }),
      basis: undefined,
    };
  };
}
