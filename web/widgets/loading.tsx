import { useTranslation } from 'react-i18next';
import styles from './states.module.css';

/** First load only: afterwards the old figure stays until the new one is there. */
export function Loading({ label }: { readonly label?: string }) {
  const { t } = useTranslation();
  return (
    <div className={styles['state']} role="status">
      <p>{label ?? t('loading')}</p>
    </div>
  );
}
