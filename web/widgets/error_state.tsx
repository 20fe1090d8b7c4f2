import { useTranslation } from 'react-i18next';
import styles from './states.module.css';

/** A failed request: what failed, the server's own sentence, and another try. */
export function ErrorState({ error, onRetry }: { readonly error: { readonly message: string }; readonly onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles['state']} role="alert">
      <b>{t('error.title')}</b>
      <p>{error.message}</p>
      {onRetry !== undefined && (
        <button type="button" className="btn" onClick={onRetry}>
          {t('error.retry')}
        </button>
      )}
    </div>
  );
}
