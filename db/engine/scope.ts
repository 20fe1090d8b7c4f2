import type { SqlSession } from './sql_session';
import type { BeatlineTransaction } from './drizzle_session';

/** Whose ground a query may see: the whole deployment, or one jurisdiction with everything below it. */
export type Scope = { readonly kind: 'deployment' } | { readonly kind: 'jurisdiction'; readonly jurisdictionId: number };

export const DEPLOYMENT_SCOPE: Scope = { kind: 'deployment' };

/** What every query function takes first: one transaction that already runs as `beatline_app` under its scope. */
export interface Scoped {
  readonly engine: 'embedded' | 'postgres';
  readonly scope: Scope;
  readonly tx: BeatlineTransaction;
  readonly session: SqlSession;
}

/** The text the row-level policies read from `beatline.scope`. */
export function settingOf(scope: Scope): string {
  return scope.kind === 'deployment' ? 'deployment' : `jurisdiction:${scope.jurisdictionId}`;
}
