import { saveCategories } from '@beatline/db/queries/categories';
import type { CategoryRule } from '@beatline/shared/model/category';
import type { App } from '../../app';

/** Says what categories count as. Counts follow at once; the risk follows with its next fit. */
export async function saveCategoryRules(app: App, input: { readonly rules: readonly CategoryRule[] }): Promise<{ saved: number }> {
  await app.query((scoped) => saveCategories(scoped, input.rules));
  app.refresh();
  return { saved: input.rules.length };
}
