import type { CategoryGroup } from '@beatline/shared/model/category';
import type { NearRepeatProgress, NearRepeatView } from '@beatline/shared/model/views/spots_view';
import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { formatNumber, formatPercent, textOf } from '../../../format/quantities';
import { HowComputed } from '../../../widgets/how_computed';
import { usePeriodText } from '../period_text';
import styles from './spots_panel.module.css';

/** The last answer for a group stays while the page is open: the test takes a while and the records move once a day. */
const answerKey = (group: CategoryGroup | undefined) => ['near repeat', group ?? 'all'] as const;

/** Whether one incident brings another near by within days, in one sentence; tested when somebody asks. */
export function NearRepeat({ group }: { readonly group: CategoryGroup | undefined }) {
  const { t } = useTranslation('district');
  const [progress, setProgress] = useState<NearRepeatProgress | undefined>(undefined);
  const answer = useQuery<NearRepeatView>({ queryKey: answerKey(group), queryFn: skipToken, staleTime: Infinity, gcTime: Infinity }).data;
  const start = useMutation(trpc.risk.nearRepeat.mutationOptions());
  const asked = start.variables?.group === group ? start : undefined;
  const jobId = asked?.data?.jobId;
  const follow = useSubscription(
    trpc.risk.nearRepeatProgress.subscriptionOptions(jobId === undefined ? skipToken : { jobId }, {
      onData: (next) => {
        setProgress(next);
        if (next.result !== undefined) queryClient.setQueryData(answerKey(next.result.group), next.result);
      },
    }),
  );
  if (answer !== undefined) return <Answer view={answer} />;
  const latest = progress !== undefined && progress.jobId === jobId ? progress : undefined;
  const failure = asked?.error?.message ?? (jobId === undefined ? undefined : (follow.error?.message ?? latest?.error?.message));
  const isRunning = asked?.isPending === true || (jobId !== undefined && failure === undefined && latest?.state !== 'failed');
  return (
    <div className={styles.repeat}>
      {isRunning ? (
        <>
          <span role="status">{t('nearRepeat.running', { percent: textOf(formatPercent(latest?.fractionDone ?? 0)) })}</span>
          <progress aria-label={t('nearRepeat.progress')} max={1} value={latest?.fractionDone ?? 0} />
        </>
      ) : (
        <button type="button" className={styles.ask} onClick={() => start.mutate(group === undefined ? {} : { group })}>
          {t('nearRepeat.ask')}
        </button>
      )}
      {failure !== undefined && !isRunning && <span role="alert">{failure}</span>}
    </div>
  );
}

function Answer({ view }: { readonly view: NearRepeatView }) {
  const { t } = useTranslation('district');
  const periodText = usePeriodText();
  const { headline } = view;
  const words = { meters: headline.withinMeters, days: headline.withinDays };
  const isMore = headline.isSignificant && headline.ratio !== undefined && headline.ratio > 1;
  return (
    <p className={styles.repeat}>
      <span>
        <HowComputed
          title={t('nearRepeat.title')}
          definition={t('nearRepeat.define')}
          inputs={[
            t('nearRepeat.input', {
              period: periodText(view.window),
              incidents: formatNumber(view.incidents),
              permutations: formatNumber(view.permutations),
            }),
            ...view.rows.map((row) =>
              t(row.isSignificant ? 'nearRepeat.rowSignificant' : 'nearRepeat.row', {
                meters: row.withinMeters,
                days: row.withinDays,
                pairs: formatNumber(row.pairs),
                expected: formatNumber(row.expected, 1),
                probability: formatNumber(row.probability, 3),
              }),
            ),
          ]}
        >
          {t('nearRepeat.title')}
        </HowComputed>
      </span>
      {isMore
        ? t('nearRepeat.more', {
            ...words,
            percent: formatNumber(((headline.ratio ?? 1) - 1) * 100),
            probability: formatNumber(headline.probability, 3),
          })
        : t('nearRepeat.chance', words)}
    </p>
  );
}
