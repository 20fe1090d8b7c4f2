import { reasonText } from '@beatline/shared/formats/reject_reasons';
import { useTranslation } from 'react-i18next';
import { formatNumber, textOf } from '../../format/quantities';
import { useFormat } from '../../format/use_format';
import { figuresOf, namesOf, reasonsOf, type ReportCount } from './report_figures';
import styles from './report_counts.module.css';

export interface ReportCountsProps {
  readonly report: Readonly<Record<string, unknown>>;
}

/** What an import came to, in words and figures: rows by what became of them, the reasons of those left out, what was noticed on the way. */
export function ReportCounts({ report }: ReportCountsProps) {
  const { t } = useTranslation('data');
  const { language } = useFormat();
  const valueText = useFigureText();
  const reasons = reasonsOf(report);
  const dropped = namesOf(report, 'droppedColumns');
  const unmapped = namesOf(report, 'unmappedCategories');
  return (
    <div className={styles.counts}>
      <dl>
        {figuresOf(report).map((figure) => (
          <div key={figure.name} data-name={figure.name}>
            <dt>{t(`figure.${figure.name}`)}</dt>
            <dd>{valueText(figure)}</dd>
          </div>
        ))}
      </dl>
      {reasons.length > 0 && (
        <>
          <h3>{t('report.reasons')}</h3>
          <table>
            <tbody>
              {reasons.map(({ reason, count }) => (
                <tr key={reason}>
                  <th scope="row">{t(`dropped.${reason}`, { defaultValue: reasonText(reason, language) })}</th>
                  <td>{formatNumber(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {dropped.length > 0 && <p>{t('report.droppedColumns', { columns: dropped.join(t('comma')) })}</p>}
      {unmapped.length > 0 && <p>{t('report.unmapped', { codes: unmapped.join(t('comma')) })}</p>}
      {typeof report['crs'] === 'string' && (
        <p>{t('report.crs', { crs: t(`crs.${report['crs'].replace(':', '_')}`, { defaultValue: report['crs'] }) })}</p>
      )}
    </div>
  );
}

/** A figure with its unit. */
function useFigureText(): (figure: ReportCount) => string {
  const format = useFormat();
  return ({ name, value }) => {
    if (name === 'lengthMeters') return textOf(format.kilometers(value, 0));
    if (name === 'overlapsSquareMeters' || name === 'holesSquareMeters') return textOf(format.groundArea(value));
    return formatNumber(value);
  };
}
