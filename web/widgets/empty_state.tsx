import type { ReactNode } from 'react';
import styles from './states.module.css';

/** Nothing to show is said in a sentence, with what to do about it. */
export function EmptyState({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={styles['state']}>
      <b>{title}</b>
      {children}
    </div>
  );
}
