import { keepPreviousData, skipToken, useQueries, useQuery } from '@tanstack/react-query';
import type { CategoryGroup } from '@beatline/shared/model/category';
import type { ScorecardBasis, ScorecardChoice } from '@beatline/shared/model/views/scorecard_view';
import { trpc } from '../../../api/client';

/** What a scorecard is asked for; the server chooses what is left out. */
export interface ScorecardQuestion {
  readonly group: CategoryGroup | undefined;
  readonly horizonDays?: number | undefined;
  readonly basis?: ScorecardBasis | undefined;
}

/** Scores move once a day, when windows have passed. */
const SCORES = { staleTime: 5 * 60_000 } as const;
/** The first record of a new deployment is made while somebody may be looking: asked for until it is there. */
const UNTIL_THERE_MS = 15_000;

function inputOf({ group, horizonDays, basis }: ScorecardQuestion) {
  return {
    ...(group === undefined ? {} : { group }),
    ...(horizonDays === undefined ? {} : { horizonDays }),
    ...(basis === undefined ? {} : { basis }),
  };
}

export function useScorecard(question: ScorecardQuestion | undefined) {
  return useQuery({
    ...trpc.risk.scorecard.queryOptions(question === undefined ? skipToken : inputOf(question), SCORES),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data !== undefined && query.state.data.headline === undefined ? UNTIL_THERE_MS : false),
  });
}

/** One scorecard for each choice, in the order given. */
export function useScorecards(choices: readonly ScorecardChoice[]) {
  return useQueries({ queries: choices.map((choice) => trpc.risk.scorecard.queryOptions(inputOf(choice), SCORES)) });
}
