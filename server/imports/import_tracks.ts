import { beginBatch, finishBatch, insertRejects } from '@beatline/db/queries/batches';
import { loadFixes } from '@beatline/db/queries/fixes';
import { deriveVisitsAndHours } from '@beatline/db/queries/presence';
import { ensureUnits, listUnits, upsertUnits } from '@beatline/db/queries/units';
import type { Scoped } from '@beatline/db/engine/database';
import { cleanFixes } from '@beatline/shared/coverage/clean_fixes';
import type { FixColumns } from '@beatline/shared/coverage/fixes';
import type { Deployment } from '@beatline/shared/model/deployment';
import { patrolModeOf } from '@beatline/shared/formats/unit_columns';
import { PATROL_MODES, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { InstantRange } from '@beatline/shared/model/time_window';
import { unitInputSchema, type Unit } from '@beatline/shared/model/unit';
import { isoInZone } from '../services/iso_in_zone';
import { creditTouchedRuns, hasFixesNear, storeCredit, type TrackCredit } from './credit_tracks';
import { loadWithin, type ImportContext } from './import_context';
import type { Importer } from './importer';
import { clockOf } from './incident_source';
import { openInputFile, type ImportFile } from './input_file';
import { inspectTracks } from './inspect_tracks';
import { TrackGathering } from './track_gathering';
import { fixesOnGround, trackGroundOf, type TrackGround } from './track_ground';
import { openTrackFile, readTrackFile, type TrackReading } from './track_source';

export interface ImportTracksOptions extends TrackReading {
  /** What units that are not registered yet patrol as; default vehicle. A registered unit keeps its own mode. */
  readonly mode?: PatrolMode | undefined;
  /** IANA zone of local times; the deployment's when absent. */
  readonly timeZone?: string | undefined;
  /**
   * Leaves visits and hours as they are: for several files in a row, after which the caller derives them once ({@link deriveVisitsAndHours}). Deriving reads
   * the whole ledger of the file's span.
   */
  readonly deriveLater?: boolean | undefined;
  /** Runs that ended before this are taken straight: for history that is not worth the time matching takes. */
  readonly straightBeforeMs?: number | undefined;
  /** The ground as {@link trackGroundOf} reads it: for several files in a row, between which nothing changes it. */
  readonly ground?: TrackGround | undefined;
  /** Fixes held in memory before they are set aside in the database; {@link FIXES_IN_MEMORY} when absent. */
  readonly fixesInMemory?: number | undefined;
}

/** Answer of `import tracks` (COMMANDS). */
export interface TracksAnswer {
  readonly batch: number;
  /** Positions read: with a time they are stored, except duplicates. */
  readonly fixes: number;
  /** The file has positions but no times: a path, which credits nothing and is not stored. */
  readonly pathOnly: boolean;
  /** Fixes of an instant their unit has another fix for, in the file or stored before. */
  readonly duplicates: number;
  /** Fixes outside the area: stored, crediting nothing. */
  readonly outside: number;
  /** Fixes stored but not credited, and rows and positions not stored, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Units that have fixes in the file. */
  readonly units: number;
  /** First and last fix, ISO 8601 in the deployment's zone; null for a path. */
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * Loads tracks: fixes, then the presence they show, visits, hours and track pieces. Loading a file again changes nothing. Memory does not grow with the file:
 * two million fixes, then as many credited intervals, at a time.
 */
export async function importTracks(context: ImportContext, file: ImportFile, options: ImportTracksOptions = {}): Promise<TracksAnswer> {
  const input = await openInputFile(file);
  const source = await openTrackFile(input, options);
  const log = (line: string): void => context.log(`${input.name}: ${line}`);
  if (source.droppedColumns.length > 0) log(`columns that look like persons are left out: ${source.droppedColumns.join(', ')}`);
  return loadWithin(context, async (scoped, deployment) => {
    const batch = await beginBatch(scoped, { verb: 'tracks', fileName: input.name, startedAtMs: context.nowMs(), columns: source.header });
    const gathered = new TrackGathering(options.unit, context.nowMs(), options.fixesInMemory);
    const reading = clockOf(options.timeZone ?? deployment.timeZone);
    let rejected = 0;
    for await (const rows of readTrackFile(scoped, input, source, options, reading, gathered, log)) {
      refuseCancelled(context);
      const rejects = gathered.takeRejects();
      rejected += rejects.length;
      await insertRejects(scoped, batch, rejects);
      await gathered.relieve(scoped);
      context.onProgress?.({ stage: 'reading', rows, fractionDone: undefined });
    }
    if (gathered.positions === 0)
      throw new Refusal(
        'file_empty',
        rejected === 0 ? `${input.name} holds no position` : `none of the ${rejected} positions of ${input.name} can be read`,
        'give a file with track points',
      );
    const loaded = await loadUnits(context, scoped, deployment, gathered, batch, options, log);
    const clock = createSlotClock(deployment.timeZone);
    const timed = gathered.timed > 0;
    if (!timed) log('the positions have no times: a path only, nothing is credited');
    const answer: TracksAnswer = {
      batch,
      fixes: gathered.positions,
      pathOnly: !timed,
      duplicates: timed ? gathered.timed - loaded.stored : 0,
      outside: loaded.outside,
      dropped: loaded.dropped,
      units: gathered.units,
      from: timed ? isoInZone(clock, loaded.fromMs) : null,
      to: timed ? isoInZone(clock, loaded.toMs) : null,
    };
    await finishBatch(scoped, batch, { state: 'done', finishedAtMs: context.nowMs(), report: answer });
    return answer;
  });
}

function refuseCancelled({ signal }: ImportContext): void {
  if (signal?.aborted === true) throw new Refusal('cancelled', 'the import was cancelled', 'nothing of the file was kept');
}

interface Loaded {
  stored: number;
  outside: number;
  dropped: Record<string, number>;
  fromMs: number;
  toMs: number;
}

/** Credited intervals kept for one large load; 40 bytes each. */
const INTERVALS_IN_MEMORY = 2_000_000;

async function loadUnits(
  context: ImportContext,
  scoped: Scoped,
  deployment: Deployment,
  gathered: TrackGathering,
  batch: number,
  { mode, deriveLater, straightBeforeMs, ground: known }: ImportTracksOptions,
  log: (line: string) => void,
): Promise<Loaded> {
  const loaded: Loaded = { stored: 0, outside: 0, dropped: { ...gathered.dropped }, fromMs: Infinity, toMs: -Infinity };
  if (gathered.timed === 0) return loaded;
  if (gathered.timed < gathered.positions) loaded.dropped['no_time'] = gathered.positions - gathered.timed;
  const units = new Map((await listUnits(scoped)).map((unit) => [unit.code, unit]));
  const ground = known ?? (await trackGroundOf(scoped, deployment));
  const streets = await context.matching?.streets(scoped, deployment.proj4);
  if (streets === undefined) log('no streets to match with: ways between fixes are taken straight');
  let credits: TrackCredit[] = [];
  let intervals = 0;
  let credited: InstantRange | undefined;
  let made = 0;
  const store = async (): Promise<void> => {
    await storeCredit(scoped, credits, 'ledger');
    credits = [];
    intervals = 0;
  };
  for await (const { code, fixes, isContinued } of gathered.byUnit(scoped)) {
    refuseCancelled(context);
    let unit = units.get(code);
    if (unit === undefined) {
      unit = await makeUnit(scoped, code, fixes, gathered.modeByUnit.get(code) ?? mode);
      units.set(code, unit);
      made += 1;
      if (made === 1) log(`units were unknown and are made, e.g. ${code}: ${unit.mode}, a fix every ${unit.intervalSeconds} s`);
    } else if (!isContinued) noteOtherMode(unit, gathered.modeByUnit.get(code) ?? mode, log);
    // What was credited to the unit so far may change again where the next stretch follows it.
    if (isContinued) await store();
    const touched = { fromMs: fixes.instantMs[0], toMs: fixes.instantMs[fixes.length - 1] };
    const isFresh = !(await hasFixesNear(scoped, unit.id, touched));
    const { stored } = await loadFixes(scoped, unit.id, fixes, batch);
    const cleaned = cleanFixes(fixes, unit.mode);
    const { kept } = cleaned;
    const dropped: Record<string, number> = { ...cleaned.dropped };
    const { outside, onLattice } = fixesOnGround(fixes, ground);
    const fresh = isFresh && onLattice.length === fixes.length ? { stored: fixes, cleaned } : undefined;
    const credit = await creditTouchedRuns(scoped, unit, touched, fresh, ground, { streets, straightBeforeMs });
    credits.push(credit);
    intervals += credit.intervals.length;
    credited = {
      fromMs: Math.min(credited?.fromMs ?? Infinity, credit.range.fromMs),
      toMs: Math.max(credited?.toMs ?? -Infinity, credit.range.toMs),
    };
    if (intervals > INTERVALS_IN_MEMORY) await store();
    loaded.stored += stored;
    loaded.outside += outside;
    loaded.fromMs = Math.min(loaded.fromMs, touched.fromMs);
    loaded.toMs = Math.max(loaded.toMs, touched.toMs);
    if (unit.mode === 'drone') dropped['no_gimbal'] = flightsUnseen(kept, unit);
    for (const [reason, count] of Object.entries(dropped)) if (count > 0) loaded.dropped[reason] = (loaded.dropped[reason] ?? 0) + count;
    context.onProgress?.({ stage: 'crediting', rows: loaded.stored, fractionDone: loaded.stored / gathered.timed });
  }
  log(`${loaded.stored} fixes of ${gathered.units} units stored, ${made} of them made; deriving visits`);
  await store();
  if (credited !== undefined && deriveLater !== true)
    await deriveVisitsAndHours(scoped, { fromMs: credited.fromMs, toMs: credited.toMs + 1 });
  return loaded;
}

/** Fixes of a drone whose camera nobody can tell the direction of: a flight that sees nothing there. */
function flightsUnseen({ pose, length }: FixColumns, unit: Unit): number {
  if (unit.cameraPitchDegrees !== undefined) return 0;
  let unseen = 0;
  for (let i = 0; i < length; i++) if (pose === undefined || Number.isNaN(pose.pitchDegrees[i] + pose.yawDegrees[i])) unseen += 1;
  return unseen;
}

function noteOtherMode(unit: Unit, said: PatrolMode | undefined, log: (line: string) => void): void {
  if (said !== undefined && said !== unit.mode) log(`unit ${unit.code} is registered as ${unit.mode} and stays so`);
}

/** A unit that is not registered yet, with the interval its fixes show where that is longer than the default. */
async function makeUnit(scoped: Scoped, code: string, fixes: FixColumns, mode: PatrolMode | undefined): Promise<Unit> {
  const intervalSeconds = usualIntervalSeconds(fixes);
  const parsed = unitInputSchema.safeParse({
    code,
    mode: mode ?? 'vehicle',
    ...(intervalSeconds > DEFAULT_INTERVAL_SECONDS ? { intervalSeconds } : {}),
  });
  if (!parsed.success)
    throw new Refusal(
      'unit_code',
      `${JSON.stringify(code.slice(0, 60))} is no unit code`,
      'a code has 1 to 40 characters; check --map unit=column',
    );
  await upsertUnits(scoped, [parsed.data]);
  const unit = (await ensureUnits(scoped, [code], parsed.data.mode)).get(code);
  if (unit === undefined) throw new Error(`unit ${code} was not made`);
  return unit;
}

const DEFAULT_INTERVAL_SECONDS = 15;
const MAX_INTERVAL_SECONDS = 300;

/** Median step between fixes, whole seconds: silences are rare beside regular steps. */
function usualIntervalSeconds({ instantMs, length }: FixColumns): number {
  if (length < 3) return DEFAULT_INTERVAL_SECONDS;
  const steps = Float64Array.from({ length: length - 1 }, (_, i) => instantMs[i + 1] - instantMs[i]).sort();
  return Math.min(MAX_INTERVAL_SECONDS, Math.max(1, Math.round(steps[Math.floor(steps.length / 2)] / 1000)));
}

export const TRACK_IMPORTER: Importer = {
  kind: 'tracks',
  inspect: inspectTracks,
  load(context, file, { mode, ...settings }) {
    const known = mode === undefined ? undefined : patrolModeOf(mode);
    if (mode !== undefined && known === undefined)
      throw new Refusal('mode_unknown', `there is no patrol mode ${mode}`, `modes: ${PATROL_MODES.join(', ')}`);
    return importTracks(context, file, { ...settings, mode: known });
  },
};
