import { insertPlan, nextPlanCode } from '@beatline/db/queries/plans';
import { listZones } from '@beatline/db/queries/zones';
import { presenceLookBackMs } from '@beatline/shared/coverage/measure_coverage';
import type { Plan } from '@beatline/shared/model/plan';
import { Refusal } from '@beatline/shared/model/refusal';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { PlanSuggestion } from '@beatline/shared/planning/suggest_plan';
import type { App } from '../../app';
import type { RunOptions } from '../../compute/compute';
import type { SuggestTaskProgress } from '../../compute/suggest_task';
import type { Ground } from '../../ground/ground_store';
import { isoInZone } from '../iso_in_zone';
import { planInZone } from './plan_in_zone';
import { planningUnits, type PlanStart, type UnitChoice } from './planning_units';
import { squareName } from './square_name';

export interface SuggestionQuestion extends UnitChoice {
  readonly window: InstantRange;
  readonly seconds: number | undefined;
  readonly iterations: number | undefined;
  readonly seed: number | undefined;
}

/** Search time when none is given: long enough to leave greedy behind, short enough to wait for. */
const DEFAULT_SEARCH_SECONDS = 10;
const DEFAULT_SEED = 1;
const LONGEST_WINDOW_MS = 24 * 3_600_000;

/** Searches for routes, keeps the best as a draft plan and answers it. */
export async function makeSuggestion(app: App, question: SuggestionQuestion, options: RunOptions<SuggestTaskProgress> = {}): Promise<Plan> {
  const { window } = question;
  if (!(window.fromMs < window.toMs)) throw new Refusal('bad_window', 'the window ends before it starts', 'give an end after the start');
  if (window.toMs - window.fromMs > LONGEST_WINDOW_MS)
    throw new Refusal('bad_window', 'a plan covers at most 24 hours', 'plan one shift after another');
  const startedMs = performance.now();
  const ground = await app.ground.current();
  if (ground.risk === undefined)
    throw new Refusal(
      'no_risk',
      'no risk has been fitted, so there is nothing to close',
      'import incidents and run: npm run -s beatline -- risk fit',
    );
  const graph = await app.streets.graph();
  const { units, start } = await planningUnits(app, ground, graph, question);
  const zones = await app.query(listZones);
  const nowMs = app.nowMs();
  const parts = await app.ledger.rows({
    fromMs: window.fromMs - presenceLookBackMs(ground.data.standards),
    toMs: Math.max(window.fromMs, Math.min(window.toMs, nowMs)),
  });

  const seed = question.seed ?? DEFAULT_SEED;
  const suggestion = await app.compute.run(
    'suggestPlan',
    {
      ground: ground.data,
      graph,
      buildings: await app.streets.buildings(),
      parts,
      window,
      nowMs,
      units,
      noFly: zones.filter((zone) => zone.kind === 'no-fly').flatMap((zone) => zone.rings),
      seed,
      iterations: question.iterations,
      seconds: question.seconds ?? (question.iterations === undefined ? DEFAULT_SEARCH_SECONDS : undefined),
    },
    options,
  );
  const plan = await planOf(ground, window, suggestion, start, (performance.now() - startedMs) / 1000);
  return app.query(async (scoped) => {
    const code = await nextPlanCode(scoped, isoInZone(ground.clock, window.fromMs).slice(5, 10).replace('-', ''));
    const coded: Plan = { ...plan, plan: code };
    await insertPlan(scoped, { plan: coded, createdAtMs: app.nowMs() });
    return coded;
  });
}

/** The suggestion as a plan, with the names of its places and its times in the deployment's zone. */
async function planOf(
  ground: Ground,
  window: InstantRange,
  suggestion: PlanSuggestion,
  start: PlanStart | undefined,
  seconds: number,
): Promise<Plan> {
  const ids = [
    ...suggestion.routes.flatMap((route) => route.stops.map((stop) => stop.squareId)),
    ...suggestion.remaining.map((square) => square.squareId),
  ];
  const names = await ground.describe(ids);
  const nameOf = (squareId: number) => squareName(names.get(squareId));
  const { weightedClosed: _weighted, greedyWeightedClosed: _greedyWeighted, candidateStops: _candidates, ...figures } = suggestion;
  const plan: Plan = {
    ...figures,
    plan: '',
    state: 'draft',
    window: { from: new Date(window.fromMs).toISOString(), to: new Date(window.toMs).toISOString() },
    start,
    routes: suggestion.routes.map((route) => ({ ...route, stops: route.stops.map((stop) => ({ ...stop, name: nameOf(stop.squareId) })) })),
    remaining: suggestion.remaining.map((square) => ({ ...square, name: nameOf(square.squareId) })),
    seconds,
  };
  return planInZone(plan, ground.clock);
}
