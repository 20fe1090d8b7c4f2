import { and, eq } from 'drizzle-orm';
import type { Scoped } from '../engine/scope';
import { importMapping } from '../schema/mapping';

/** A way to read files of one header that somebody agreed to. */
export interface SavedMapping {
  readonly settings: unknown;
  readonly savedAtMs: number;
}

interface HeaderKey {
  readonly kind: string;
  readonly headerDigest: string;
}

/** The mapping saved for a header, undefined when there is none. */
export async function findMapping(scoped: Scoped, { kind, headerDigest }: HeaderKey): Promise<SavedMapping | undefined> {
  const [row] = await scoped.tx
    .select()
    .from(importMapping)
    .where(and(eq(importMapping.kind, kind), eq(importMapping.headerDigest, headerDigest)));
  return row === undefined ? undefined : { settings: row.settings, savedAtMs: row.savedAt };
}

/** Keeps a mapping for a header in place of the one that was there. */
export async function saveMapping(
  scoped: Scoped,
  input: HeaderKey & { readonly header: readonly string[]; readonly settings: object; readonly savedAtMs: number },
): Promise<void> {
  const row = { header: [...input.header], settings: input.settings, savedAt: input.savedAtMs };
  await scoped.tx
    .insert(importMapping)
    .values({ kind: input.kind, headerDigest: input.headerDigest, ...row })
    .onConflictDoUpdate({ target: [importMapping.kind, importMapping.headerDigest], set: row });
}
