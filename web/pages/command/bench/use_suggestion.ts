import type { PlanProgress } from '@beatline/shared/model/plan';
import { skipToken, useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
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

  const watch = (step: PlanProgress) => {
    setProgress(step);
    if (step.state === 'queued' || step.state === 'running') return;
    setJobId(undefined);
    if (step.state === 'failed') setError({ message: step.error ?? '' });
    if (step.plan === undefined) return;
    queryClient.setQueryData(trpc.plans.get.queryKey({ plan: step.plan.plan }), step.plan);
    void queryClient.invalidateQueries({ queryKey: trpc.plans.list.queryKey() });
    onPlan(step.plan.plan);
  };
  useSubscription(
    trpc.plans.progress.subscriptionOptions(jobId === undefined ? skipToken : { jobId }, {
      onData: watch,
      onError: (failure) => {
        setError(failure);
        setJobId(undefined);
      },
    }),
  );

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
