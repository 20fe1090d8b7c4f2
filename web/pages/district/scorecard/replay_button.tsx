import type { ReplayProgress } from '@beatline/shared/model/views/scorecard_view';
import { skipToken, useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { formatPercent, textOf } from '../../../format/quantities';

/** Runs the models on the past half year; the scorecard is asked again when that is done. */
export function ReplayButton() {
  const { t } = useTranslation('forecast');
  const [progress, setProgress] = useState<ReplayProgress | undefined>(undefined);
  const start = useMutation(trpc.risk.replay.mutationOptions());
  const jobId = start.data?.jobId;
  const follow = useSubscription(
    trpc.risk.replayProgress.subscriptionOptions(jobId === undefined ? skipToken : { jobId }, {
      onData: (next) => {
        setProgress(next);
        if (next.state === 'done') void queryClient.invalidateQueries({ queryKey: trpc.risk.scorecard.queryKey() });
      },
    }),
  );
  const failure = start.error?.message ?? follow.error?.message ?? progress?.error;
  const isRunning = start.isPending || progress?.state === 'queued' || progress?.state === 'running';
  return (
    <>
      {isRunning ? (
        <progress aria-label={t('replay.progress')} max={1} value={progress?.fractionDone ?? 0} />
      ) : (
        <button type="button" className="btn primary" onClick={() => start.mutate()}>
          {t('replay.start')}
        </button>
      )}
      {isRunning && <p>{t('replay.running', { percent: textOf(formatPercent(progress?.fractionDone ?? 0)) })}</p>}
      {failure !== undefined && !isRunning && <p role="alert">{failure}</p>}
    </>
  );
}
