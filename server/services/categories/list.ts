import { incidentsByCategory, listCategories } from '@beatline/db/queries/categories';
import type { CategoryRow } from '@beatline/shared/model/views/category_view';
import type { App } from '../../app';

/** Every category with what it counts as and how many incidents it has; those nobody has mapped first, then the most frequent. */
export async function listCategoryRows(app: App): Promise<CategoryRow[]> {
  const { rules, counts } = await app.query(async (scoped) => ({
    rules: await listCategories(scoped),
    counts: await incidentsByCategory(scoped),
  }));
  return rules
    .map((rule) => ({ ...rule, incidents: counts.get(rule.code) ?? 0 }))
    .sort((a, b) => Number(a.isMapped) - Number(b.isMapped) || b.incidents - a.incidents);
}
