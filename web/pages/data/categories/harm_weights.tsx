import type { HarmWeight } from '@beatline/shared/model/views/category_view';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { ErrorState } from '../../../widgets/error_state';
import { Loading } from '../../../widgets/loading';
import { failureOf, RefusalText } from '../refusal_text';
import styles from './harm_weights.module.css';
import panel from './side_panel.module.css';

/** How much an incident of each group counts when squares are ranked by colour. Ordinary is 1. */
export function HarmWeights() {
  const weights = useQuery(trpc.categories.harmWeights.queryOptions());
  if (weights.data === undefined) {
    return weights.isError ? <ErrorState error={weights.error} onRetry={() => void weights.refetch()} /> : <Loading />;
  }
  return <WeightForm key={weights.dataUpdatedAt} weights={weights.data} />;
}

function WeightForm({ weights }: { readonly weights: readonly HarmWeight[] }) {
  const { t } = useTranslation('data');
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const save = useMutation(trpc.categories.saveHarmWeights.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }));
  const changed = weights.filter(({ group, weight }) => texts[group] !== undefined && Number(texts[group]) !== weight);
  const valid = changed.every(({ group }) => isWeight(texts[group] ?? ''));
  return (
    <form
      className={`${panel.panel} ${styles.weights}`}
      aria-label={t('harm.title')}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ weights: changed.map(({ group }) => ({ group, weight: Number(texts[group]) })) });
      }}
    >
      <h2>{t('harm.title')}</h2>
      <p>{t('harm.text')}</p>
      <table>
        <tbody>
          {weights.map(({ group, weight }) => {
            const text = texts[group] ?? String(weight);
            return (
              <tr key={group} data-changed={changed.some((row) => row.group === group)}>
                <th scope="row">{t(`common:group.${group}`)}</th>
                <td>
                  <input
                    inputMode="decimal"
                    aria-label={t('harm.of', { group: t(`common:group.${group}`) })}
                    aria-invalid={!isWeight(text)}
                    value={text}
                    onChange={(event) => setTexts({ ...texts, [group]: event.target.value })}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {!valid && <p role="alert">{t('harm.range')}</p>}
      <div className={styles.buttons}>
        <button type="submit" className="btn" disabled={changed.length === 0 || !valid || save.isPending}>
          {t('harm.save')}
        </button>
        {changed.length > 0 && (
          <button type="button" className="btn" onClick={() => setTexts({})}>
            {t('categories.discard')}
          </button>
        )}
      </div>
      {save.isError && (
        <div role="alert">
          <RefusalText failure={failureOf(save.error)} />
        </div>
      )}
    </form>
  );
}

/** 0 to 1000, as the server takes it. */
function isWeight(text: string): boolean {
  const weight = Number(text);
  return text.trim() !== '' && weight >= 0 && weight <= 1000;
}
