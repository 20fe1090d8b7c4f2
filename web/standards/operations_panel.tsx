import type { StandardByTier } from '@beatline/shared/model/standard';
import type { OperationView } from '@beatline/shared/model/views/standards_view';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../api/client';
import { useFormat } from '../format/use_format';
import { failureOf, RefusalText } from '../pages/data/refusal_text';
import { OperationForm } from './operation_form';
import styles from './standards_page.module.css';

/** The special operations, planned, running and over, and the form that sets up another. */
export function OperationsPanel({ inForce }: { readonly inForce: StandardByTier }) {
  const { t } = useTranslation(['standards', 'common']);
  const operations = useQuery(trpc.standards.operations.queryOptions());
  const [isOpen, setOpen] = useState(false);
  const [wasAdded, setAdded] = useState(false);
  const end = useMutation(trpc.standards.endOperation.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }));
  const failure = operations.isError ? failureOf(operations.error) : end.isError ? failureOf(end.error) : undefined;
  return (
    <section className={styles.operations} aria-label={t('operations.title')}>
      <h2>
        {t('operations.title')}
        <em>{t('operations.text')}</em>
      </h2>
      {operations.data?.length === 0 && <p>{t('operations.none')}</p>}
      <ul>
        {operations.data?.map((operation) => (
          <OperationRow key={operation.id} operation={operation} isBusy={end.isPending} onEnd={() => end.mutate({ id: operation.id })} />
        ))}
      </ul>
      {failure !== undefined && (
        <div role="alert">
          <RefusalText failure={failure} words="standards" />
        </div>
      )}
      {isOpen ? (
        <OperationForm
          inForce={inForce}
          onClose={(added) => {
            setOpen(false);
            setAdded(added);
          }}
        />
      ) : (
        <div className={styles.buttons}>
          <button type="button" className="btn" onClick={() => setOpen(true)}>
            {t('operations.new')}
          </button>
          {wasAdded && <span role="status">{t('operations.added')}</span>}
        </div>
      )}
    </section>
  );
}

function OperationRow({
  operation,
  isBusy,
  onEnd,
}: {
  readonly operation: OperationView;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}) {
  const { t } = useTranslation(['standards', 'common']);
  const format = useFormat();
  return (
    <li data-state={operation.state}>
      <b>{operation.name}</b>
      <span>{t(`operations.state.${operation.state}`)}</span>
      <span>
        {operation.areaName === '' ? t('operations.drawn') : operation.areaName} · {t('operations.squares', { count: operation.squares })}
      </span>
      <span>{format.window({ from: operation.startsAt, to: operation.endsAt })}</span>
      {operation.raises.map(({ tier, revisitSeconds, dwellSeconds }) => (
        <span key={tier}>
          {t('operations.raise', {
            tier: t(`common:tier.${tier}`),
            revisit: format.duration(revisitSeconds),
            dwell: format.duration(dwellSeconds),
          })}
        </span>
      ))}
      {operation.state !== 'over' && (
        <button type="button" className={`btn ${styles.small}`} disabled={isBusy} onClick={onEnd}>
          {t(operation.state === 'running' ? 'operations.end' : 'operations.cancel')}
        </button>
      )}
    </li>
  );
}
