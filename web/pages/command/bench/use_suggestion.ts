import type { PlanProgress } from '@beatline/shared/model/plan';
import { skipToken, useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useState } from 'react';
import { queryClient, trpc } from '../../../api/client';

/** What is asked of the planner; hours and strength. */
export interface SuggestionQuestion {
  readonly from: string;
  readonly to: string;
  readonly vehicles: number;
  readonly foot: number;
  readonly drones: number;
  readonly seconds: number;
}

/** One search at a time: start it, watch it, stop it; a finished plan is handed to `onPlan`. */
export function useSuggestion(onPlan: (code: string) => void) {
  const [jobId, setJobId] = useState<string | undefined>(undefined);
  const [progress, setProgress] = useState<PlanProgress | undefined>(undefined);
  const [error, setError] = useState<{ readonly message: string } | undefined>(undefined);
  const suggest = useMutation(trpc.plans.suggest.mutationOptions());
  const cancel = useMutation(trpc.plans.cancel.mutationOptions());
  const end = () => setJobId(undefined);

  useSubscription(
    trpc.plans.progress.subscriptionOptions(jobId === undefined ? skipToken : { jobId }, {
      onData: setProgress,
      onError: (failure) => {
        setError(failure);
        end();
      },
    }),
  );

  useEffect(() => {
    if (progress === undefined || progress.jobId !== jobId) return;
    if (progress.state === 'failed') setError({ message: progress.error ?? '' });
    if (progress.state === 'failed' || progress.state === 'cancelled' || progress.state === 'done') end();
    if (progress.plan !== undefined && (progress.state === 'done' || progress.state === 'cancelled')) {
      queryClient.setQueryData(trpc.plans.get.queryKey({ plan: progress.plan.plan }), progress.plan);
      void queryClient.invalidateQueries({ queryKey: trpc.plans.list.queryKey() });
      onPlan(progress.plan.plan);
    }
  }, [progress, jobId, onPlan]);

  return {
    running: jobId !== undefined || suggest.isPending,
    progress: progress?.jobId === jobId ? progress : undefined,
    error: error ?? suggest.error ?? undefined,
    start: (question: SuggestionQuestion) => {
      setError(undefined);
      setProgress(undefined);
      suggest.mutate(question, { onSuccess: (job) => setJobId(job.jobId) });
    },
    stop: () => jobId !== undefined && cancel.mutate({ jobId }),
  };
}
