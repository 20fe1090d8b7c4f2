import { desc, eq } from 'drizzle-orm';
import { DEFAULT_STANDARDS, standardSchema, type Standard, type StandardByTier } from '@beatline/shared/model/standard';
import { TIERS } from '@beatline/shared/model/tier';
import { Refusal } from '@beatline/shared/model/refusal';
import type { Scoped } from '../engine/scope';
import { standard, standardVersion } from '../schema/standard';

/** Saves a new version of the standards, one for each tier, and puts it in force. Throws a Refusal when a tier is missing or its figures contradict. */
export async function insertStandardVersion(
  scoped: Scoped,
  input: { readonly standards: StandardByTier; readonly savedAtMs: number; readonly note?: string },
): Promise<{ readonly version: number }> {
  const rows = TIERS.map((tier) => {
    const parsed = standardSchema.safeParse(input.standards[tier]);
    if (!parsed.success)
      throw new Refusal(
        'standard',
        `the standard of tier ${tier} does not hold: ${parsed.error.issues[0]?.message ?? ''}`,
        'raise the cap or lengthen the revisit interval',
      );
    return parsed.data;
  });
  const [version] = await scoped.tx
    .insert(standardVersion)
    .values({ savedAt: input.savedAtMs, note: input.note ?? '' })
    .returning({ id: standardVersion.id });
  if (version === undefined) throw new Error('no standard version was made');
  await scoped.tx.insert(standard).values(rows.map((row) => ({ versionId: version.id, ...row })));
  return { version: version.id };
}

/** The standards in force with their version; undefined before any were saved. */
export async function currentStandards(
  scoped: Scoped,
): Promise<{ readonly version: number; readonly savedAtMs: number; readonly standards: StandardByTier } | undefined> {
  const [version] = await scoped.tx.select().from(standardVersion).orderBy(desc(standardVersion.id)).limit(1);
  if (version === undefined) return undefined;
  const rows = await scoped.tx.select().from(standard).where(eq(standard.versionId, version.id));
  const byTier = new Map(rows.map((row) => [row.tier, standardSchema.parse(row)]));
  const of = (tier: (typeof TIERS)[number]): Standard => {
    const found = byTier.get(tier);
    if (found === undefined) throw new Error(`standard version ${version.id} has no tier ${tier}`);
    return found;
  };
  return {
    version: version.id,
    savedAtMs: version.savedAt,
    standards: { red: of('red'), orange: of('orange'), yellow: of('yellow'), blue: of('blue') },
  };
}

/** Puts the defaults of METHODS 4 in force where no standards were ever saved. */
export async function ensureDefaultStandards(scoped: Scoped): Promise<void> {
  if ((await currentStandards(scoped)) !== undefined) return;
  await insertStandardVersion(scoped, { standards: DEFAULT_STANDARDS, savedAtMs: await databaseNowMs(scoped), note: 'defaults' });
}

async function databaseNowMs(scoped: Scoped): Promise<number> {
  const { rows } = await scoped.session.query<{ now: number }>('SELECT now() AS now');
  return rows[0]?.now ?? 0;
}
