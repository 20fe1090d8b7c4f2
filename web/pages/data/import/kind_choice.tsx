import { IMPORT_KINDS, type ImportKind } from '@beatline/shared/model/views/import_view';
import { useTranslation } from 'react-i18next';
import styles from './import_tab.module.css';

export interface KindChoiceProps {
  readonly kind: ImportKind;
  /** Nobody has said it: it is what the file looks like. */
  readonly isProposed: boolean;
  readonly onChoose: (kind: ImportKind) => void;
}

/** What the file is taken for: proposed, and changed with one press. */
export function KindChoice({ kind, isProposed, onChoose }: KindChoiceProps) {
  const { t } = useTranslation('data');
  return (
    <label className={styles.kindChoice}>
      <span>{isProposed ? t('import.looksLike') : t('import.is')}</span>
      <select value={kind} aria-label={t('import.kind')} onChange={(event) => onChoose(event.target.value as ImportKind)}>
        {IMPORT_KINDS.map((known) => (
          <option key={known} value={known}>
            {t(`kind.${known}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
