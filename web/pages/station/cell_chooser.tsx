import { useTranslation } from 'react-i18next';
import type { StationCells } from './my_cell';
import styles from './cell_chooser.module.css';

export interface CellChooserProps {
  readonly groups: readonly StationCells[];
  readonly onChoose: (code: string) => void;
}

/** First visit on this device: which police cell is mine. */
export function CellChooser({ groups, onChoose }: CellChooserProps) {
  const { t } = useTranslation('station');
  return (
    <div className={styles.chooser}>
      <h1>{t('choose.title')}</h1>
      <p>{t('choose.text')}</p>
      {groups.map(({ station, cells }) => (
        <section key={station?.id ?? 'none'} aria-label={station?.name ?? t('choose.noStation')}>
          <h2>{station?.name ?? t('choose.noStation')}</h2>
          <ul>
            {cells.map((cell) => (
              <li key={cell.id}>
                <button type="button" onClick={() => onChoose(cell.code)}>
                  {cell.name}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
