import {
  batchToUndo,
  fixSpansOfBatch,
  keepUnitsInUse,
  markUndone,
  removeFixesOfBatch,
  removeIncidentsOfBatch,
  removeStreets,
  removeTrackPieces,
} from '@beatline/db/queries/undo';
import { laterBatches, undoChanges } from '@beatline/db/queries/changes';
import { replaceCreditedRuns } from '@beatline/db/queries/credited_runs';
import { getDeployment, requireDeployment } from '@beatline/db/queries/deployment';
import { fixesOfUnit } from '@beatline/db/queries/fixes';
import { deriveVisitsAndHours, removeIntervals } from '@beatline/db/queries/presence';
import { removeDeclared, signInSpans } from '@beatline/db/queries/posts';
import { roundSpans } from '@beatline/db/queries/round_logs';
import { listUnits } from '@beatline/db/queries/units';
import type { Scoped } from '@beatline/db/engine/database';
import { touchedRuns } from '@beatline/shared/coverage/touched_runs';
import { Refusal } from '@beatline/shared/model/refusal';
import { runGapMs } from '@beatline/shared/coverage/observed_gap';
import { creditTouchedRuns, storeCredit, type TrackCredit } from './credit_tracks';
import { creditDeclared } from './credit_declared';
import { creditRounds } from '../services/cameras/credit_rounds';
import { loadGround, renewSquares, type ImportContext } from './import_context';
import { trackGroundOf } from './track_ground';

/** Answer of `import undo`. */
export interface UndoAnswer {
  readonly batch: number;
  readonly kind: string;
  /** Rows, fixes and incidents that the import had brought. */
  readonly removed: number;
  /** Rows put back as they were before it. */
  readonly restored: number;
}

/** Imports that change what rounds by video showed. */
const ROUND_KINDS: ReadonlySet<string> = new Set(['cameras', 'round_logs']);

/** Longer than any run goes on without a break: see credit_tracks. */
const CONTEXT_MS = 24 * 3_600_000;

/**
 * Takes an import back as one transaction: what it brought goes, what it changed is as before, and what derives from it (squares, the ledger) is made
 * anew. Refuses when a later import changed the same rows: that one has to be undone first.
 */
export async function undoBatch(context: ImportContext, batch: number): Promise<UndoAnswer> {
  return loadGround(context, async (scoped) => {
    const found = await batchToUndo(scoped, batch);
    if (found === undefined) throw new Refusal('not_found', `there is no import ${batch}`, 'import list names them');
    if (found.state !== 'done') throw new Refusal('conflict', `import ${batch} is ${found.state}, there is nothing to undo`);
    const refused = (await laterBatches(scoped)).get(batch);
    if (refused !== undefined)
      throw new Refusal('conflict', `import ${refused} changed what import ${batch} brought`, `undo import ${refused} first`);
    let removed = 0;
    if (found.kind === 'incidents') removed += await removeIncidentsOfBatch(scoped, batch);
    if (found.kind === 'streets') await removeStreets(scoped);
    const rounds = ROUND_KINDS.has(found.kind) ? await roundSpans(scoped, { batchId: batch }) : [];
    if (found.kind === 'tracks') removed += await uncreditTracks(context, scoped, batch);
    const signedIn = found.kind === 'sign_ins' ? await signInSpans(scoped, { batchId: batch }) : [];
    for (const { unitId, span } of rounds) await removeIntervals(scoped, unitId, span);
    await keepUnitsInUse(scoped, batch);
    const changed = await undoChanges(scoped, batch);
    if (['jurisdictions', 'streets'].includes(found.kind) && (await getDeployment(scoped)) !== undefined)
      await renewSquares(scoped, (line) => context.log(line));
    if (found.kind === 'streets') await context.matching?.streetsChanged(scoped);
    if (rounds.length > 0) await creditRounds(scoped, rounds, await trackGroundOf(scoped, await requireDeployment(scoped)));
    if (signedIn.length > 0) await creditSignIns(scoped, signedIn);
    await markUndone(scoped, batch);
    return { batch, kind: found.kind, removed: removed + changed.removed, restored: changed.restored };
  });
}

/** Credits what is left of sign-ins after some were taken back. */
async function creditSignIns(scoped: Scoped, spans: Awaited<ReturnType<typeof signInSpans>>): Promise<void> {
  const ground = await trackGroundOf(scoped, await requireDeployment(scoped));
  const units = new Map((await listUnits(scoped)).map((unit) => [unit.id, unit]));
  for (const { unitId, span } of spans) {
    await removeDeclared(scoped, unitId, { fromMs: span.fromMs, toMs: span.toMs + 1 });
    const unit = units.get(unitId);
    const range = unit === undefined ? undefined : await creditDeclared(scoped, unit, span, ground);
    await deriveVisitsAndHours(scoped, range ?? span);
  }
}

/** Removes the fixes of a batch and credits the runs they lay in from what is left. Answers how many fixes went. */
async function uncreditTracks(context: ImportContext, scoped: Scoped, batch: number): Promise<number> {
  const spans = await fixSpansOfBatch(scoped, batch);
  if (spans.length === 0) return 0;
  const deployment = await requireDeployment(scoped);
  const ground = await trackGroundOf(scoped, deployment);
  const streets = await context.matching?.streets(scoped, deployment.proj4);
  const units = new Map((await listUnits(scoped)).map((unit) => [unit.id, unit]));
  const before = new Map<number, { readonly fromMs: number; readonly toMs: number }>();
  for (const { unitId, span } of spans) {
    const unit = units.get(unitId);
    if (unit === undefined) continue;
    const near = await fixesOfUnit(scoped, unitId, { fromMs: span.fromMs - CONTEXT_MS, toMs: span.toMs + CONTEXT_MS });
    before.set(unitId, touchedRuns(near.instantMs, span, runGapMs(unit.intervalSeconds)) ?? span);
  }
  await removeFixesOfBatch(scoped, batch);
  const credits: TrackCredit[] = [];
  let done = 0;
  for (const [unitId, runs] of before) {
    const unit = units.get(unitId);
    if (unit === undefined) continue;
    await removeIntervals(scoped, unitId, { fromMs: runs.fromMs, toMs: runs.toMs + 1 });
    await removeTrackPieces(scoped, unitId, runs);
    await replaceCreditedRuns(scoped, unitId, runs, []);
    const credit = await creditTouchedRuns(scoped, unit, runs, undefined, ground, { streets });
    const range = { fromMs: Math.min(runs.fromMs, credit.range.fromMs), toMs: Math.max(runs.toMs, credit.range.toMs) };
    credits.push({ ...credit, range });
    done += 1;
    context.onProgress?.({ stage: 'crediting', rows: done, fractionDone: done / before.size });
  }
  await storeCredit(scoped, credits, 'all');
  return spans.reduce((sum, span) => sum + span.fixes, 0);
}
