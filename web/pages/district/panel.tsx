import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { HowComputed } from '../../widgets/how_computed';
import styles from './panel.module.css';

export interface PanelProps {
  readonly title: string;
  readonly unit: string;
  readonly definition: string;
  readonly inputs: readonly string[];
  readonly children: ReactNode;
  readonly note?: string | undefined;
  readonly className?: string | undefined;
}

/** One area of the page: title, unit, how it is computed, the drawing, and a note at its foot. */
export function Panel({ title, unit, definition, inputs, children, note, className }: PanelProps) {
  const { t } = useTranslation('district');
  return (
    <section className={`${styles.panel ?? ''} ${className ?? ''}`} aria-label={title}>
      <h2>
        {title}
        <em>{unit}</em>
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
