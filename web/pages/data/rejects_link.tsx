import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../format/quantities';
import { useFormat } from '../../format/use_format';

/** The rejected rows of a batch as a file to correct and send again. */
export function RejectsLink({ batch, count }: { readonly batch: number; readonly count: number }) {
  const { t } = useTranslation('data');
  const { language } = useFormat();
  return (
    <a className="btn" href={`/imports/${batch}/rejects.csv?lang=${language}`} download>
      {t('report.rejects', { count: formatNumber(count) })}
    </a>
  );
}
