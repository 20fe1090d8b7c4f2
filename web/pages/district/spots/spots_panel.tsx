import type { CategoryGroup } from '@beatline/shared/model/category';
import type { CellTrend, Spot, SpotsView } from '@beatline/shared/model/views/spots_view';
import { scaleLinear } from '@visx/scale';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatPercent, formatSigned, textOf } from '../../../format/quantities';
import { usePlaceName } from '../../../format/place_name';
import { ErrorState } from '../../../widgets/error_state';
import { Loading } from '../../../widgets/loading';
import { usePeriodText } from '../period_text';
import { NearRepeat } from './near_repeat';
import { SpotMark } from './spot_mark';
import styles from './spots_panel.module.css';

/** Smaller counts are not told outside the station they belong to (design notes). */
const FEWEST_TOLD = 5;
/** Smaller probabilities all say the same. */
const LEAST_PROBABILITY = 0.001;
const SPARK_WIDTH_PX = 56;
const SPARK_HEIGHT_PX = 18;

export interface SpotsPanelProps {
  readonly spots: SpotsView | undefined;
  readonly error: { readonly message: string } | null;
  readonly onRetry: () => void;
  readonly group: CategoryGroup | undefined;
  readonly chosenSquare: number | undefined;
  readonly onChoose: (spot: Spot) => void;
  readonly onChooseCell: (trend: CellTrend) => void;
}

/** Where more, or less, happens lately than the year before says, beyond chance; police cells that rise or fall; whether incidents repeat. */
export const SpotsPanel = memo(function SpotsPanel(props: SpotsPanelProps) {
  const { spots, error, onRetry, group, chosenSquare, onChoose, onChooseCell } = props;
  const { t } = useTranslation('district');
  const periodText = usePeriodText();
  if (spots === undefined) return error === null ? <Loading /> : <ErrorState error={error} onRetry={onRetry} />;
  const { emerging, fading, trends } = spots;
  return (
    <>
      {spots.missing !== undefined ? (
        <p className={styles.said}>{t(`spots.missing.${spots.missing.code}`, { ...spots.missing })}</p>
      ) : (
        <p className={styles.said}>
          {t(emerging.length + fading.length === 0 ? 'spots.none' : 'spots.found', {
            recent: periodText(spots.recent),
            emerging: emerging.length,
            fading: fading.length,
          })}
        </p>
      )}
      {emerging.length + fading.length > 0 && (
        <ol className={styles.list}>
          {emerging.map((spot) => (
            <SpotRow key={spot.squareId} spot={spot} direction="emerging" isChosen={spot.squareId === chosenSquare} onChoose={onChoose} />
          ))}
          {fading.map((spot) => (
            <SpotRow key={spot.squareId} spot={spot} direction="fading" isChosen={spot.squareId === chosenSquare} onChoose={onChoose} />
          ))}
        </ol>
      )}
      {spots.trendsMissing !== undefined ? (
        <p className={styles.said}>{t(`spots.trendsMissing.${spots.trendsMissing.code}`, { ...spots.trendsMissing })}</p>
      ) : trends.length === 0 ? (
        <p className={styles.said}>{t('spots.noTrends', { months: spots.trendMonths, cells: spots.trendsTested })}</p>
      ) : (
        <>
          <h3 className={styles.head}>{t('spots.trends', { months: spots.trendMonths })}</h3>
          <ol className={styles.list}>
            {trends.map((trend) => (
              <TrendRow key={trend.jurisdictionId} trend={trend} onChoose={onChooseCell} />
            ))}
          </ol>
        </>
      )}
      <NearRepeat group={group} />
    </>
  );
});

function useProbabilityText(): (probability: number) => string {
  const { t } = useTranslation('district');
  return (probability) =>
    probability < LEAST_PROBABILITY
      ? t('spots.probabilityBelow', { value: LEAST_PROBABILITY })
      : t('spots.probability', { value: formatNumber(probability, 3) });
}

interface SpotRowProps {
  readonly spot: Spot;
  readonly direction: 'emerging' | 'fading';
  readonly isChosen: boolean;
  readonly onChoose: (spot: Spot) => void;
}

function SpotRow({ spot, direction, isChosen, onChoose }: SpotRowProps) {
  const { t } = useTranslation('district');
  const placeName = usePlaceName();
  const probabilityText = useProbabilityText();
  const recent = spot.recentIncidents < FEWEST_TOLD ? `<${FEWEST_TOLD}` : formatNumber(spot.recentIncidents);
  return (
    <li>
      <button type="button" aria-pressed={isChosen} onClick={() => onChoose(spot)}>
        <SpotMark direction={direction} />
        <span className="visually-hidden">{t(`spots.${direction}`)}</span>
        <span className={styles.name}>{placeName(spot)}</span>
        <b>
          {formatNumber(spot.expectedIncidents, 1)} → {recent}
        </b>
        <small>{probabilityText(spot.probability)}</small>
      </button>
    </li>
  );
}

function TrendRow({ trend, onChoose }: { readonly trend: CellTrend; readonly onChoose: (trend: CellTrend) => void }) {
  const { t } = useTranslation('district');
  const probabilityText = useProbabilityText();
  return (
    <li>
      <button type="button" onClick={() => onChoose(trend)}>
        <SpotMark direction={trend.direction === 'rising' ? 'emerging' : 'fading'} />
        <span className={styles.name}>
          {trend.name}
          <small>{t(`spots.${trend.direction}`, { tau: formatSigned(trend.tau, 2) })}</small>
        </span>
        <Spark months={trend.months} />
        <small>{probabilityText(trend.probability)}</small>
      </button>
    </li>
  );
}

function Spark({ months }: { readonly months: readonly number[] }) {
  const x = scaleLinear<number>({ domain: [0, Math.max(1, months.length)], range: [0, SPARK_WIDTH_PX] });
  const y = scaleLinear<number>({ domain: [0, Math.max(1, ...months)], range: [0, SPARK_HEIGHT_PX] });
  const pitchPx = SPARK_WIDTH_PX / Math.max(1, months.length);
  return (
    <svg width={SPARK_WIDTH_PX} height={SPARK_HEIGHT_PX} aria-hidden="true">
      {months.map((incidents, month) => (
        <rect
          // The month is the identity of a bar.
          // oxlint-disable-next-line react/no-array-index-key -- see above
          key={month}
          x={x(month)}
          y={SPARK_HEIGHT_PX - y(incidents)}
          width={Math.max(1, pitchPx - 0.6)}
          height={y(incidents)}
          fill="var(--gap-5)"
        />
      ))}
    </svg>
  );
}

/** How it was computed, for the panel's sheet. */
export function useSpotsInputs(spots: SpotsView | undefined): readonly string[] {
  const { t } = useTranslation('district');
  const periodText = usePeriodText();
  if (spots === undefined) return [];
  return [
    t('spots.input.recent', { period: periodText(spots.recent), incidents: formatNumber(spots.recentIncidents) }),
    t('spots.input.earlier', { period: periodText(spots.earlier), incidents: formatNumber(spots.earlierIncidents) }),
    t('spots.input.tested', { squares: formatNumber(spots.tested), meters: formatNumber(spots.neighborMeters) }),
    t('spots.input.rate', { rate: textOf(formatPercent(spots.falseDiscoveryRate)) }),
  ];
}
