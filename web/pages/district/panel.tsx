import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { HowComputed } from '../../widgets/how_computed';
import styles from './panel.module.css';

export interface PanelProps {
  /** Names the area; shown unless there is a heading of its own. */
  readonly title: string;
  /** Stands in the place of title and unit: a choice between two views of one area. */
  readonly heading?: ReactNode;
  readonly unit: string;
  readonly definition: string;
  readonly inputs: readonly string[];
  readonly children: ReactNode;
  readonly note?: ReactNode;
  readonly className?: string | undefined;
}

/** One area of the page: title, unit, how it is computed, the drawing, and a note at its foot. */
export function Panel({ title, heading, unit, definition, inputs, children, note, className }: PanelProps) {
  const { t } = useTranslation('district');
  return (
    <section className={`${styles.panel ?? ''} ${className ?? ''}`} aria-label={title}>
      <h2>
        {heading ?? (
          <>
            {title}
            <em>{unit}</em>
          </>
        )}
        <span className={styles.how}>
          <HowComputed title={title} definition={definition} inputs={inputs}>
            {t('how')}
          </HowComputed>
        </span>
      </h2>
      <div className={styles.body}>{children}</div>
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </section>
  );
}
