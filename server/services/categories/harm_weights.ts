import { harmWeights, saveHarmWeights } from '@beatline/db/queries/categories';
import { CATEGORY_GROUPS } from '@beatline/shared/model/category';
import type { HarmWeight } from '@beatline/shared/model/views/category_view';
import type { App } from '../../app';

/** How much an incident of every group counts when squares are ranked. */
export async function listHarmWeights(app: App): Promise<HarmWeight[]> {
  const weights = await app.query(harmWeights);
  return CATEGORY_GROUPS.map((group, i) => ({ group, weight: weights[i] }));
}

/** Says how much they count; the colours follow with the next fit. */
export async function saveWeights(app: App, input: { readonly weights: readonly HarmWeight[] }): Promise<{ saved: number }> {
  await app.query((scoped) => saveHarmWeights(scoped, input.weights));
  return { saved: input.weights.length };
}
