import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../api/client';
import { failureOf, RefusalText } from '../pages/data/refusal_text';
import { useFormat } from '../format/use_format';
import { instantOfField } from './local_instant';
import styles from './standards_page.module.css';
import { isSound, type Draft } from './use_draft';

/** Puts the draft in force, at once or at a later time, with a word why. */
export function SavePanel({ draft, newest }: { readonly draft: Draft; readonly newest: number }) {
  const { t } = useTranslation('standards');
  const { timeZone } = useFormat();
  const [isLater, setLater] = useState(false);
  const [when, setWhen] = useState('');
  const [note, setNote] = useState('');
  const save = useMutation(
    trpc.standards.save.mutationOptions({
      onSuccess: async () => {
        setNote('');
        await queryClient.invalidateQueries();
        draft.reset();
      },
    }),
  );
  const effectiveFrom = isLater ? instantOfField(when, timeZone) : undefined;
  const isReady = draft.isChanged && isSound(draft.standards) && (!isLater || effectiveFrom !== undefined);
  return (
    <form
      className={styles.save}
      aria-label={t('save.title')}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ standards: draft.standards, basedOn: newest, note, ...(effectiveFrom === undefined ? {} : { effectiveFrom }) });
      }}
    >
      <h2>{t('save.title')}</h2>
      <div className={styles.checks}>
        <label>
          <input type="radio" name="when" checked={!isLater} onChange={() => setLater(false)} />
          {t('save.now')}
        </label>
        <label>
          <input type="radio" name="when" checked={isLater} onChange={() => setLater(true)} />
          {t('save.later')}
        </label>
        {isLater && (
          <input type="datetime-local" aria-label={t('save.when')} value={when} onChange={(event) => setWhen(event.target.value)} />
        )}
      </div>
      <input
        className={styles.note}
        maxLength={400}
        placeholder={t('save.note')}
        aria-label={t('save.note')}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <div className={styles.buttons}>
        <button type="submit" className="btn primary" disabled={!isReady || save.isPending}>
          {t('save.do')}
        </button>
        {draft.isChanged && (
          <button type="button" className="btn" onClick={draft.reset}>
            {t('save.discard')}
          </button>
        )}
        <span>{draft.isChanged ? (isSound(draft.standards) ? t('save.past') : t('save.invalid')) : t('save.unchanged')}</span>
      </div>
      {save.isError && (
        <div role="alert">
          <RefusalText failure={failureOf(save.error)} words="standards" />
        </div>
      )}
      {save.isSuccess && !draft.isChanged && <p role="status">{t('save.saved', { version: save.data.version })}</p>}
    </form>
  );
}
