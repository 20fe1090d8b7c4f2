import { asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { StandardVersion } from '@beatline/shared/coverage/standard_rules';
import { Refusal } from '@beatline/shared/model/refusal';
import { DEFAULT_STANDARDS, standardSchema, type Standard, type StandardByTier } from '@beatline/shared/model/standard';
import { TIERS, type Tier } from '@beatline/shared/model/tier';
import type { Scoped } from '../engine/scope';
import { standard, standardVersion } from '../schema/standard';

/** Any number will do as long as every writer asks for the same: versions are saved one after another. */
const STANDARDS_LOCK = 4_870_005;

/** A version of the deployment's standards as stored. */
export interface StoredStandardVersion extends StandardVersion {
  readonly savedAtMs: number;
  readonly note: string;
  /** A later version took over before or when this one would have: it is in force at no time. */
  readonly isSuperseded: boolean;
}

/**
 * Saves a new version of the standards, one for each tier; from its instant on it replaces whatever was to hold then. Takes effect when saved unless told
 * otherwise. Throws a Refusal when a tier is missing or its figures contradict.
 */
export async function insertStandardVersion(
  scoped: Scoped,
  input: {
    readonly standards: StandardByTier;
    readonly savedAtMs: number;
    readonly effectiveFromMs?: number;
    readonly note?: string;
    /** Newest version the caller knew of: refused when another was saved in between. */
    readonly expectedNewest?: number;
  },
): Promise<{ readonly version: number }> {
  if (input.expectedNewest !== undefined) {
    await scoped.tx.execute(sql`SELECT pg_advisory_xact_lock(${STANDARDS_LOCK})`);
    const [newest] = await scoped.tx
      .select({ id: standardVersion.id })
      .from(standardVersion)
      .where(eq(standardVersion.purpose, 'deployment'))
      .orderBy(desc(standardVersion.id))
      .limit(1);
    if (newest !== undefined && newest.id !== input.expectedNewest)
      throw new Refusal('standard_changed', `version ${newest.id} was saved meanwhile`, 'load it, and make your change on it');
  }
  return insertVersion(scoped, { ...input, purpose: 'deployment', tiers: TIERS });
}

/** Saves the standards an operation raises its tiers to. Throws a Refusal as {@link insertStandardVersion} does. */
export async function insertOperationStandards(
  scoped: Scoped,
  input: { readonly standards: Readonly<Partial<Record<Tier, Standard>>>; readonly savedAtMs: number },
): Promise<{ readonly version: number }> {
  return insertVersion(scoped, { ...input, purpose: 'operation', tiers: TIERS.filter((tier) => input.standards[tier] !== undefined) });
}

async function insertVersion(
  scoped: Scoped,
  input: {
    readonly standards: Readonly<Partial<Record<Tier, Standard>>>;
    readonly tiers: readonly Tier[];
    readonly purpose: 'deployment' | 'operation';
    readonly savedAtMs: number;
    readonly effectiveFromMs?: number;
    readonly note?: string;
  },
): Promise<{ readonly version: number }> {
  const rows = input.tiers.map((tier) => {
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
    .values({
      savedAt: input.savedAtMs,
      effectiveFrom: input.effectiveFromMs ?? input.savedAtMs,
      purpose: input.purpose,
      note: input.note ?? '',
    })
    .returning({ id: standardVersion.id });
  if (version === undefined) throw new Error('no standard version was made');
  if (rows.length > 0) await scoped.tx.insert(standard).values(rows.map((row) => ({ versionId: version.id, ...row })));
  return { version: version.id };
}

/** Every version of the deployment's standards ever saved, oldest first. */
export async function allStandardVersions(scoped: Scoped): Promise<readonly StoredStandardVersion[]> {
  const versions = await scoped.tx
    .select()
    .from(standardVersion)
    .where(eq(standardVersion.purpose, 'deployment'))
    .orderBy(asc(standardVersion.id));
  const standards = await standardsOfVersions(
    scoped,
    versions.map((version) => version.id),
  );
  let earliestLaterMs = Infinity;
  return versions
    .toReversed()
    .map((version): StoredStandardVersion => {
      const isSuperseded = earliestLaterMs <= version.effectiveFrom;
      earliestLaterMs = Math.min(earliestLaterMs, version.effectiveFrom);
      return {
        id: version.id,
        savedAtMs: version.savedAt,
        effectiveFromMs: version.effectiveFrom,
        note: version.note,
        isSuperseded,
        byTier: everyTier(version.id, standards.get(version.id) ?? {}),
      };
    })
    .toReversed();
}

/** The versions that are in force at some time, by when they take over; none before any were saved. */
export async function standardVersions(scoped: Scoped): Promise<readonly StoredStandardVersion[]> {
  return (await allStandardVersions(scoped))
    .filter((version) => !version.isSuperseded)
    .sort((a, b) => a.effectiveFromMs - b.effectiveFromMs);
}

/** Standards by version and tier; versions without any are left out. */
export async function standardsOfVersions(
  scoped: Scoped,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Readonly<Partial<Record<Tier, Standard>>>>> {
  const found = new Map<number, Partial<Record<Tier, Standard>>>();
  if (ids.length === 0) return found;
  for (const row of await scoped.tx
    .select()
    .from(standard)
    .where(inArray(standard.versionId, [...ids]))) {
    const parsed = standardSchema.parse(row);
    found.set(row.versionId, { ...found.get(row.versionId), [parsed.tier]: parsed });
  }
  return found;
}

function everyTier(version: number, byTier: Readonly<Partial<Record<Tier, Standard>>>): StandardByTier {
  const { red, orange, yellow, blue } = byTier;
  if (red === undefined || orange === undefined || yellow === undefined || blue === undefined)
    throw new Error(`standard version ${version} does not have all four tiers`);
  return { red, orange, yellow, blue };
}

/** Puts the defaults of METHODS 4 in force where no standards were ever saved. */
export async function ensureDefaultStandards(scoped: Scoped): Promise<void> {
  if ((await standardVersions(scoped)).length > 0) return;
  await insertStandardVersion(scoped, { standards: DEFAULT_STANDARDS, savedAtMs: await databaseNowMs(scoped), note: 'defaults' });
}

async function databaseNowMs(scoped: Scoped): Promise<number> {
  const { rows } = await scoped.session.query<{ now: number }>('SELECT now() AS now');
  return rows[0]?.now ?? 0;
}
