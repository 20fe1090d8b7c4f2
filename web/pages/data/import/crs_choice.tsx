import type { ImportSettings, InspectedCrs } from '@beatline/shared/model/views/import_view';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeployment } from '../../../api/queries';
import { formatNumber, formatPercent, textOf } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import styles from './import_details.module.css';
import { NAMED_CRS, withSetting } from './import_settings';

export interface CrsChoiceProps {
  readonly crs: InspectedCrs | undefined;
  readonly settings: ImportSettings;
  readonly onChange: (settings: ImportSettings) => void;
}

const EPSG_CODE = /^(?:EPSG:)?(\d{4,6})$/i;
/** Below this distances are shown to the metre: a good fit is a few metres, and format.distance rounds to ten. */
const EXACT_BELOW_METERS = 100;

/** The coordinate system: by itself with its evidence, or said by somebody who knows. */
export function CrsChoice({ crs, settings, onChange }: CrsChoiceProps) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const [isWrong, setIsWrong] = useState(false);
  const own = useDeployment().data?.crs ?? '';
  const named: readonly string[] = own === '' ? NAMED_CRS : [...new Set([...NAMED_CRS, own])];
  const given = settings.crs ?? 'auto';
  const nameOf = (code: string) => t(`crs.${code.replace(':', '_')}`, { defaultValue: code });
  const choose = (value: string) => {
    setIsWrong(false);
    onChange(withSetting(settings, 'crs', value));
  };
  const write = (text: string) => {
    const code = EPSG_CODE.exec(text.trim())?.[1];
    if (text.trim() === '') return;
    if (code === undefined) setIsWrong(true);
    else choose(`EPSG:${code}`);
  };
  return (
    <>
      {crs !== undefined && crs.candidates.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('crs.tried')}</th>
              <th scope="col">{t('crs.near')}</th>
              <th scope="col">{t('crs.median')}</th>
            </tr>
          </thead>
          <tbody>
            {crs.candidates.map((candidate) => (
              <tr key={candidate.crs} data-chosen={candidate.crs === crs.crs}>
                <th scope="row">{nameOf(candidate.crs)}</th>
                <td>
                  <span className={styles.share}>
                    <i style={{ width: `${candidate.nearStreetFraction * 100}%` }} />
                  </span>
                  {textOf(formatPercent(candidate.nearStreetFraction))}
                </td>
                <td>
                  {candidate.medianMeters < EXACT_BELOW_METERS
                    ? t('meters', { value: formatNumber(candidate.medianMeters) })
                    : textOf(format.distance(candidate.medianMeters))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className={styles.options}>
        <label>
          <span>{t('setting.crs')}</span>
          <select value={given} onChange={(event) => choose(event.target.value)}>
            {named.map((code) => (
              <option key={code} value={code}>
                {code === 'auto' ? t('setting.auto') : nameOf(code)}
              </option>
            ))}
            {!named.includes(given) && <option value={given}>{given}</option>}
          </select>
        </label>
        <label>
          <span>{t('setting.epsg')}</span>
          <input
            key={given}
            defaultValue={named.includes(given) ? '' : given}
            placeholder="EPSG:4547"
            aria-invalid={isWrong}
            onBlur={(event) => write(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
          />
        </label>
        {isWrong && <p className={styles.note}>{t('crs.notACode')}</p>}
      </div>
      <p className={styles.note}>{t(crs === undefined ? 'crs.noneYet' : `crs.decidedBy.${crs.decidedBy}`)}</p>
    </>
  );
}
