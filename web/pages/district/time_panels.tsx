import { sharesOf } from '@beatline/shared/evaluation/largest_shortfall_block';
import type { RiskHourMatrixView } from '@beatline/shared/model/views/risk_view';
import type { HourMatrixView } from '@beatline/shared/model/views/incident_view';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { HourMatrix, type MatrixBlock } from '../../charts/hour_matrix';
import { formatIncidents, formatNumber, formatSigned } from '../../format/quantities';
import { Loading } from '../../widgets/loading';
import { shortestHours } from './findings';
import { Panel } from './panel';
import styles from './district_page.module.css';

const PER_MILLE = 1000;
const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;

export interface TimePanelsProps {
  readonly matrix: HourMatrixView | undefined;
  /** How often incidents came in each hour, beside what was expected; undefined while loading, null where no risk was fitted to hold it against. */
  readonly observed: RiskHourMatrixView | undefined | null;
  readonly inputs: readonly string[];
}

/** When trouble is expected, and when patrol time falls short of it, both by hour and weekday. */
export const TimePanels = memo(function TimePanels({ matrix, observed, inputs }: TimePanelsProps) {
  const { t } = useTranslation('district');
  const dayLabels = useMemo(() => DAYS.map((day) => t(`weekdayShort.${day}`)), [t]);
  const figures = useMemo(() => (matrix === undefined ? undefined : figuresOf(matrix)), [matrix]);
  const counted = useMemo(() => (observed === undefined || observed === null ? undefined : countedOf(observed)), [observed]);
  if (figures === undefined) {
    return (
      <Panel title={t('hours.title')} unit="" definition={t('define.hours')} inputs={inputs}>
        <Loading />
      </Panel>
    );
  }
  const place = (day: number, hour: number) => ({ day: t(`weekday.${day}`), hour });
  const describe = (day: number, hour: number, value: number) =>
    t('hours.cell', { ...place(day, hour), value: Number.isNaN(value) ? '—' : formatIncidents(value) });
  const { expected, peak, difference, extent, outlined, isFitted } = figures;
  const isBeside = isFitted && observed !== null;
  const extentOfBoth = Math.max(peak.value, isBeside ? (counted?.largest ?? 0) : 0);
  return (
    <div className={styles.timePanels}>
      <Panel
        title={t('hours.title')}
        unit={t(isBeside ? 'hours.besideUnit' : isFitted ? 'hours.expectedUnit' : 'hours.countedUnit')}
        definition={t('define.hours')}
        inputs={inputs}
      >
        {peak.value === 0 ? (
          <p className={styles.nothing}>{t('hours.none')}</p>
        ) : (
          <div className={styles.beside}>
            <HourMatrix
              values={expected}
              ramp="sequential"
              extent={extentOfBoth}
              dayLabels={dayLabels}
              isNarrow={isBeside}
              corner={isBeside ? t('hours.expected') : undefined}
              label={t('hours.label', place(peak.day, peak.hour))}
              rampLabel={t('hours.ramp', { value: formatIncidents(extentOfBoth) })}
              note={t('hours.peak', place(peak.day, peak.hour))}
              describe={describe}
            />
            {isBeside &&
              (counted === undefined ? (
                <Loading />
              ) : (
                <HourMatrix
                  values={counted.values}
                  ramp="sequential"
                  extent={extentOfBoth}
                  dayLabels={dayLabels}
                  isNarrow
                  showRamp={false}
                  corner={t('hours.observed')}
                  label={t('hours.observedLabel')}
                  rampLabel=""
                  note={counted.unknownHour === 0 ? '' : t('hours.unknownHour', { count: counted.unknownHour })}
                  describe={describe}
                />
              ))}
          </div>
        )}
      </Panel>
      {difference === undefined ? (
        <Panel title={t('shortfall.title')} unit="" definition={t('define.shortfall')} inputs={inputs}>
          <p className={styles.nothing}>{t('shortfall.noTracks')}</p>
        </Panel>
      ) : (
        <Panel title={t('shortfall.title')} unit={t('shortfall.unit')} definition={t('define.shortfall')} inputs={inputs}>
          <HourMatrix
            values={difference}
            ramp="diverging"
            extent={extent}
            dayLabels={dayLabels}
            label={t('shortfall.label')}
            rampLabel={t('shortfall.ramp', { value: formatNumber(extent, 1) })}
            note=""
            showHours={false}
            outlined={outlined}
            describe={(day, hour, value) => t('shortfall.cell', { ...place(day, hour), value: formatSigned(value, 1) })}
          />
        </Panel>
      )}
    </div>
  );
});

interface TimeFigures {
  /** Expected incidents per hour, or counted ones where no risk has been fitted. */
  readonly expected: readonly (readonly number[])[];
  readonly isFitted: boolean;
  readonly peak: { readonly day: number; readonly hour: number; readonly value: number };
  /** Share of time less share of risk, per mille of the week; undefined without patrol time. */
  readonly difference: readonly (readonly number[])[] | undefined;
  readonly extent: number;
  readonly outlined: MatrixBlock | undefined;
}

/** Incidents per hour as they came, on the scale of what was expected. */
function countedOf(observed: RiskHourMatrixView) {
  const values = observed.observedPerHour.map((row) => row.map((value) => value ?? Number.NaN));
  const largest = Math.max(0, ...values.flat().filter((value) => !Number.isNaN(value)));
  return { values, largest, unknownHour: observed.unknownHour };
}

function figuresOf(matrix: HourMatrixView): TimeFigures {
  const isFitted = sharesOf(matrix.expectedPerHour) !== undefined;
  const expected = isFitted ? matrix.expectedPerHour : matrix.incidents;
  let peak = { day: 0, hour: 0, value: 0 };
  expected.forEach((row, day) =>
    row.forEach((value, hour) => {
      if (value > peak.value) peak = { day, hour, value };
    }),
  );
  const risk = sharesOf(expected);
  const patrol = sharesOf(matrix.patrolSeconds);
  const difference =
    risk === undefined || patrol === undefined
      ? undefined
      : patrol.map((row, day) => row.map((share, hour) => (share - (risk[day]?.[hour] ?? 0)) * PER_MILLE));
  const block = shortestHours(matrix);
  return {
    expected,
    isFitted,
    peak,
    difference,
    extent: difference === undefined ? 0 : Math.max(...difference.flat().map(Math.abs)),
    outlined:
      block === undefined ? undefined : { fromDay: block.fromRow, toDay: block.toRow, fromHour: block.fromColumn, toHour: block.toColumn },
  };
}
