import { count, eq, sql } from 'drizzle-orm';
import {
  CATEGORY_GROUPS,
  DEFAULT_CATEGORY_RULES,
  UNMAPPED_CATEGORY,
  categoryGroupSchema,
  patrolClassSchema,
  type CategoryGroup,
  type CategoryRule,
} from '@beatline/shared/model/category';
import type { Scoped } from '../engine/scope';
import { category, harmWeight } from '../schema/category';
import { incident } from '../schema/incident';

/**
 * Makes the categories that are missing: the default table, and of `codes` those nobody has mapped, which become street demand of group other and are
 * answered so that they can be listed. Matching is exact after trimming and lower-casing.
 */
export async function ensureCategories(scoped: Scoped, codes: readonly string[] = []): Promise<{ readonly unmapped: readonly string[] }> {
  const known = new Map((await listCategories(scoped)).map((rule) => [keyOf(rule.code), rule]));
  const missing = DEFAULT_CATEGORY_RULES.filter((rule) => !known.has(keyOf(rule.code))).map((rule) => ({ ...rule, isMapped: true }));
  for (const rule of missing) known.set(keyOf(rule.code), rule);
  const unmapped = new Map<string, string>();
  for (const code of codes) if (!known.has(keyOf(code)) && !unmapped.has(keyOf(code))) unmapped.set(keyOf(code), code.trim());
  const rows = [...missing, ...[...unmapped.values()].map((code) => ({ code, ...UNMAPPED_CATEGORY, isMapped: false }))];
  if (rows.length > 0) {
    await scoped.tx
      .insert(category)
      .values(rows.map((row) => ({ code: row.code, categoryGroup: row.group, patrolClass: row.patrolClass, isMapped: row.isMapped })))
      .onConflictDoNothing();
  }
  return { unmapped: [...unmapped.values()] };
}

function keyOf(code: string): string {
  return code.trim().toLowerCase();
}

/** Every category with what it counts as; `isMapped` false for those nobody has said it of. */
export async function listCategories(scoped: Scoped): Promise<(CategoryRule & { readonly isMapped: boolean })[]> {
  const rows = await scoped.tx
    .select()
    .from(category)
    .orderBy(sql`code COLLATE "C"`);
  return rows.map((row) => ({
    code: row.code,
    group: categoryGroupSchema.parse(row.categoryGroup),
    patrolClass: patrolClassSchema.parse(row.patrolClass),
    isMapped: row.isMapped,
  }));
}

/** How many incidents there are of each category that has any. */
export async function incidentsByCategory(scoped: Scoped): Promise<Map<string, number>> {
  const rows = await scoped.tx.select({ code: incident.categoryCode, incidents: count() }).from(incident).groupBy(incident.categoryCode);
  return new Map(rows.map((row) => [row.code, row.incidents]));
}

/** Says what categories count as, from now on and for the incidents there are; unknown codes are added. */
export async function saveCategories(scoped: Scoped, rules: readonly CategoryRule[]): Promise<void> {
  const stored = new Map((await listCategories(scoped)).map((rule) => [keyOf(rule.code), rule.code]));
  for (const rule of rules) {
    const row = { categoryGroup: rule.group, patrolClass: rule.patrolClass, isMapped: true };
    const code = stored.get(keyOf(rule.code));
    if (code === undefined) await scoped.tx.insert(category).values({ code: rule.code.trim(), ...row });
    else await scoped.tx.update(category).set(row).where(eq(category.code, code));
    stored.set(keyOf(rule.code), code ?? rule.code.trim());
  }
}

/** How much an incident of each group counts when squares are ranked, by position in CATEGORY_GROUPS; 1 where nobody has said. */
export async function harmWeights(scoped: Scoped): Promise<Float64Array> {
  const rows = await scoped.tx.select().from(harmWeight);
  const weightOf = new Map(rows.map((row) => [row.categoryGroup, row.weight]));
  return Float64Array.from(CATEGORY_GROUPS, (group) => weightOf.get(group) ?? 1);
}

/** Says how much incidents of these groups count from the next fit on. */
export async function saveHarmWeights(
  scoped: Scoped,
  weights: readonly { readonly group: CategoryGroup; readonly weight: number }[],
): Promise<void> {
  if (weights.length === 0) return;
  await scoped.tx
    .insert(harmWeight)
    .values(weights.map(({ group, weight }) => ({ categoryGroup: group, weight })))
    .onConflictDoUpdate({ target: harmWeight.categoryGroup, set: { weight: sql`excluded.weight` } });
}
