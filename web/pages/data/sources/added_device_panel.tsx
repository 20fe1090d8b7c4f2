import type { AddedDevice } from '@beatline/shared/model/views/source_view';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './sources_tab.module.css';

/** What to enter on the device, and the token, shown this once. */
export function AddedDevicePanel({ added, onClose }: { readonly added: AddedDevice; readonly onClose: () => void }) {
  const { t } = useTranslation('data');
  const { device, token, setup } = added;
  return (
    <section className={styles.form} aria-label={t('sources.added', { code: device.code })}>
      <h2>{t('sources.added', { code: device.code })}</h2>
      {token !== undefined && (
        <div className={styles.token}>
          <span>{t('sources.token')}</span>
          <Copyable text={token} testId="token" />
          <b>{t('sources.once')}</b>
        </div>
      )}
      {token === undefined && device.protocol === 'jt808' && <p>{t('sources.registers')}</p>}
      <dl>
        {setup.map(({ label, value }) => (
          <div key={label}>
            <dt>{t(`setupLabel.${label}`)}</dt>
            <dd>
              <Copyable text={value} />
            </dd>
          </div>
        ))}
      </dl>
      <button type="button" className="btn primary" onClick={onClose}>
        {t('sources.noted')}
      </button>
    </section>
  );
}

/** Text to carry over to a device; a press copies it where the browser allows that. */
function Copyable({ text, testId }: { readonly text: string; readonly testId?: string }) {
  const { t } = useTranslation('data');
  const [isCopied, setIsCopied] = useState(false);
  // Not there on plain http from another machine: the text can still be selected.
  const canCopy = 'clipboard' in navigator && window.isSecureContext;
  const copy = () => void navigator.clipboard.writeText(text).then(() => setIsCopied(true));
  return (
    <span className={styles.copyable}>
      <code data-testid={testId}>{text}</code>
      {canCopy && (
        <button type="button" className="btn" onClick={copy}>
          {isCopied ? t('sources.copied') : t('sources.copy')}
        </button>
      )}
    </span>
  );
}
