import { Refusal } from '@beatline/shared/model/refusal';
import type { PlanProgress } from '@beatline/shared/model/plan';
import type { App } from '../../app';
import type { SuggestInput } from '../../routers/inputs';
import { rangeOf } from '../window_range';
import { makeSuggestion } from './make_suggestion';

/** Starts a search in a worker thread; follow it by its job id. One that is stopped once it has a plan keeps the best so far. */
export async function startSuggestion(app: App, input: SuggestInput): Promise<{ jobId: string }> {
  const job = app.suggestions.open((jobId) => ({
    jobId,
    state: 'queued',
    stage: undefined,
    fractionDone: 0,
    iterations: 0,
    bestGapAfter: undefined,
    plan: undefined,
    error: undefined,
  }));
  const tell = (change: Partial<PlanProgress>) => job.progress.set({ ...job.progress.get(), ...change });
  const { vehicles, foot, drones, units, seconds, iterations, seed } = input;
  makeSuggestion(
    app,
    { window: rangeOf(input), vehicles, foot, drones, units, seconds, iterations, seed },
    { stopFlag: job.stopFlag, onProgress: (progress) => tell({ state: 'running', ...progress }) },
  ).then(
    (plan) => tell({ state: 'done', fractionDone: 1, plan, iterations: plan.iterations, bestGapAfter: plan.gapAfter }),
    (error: unknown) => {
      if (error instanceof Refusal && error.code === 'cancelled') return tell({ state: 'cancelled' });
      if (!(error instanceof Refusal)) app.reportBug(error);
      return tell({ state: 'failed', error: error instanceof Refusal ? sentenceOf(error) : 'the search failed; the server log says more' });
    },
  );
  return { jobId: job.id };
}

const sentenceOf = (refusal: Refusal): string => (refusal.hint === undefined ? refusal.message : `${refusal.message} ${refusal.hint}`);
