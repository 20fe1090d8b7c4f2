import type { OfficerBasis, RiskBasisView, RiskFitProgress } from '@beatline/shared/model/views/risk_view';
import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { usePlaceName } from '../../../format/place_name';
import { formatNumber } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { ErrorState } from '../../../widgets/error_state';
import { Loading } from '../../../widgets/loading';
import { failureOf, RefusalText, type Failure } from '../refusal_text';
import styles from './risk_basis.module.css';
import panel from './side_panel.module.css';

/** What the risk is worked out from, and the way to work it out anew. */
export function RiskBasis() {
  const basis = useQuery(trpc.risk.basis.queryOptions(undefined, { refetchOnMount: 'always' }));
  if (basis.data === undefined) {
    return basis.isError ? <ErrorState error={basis.error} onRetry={() => void basis.refetch()} /> : <Loading />;
  }
  return <BasisForm key={basis.data.current?.riskVersion ?? 0} basis={basis.data} />;
}

function BasisForm({ basis }: { readonly basis: RiskBasisView }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const { incidents, current } = basis;
  const [withOfficer, setWithOfficer] = useState(current?.officer !== undefined);
  const fit = useFit();
  const options = [
    { officer: false, label: t('riskBasis.citizens', { value: formatNumber(incidents.street) }), hint: t('riskBasis.citizensHint') },
    { officer: true, label: t('riskBasis.officers', { value: formatNumber(incidents.officer) }), hint: t('riskBasis.officersHint') },
  ];
  return (
    <form
      className={`${panel.panel} ${styles.basis}`}
      aria-label={t('riskBasis.title')}
      onSubmit={(event) => {
        event.preventDefault();
        fit.start(withOfficer);
      }}
    >
      <h2>{t('riskBasis.title')}</h2>
      <p>
        {current === undefined
          ? t('riskBasis.never')
          : t('riskBasis.current', {
              version: current.riskVersion,
              at: format.dayTime(current.fittedAt),
              until: format.dayTime(current.fittedUntil),
              value: formatNumber(current.incidents),
            })}
      </p>
      {options.map(({ officer, label, hint }) => (
        <label key={String(officer)}>
          <input
            type="radio"
            name="riskBasis"
            checked={withOfficer === officer}
            disabled={fit.isRunning || (officer && incidents.officer === 0 && !withOfficer)}
            onChange={() => setWithOfficer(officer)}
          />
          <span>
            {label}
            <small>{officer && incidents.officer === 0 ? t('riskBasis.noOfficers') : hint}</small>
          </span>
        </label>
      ))}
      <p>{t('riskBasis.other', { value: formatNumber(incidents.other) })}</p>
      {current?.officer !== undefined && <OfficerFacts officer={current.officer} />}
      {fit.isRunning ? (
        <p role="status">
          <progress aria-label={t('riskBasis.running')} max={1} value={fit.fractionDone} />
          {t('riskBasis.running')}
        </p>
      ) : (
        <button type="submit" className="btn" disabled={incidents.street === 0}>
          {t(current === undefined ? 'riskBasis.first' : 'riskBasis.again')}
        </button>
      )}
      {fit.failure !== undefined && (
        <div role="alert">
          <RefusalText failure={fit.failure} />
        </div>
      )}
    </form>
  );
}

function OfficerFacts({ officer }: { readonly officer: OfficerBasis }) {
  const { t } = useTranslation('data');
  const placeName = usePlaceName();
  return (
    <>
      <p>
        {t('riskBasis.counted', { value: formatNumber(officer.incidents) })}
        {officer.beforePatrols > 0 && t('riskBasis.beforePatrols', { value: formatNumber(officer.beforePatrols) })}
      </p>
      {officer.notEstimable > 0 && (
        <details>
          <summary>{t('riskBasis.notEstimable', { value: formatNumber(officer.notEstimable) })}</summary>
          <ul>
            {officer.named.map((square) => (
              <li key={square.squareId}>{placeName(square)}</li>
            ))}
          </ul>
          {officer.notEstimable > officer.named.length && (
            <p>{t('riskBasis.more', { value: formatNumber(officer.notEstimable - officer.named.length) })}</p>
          )}
        </details>
      )}
    </>
  );
}

/** A fit, followed to its end; then everything that rests on the risk is asked again. */
function useFit() {
  const [progress, setProgress] = useState<RiskFitProgress | undefined>(undefined);
  const start = useMutation(trpc.risk.fit.mutationOptions());
  const jobId = start.data?.jobId;
  const follow = useSubscription(
    trpc.risk.progress.subscriptionOptions(jobId === undefined ? skipToken : { jobId }, {
      onData: (next) => {
        setProgress(next);
        if (next.state === 'done') void queryClient.invalidateQueries();
      },
    }),
  );
  const latest = progress?.jobId === jobId ? progress : undefined;
  const isRunning =
    start.isPending || (start.isSuccess && (latest === undefined || latest.state === 'queued' || latest.state === 'running'));
  const lost = start.error ?? follow.error;
  const failure: Failure | undefined = lost != null ? failureOf(lost) : latest?.error === undefined ? undefined : { message: latest.error };
  return {
    start: (officer: boolean) => start.mutate({ officer }),
    isRunning: isRunning && lost == null,
    fractionDone: latest?.fractionDone ?? 0,
    failure,
  };
}
