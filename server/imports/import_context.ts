import { getDeployment, requireDeployment } from '@beatline/db/queries/deployment';
import { rebuildSquares } from '@beatline/db/queries/squares';
import { withScope, type Database, type Scope, type Scoped } from '@beatline/db/engine/database';
import type { Deployment } from '@beatline/shared/model/deployment';
import type { Matcher } from '../matching/matcher';

/** What an importer works with. */
export interface ImportContext {
  readonly database: Database;
  readonly scope: Scope;
  /** The clock of this process, epoch milliseconds. */
  nowMs(): number;
  /** One line of progress, warning or assumption made, for the operator. */
  log(line: string): void;
  /** Told now and then how far a load is. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Matches tracks with the streets; without it they are taken straight. */
  readonly matching?: Matcher | undefined;
  /** Aborted when the load is to be given up; nothing of it stays. */
  readonly signal?: AbortSignal | undefined;
}

/** How far a load is. */
export interface LoadProgress {
  readonly stage: 'reading' | 'checking' | 'storing' | 'crediting';
  readonly rows: number;
  /** 0 to 1 by bytes read; undefined while it is not known. */
  readonly fractionDone: number | undefined;
}

/**
 * Runs a load as one transaction with the deployment it loads into: whatever goes wrong, nothing of the file stays. Refuses when no deployment is set.
 */
export function loadWithin<T>(context: ImportContext, load: (scoped: Scoped, deployment: Deployment) => Promise<T>): Promise<T> {
  return withScope(context.database, context.scope, async (scoped) => load(scoped, await requireDeployment(scoped)));
}

/** Runs a load that needs no deployment yet, as one transaction: the ground may be loaded before its CRS and zone are set. */
export function loadGround<T>(context: ImportContext, load: (scoped: Scoped) => Promise<T>): Promise<T> {
  return withScope(context.database, context.scope, load);
}

/** Makes the squares anew after the ground has changed; setting the deployment does so later where there is none yet. */
export async function renewSquares(scoped: Scoped, log: (line: string) => void): Promise<void> {
  if ((await getDeployment(scoped)) === undefined) return;
  log('making the analysis squares');
  await rebuildSquares(scoped);
}
