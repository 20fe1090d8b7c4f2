import { TIERS } from '@beatline/shared/model/tier';
import type { Interval } from '@beatline/shared/model/views/coverage_view';
import type { PreviewProgress, StandardEffect } from '@beatline/shared/model/views/standards_view';
import { skipToken, useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trpc } from '../api/client';
import { formatIncidentsRange, formatPercent, formatPercentRange, textOf } from '../format/quantities';
import { useFormat } from '../format/use_format';
import { failureOf, RefusalText, type Failure } from '../pages/data/refusal_text';
import styles from './standards_page.module.css';
import { isSound, type Draft } from './use_draft';

/** The last 7 days under the draft beside the standards in force, worked out by the server when asked. */
export function PreviewPanel({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation(['standards', 'common']);
  const format = useFormat();
  const [asked, setAsked] = useState<{ readonly jobId: string; readonly key: string } | undefined>(undefined);
  const [latest, setLatest] = useState<PreviewProgress | undefined>(undefined);
  const [lost, setLost] = useState<Failure | undefined>(undefined);
  const start = useMutation(trpc.standards.preview.mutationOptions());
  const stop = useMutation(trpc.standards.cancelPreview.mutationOptions());
  useSubscription(
    trpc.standards.previewProgress.subscriptionOptions(asked === undefined ? skipToken : { jobId: asked.jobId }, {
      onData: setLatest,
      onError: (error) => setLost(failureOf(error)),
    }),
  );
  const progress = latest?.jobId === asked?.jobId ? latest : undefined;
  const isRunning = progress?.state === 'queued' || progress?.state === 'running';
  const result = progress?.result;
  const failure = start.isError ? failureOf(start.error) : (progress?.error ?? lost);
  const run = () => {
    const { key } = draft;
    setLost(undefined);
    start.mutate({ standards: draft.standards }, { onSuccess: ({ jobId }) => setAsked({ jobId, key }) });
  };
  const percent = (interval: Interval | undefined) =>
    interval === undefined ? t('preview.none') : textOf(formatPercentRange(interval, 1));
  const row = (name: string, of: (effect: StandardEffect) => string) =>
    result !== undefined && (
      <tr key={name}>
        <th scope="row">{name}</th>
        <td>{of(result.present)}</td>
        <td>{of(result.proposed)}</td>
      </tr>
    );
  return (
    <section className={styles.preview} aria-label={t('preview.title')}>
      <h2>
        {t('preview.title')}
        <em>{t('preview.text')}</em>
      </h2>
      <div className={styles.buttons}>
        <button type="button" className="btn" disabled={isRunning || start.isPending || !isSound(draft.standards)} onClick={run}>
          {t('preview.run')}
        </button>
        {isRunning && (
          <>
            <button type="button" className="btn" onClick={() => stop.mutate({ jobId: progress.jobId })}>
              {t('preview.stop')}
            </button>
            <span role="status">{t('preview.running', { percent: textOf(formatPercent(progress.fractionDone)) })}</span>
          </>
        )}
        {progress?.state === 'cancelled' && <span role="status">{t('preview.cancelled')}</span>}
      </div>
      {failure !== undefined && (
        <div role="alert">
          <p>{t('preview.failed')}</p>
          <RefusalText failure={failure} words="standards" />
        </div>
      )}
      {result !== undefined && (
        <>
          {asked?.key !== draft.key && <p role="status">{t('preview.stale')}</p>}
          <table data-stale={asked?.key !== draft.key}>
            <thead>
              <tr>
                <th scope="col">{t('preview.window', { window: format.window(result.window) })}</th>
                <th scope="col">
                  {t('preview.present')} v{result.presentVersion}
                </th>
                <th scope="col">{t('preview.proposed')}</th>
              </tr>
            </thead>
            <tbody>
              {row(t('preview.gap'), (effect) => `${formatIncidentsRange(effect.gapIncidents)} ${t('common:unit.incidents')}`)}
              {row(t('preview.coverage'), (effect) => percent(effect.riskWeightedCoverage))}
              {row(t('preview.high'), (effect) => percent(effect.highRiskCoverage))}
              {TIERS.map((tier, i) =>
                row(t('preview.tier', { tier: t(`common:tier.${tier}`) }), (effect) => percent(effect.coverageByTier[i])),
              )}
            </tbody>
          </table>
          <p>
            {t('preview.unknown', { unknown: format.duration(result.unknownSeconds), declared: format.duration(result.declaredSeconds) })}
          </p>
        </>
      )}
    </section>
  );
}
