import { beginBatch, finishBatch } from '@beatline/db/queries/batches';
import { loadFixes } from '@beatline/db/queries/fixes';
import { ensureUnits, listUnits, upsertUnits } from '@beatline/db/queries/units';
import type { Scoped } from '@beatline/db/engine/database';
import { cleanFixes, distinctFixes } from '@beatline/shared/coverage/clean_fixes';
import type { FixColumns } from '@beatline/shared/coverage/fixes';
import type { Deployment } from '@beatline/shared/model/deployment';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import { Refusal } from '@beatline/shared/model/refusal';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { unitInputSchema, type Unit } from '@beatline/shared/model/unit';
import { isoInZone } from '../services/iso_in_zone';
import { creditTouchedRuns, hasFixesNear, storeCredit, type TrackCredit } from './credit_tracks';
import { loadWithin, type ImportContext } from './import_context';
import { clockOf } from './incident_source';
import { openInputFile, type ImportFile } from './input_file';
import { fixesOnGround, trackGroundOf } from './track_ground';
import { readTrackFile, type TrackFile, type TrackReading } from './track_source';

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

/** Loads tracks: fixes, then the presence they show, visits, hours and track pieces. Loading a file again changes nothing. */
export async function importTracks(context: ImportContext, file: ImportFile, options: ImportTracksOptions = {}): Promise<TracksAnswer> {
  const input = await openInputFile(file);
  const log = (line: string): void => context.log(`${input.name}: ${line}`);
  return loadWithin(context, async (scoped, deployment) => {
    const tracks = await readTrackFile(scoped, input, options, clockOf(options.timeZone ?? deployment.timeZone), log);
    const batch = await beginBatch(scoped, { verb: 'tracks', fileName: input.name, startedAtMs: context.nowMs() });
    const loaded = await loadUnits(scoped, deployment, tracks, batch, options, log);
    const clock = createSlotClock(deployment.timeZone);
    const timed = tracks.fixesByUnit.size > 0;
    if (!timed) log('the positions have no times: a path only, nothing is credited');
    const answer: TracksAnswer = {
      batch,
      fixes: tracks.positions,
      pathOnly: !timed,
      duplicates: loaded.duplicates,
      outside: loaded.outside,
      dropped: loaded.dropped,
      units: tracks.fixesByUnit.size,
      from: timed ? isoInZone(clock, loaded.fromMs) : null,
      to: timed ? isoInZone(clock, loaded.toMs) : null,
    };
    await finishBatch(scoped, batch, { state: 'done', finishedAtMs: context.nowMs(), report: answer });
    return answer;
  });
}

interface Loaded {
  duplicates: number;
  outside: number;
  dropped: Record<string, number>;
  fromMs: number;
  toMs: number;
}

async function loadUnits(
  scoped: Scoped,
  deployment: Deployment,
  tracks: TrackFile,
  batch: number,
  { mode, deriveLater }: ImportTracksOptions,
  log: (line: string) => void,
): Promise<Loaded> {
  const timed = [...tracks.fixesByUnit.values()].reduce((sum, buffer) => sum + buffer.length, 0);
  const loaded: Loaded = { duplicates: 0, outside: 0, dropped: { ...tracks.dropped }, fromMs: Infinity, toMs: -Infinity };
  if (timed === 0) return loaded;
  if (timed < tracks.positions) loaded.dropped['no_time'] = tracks.positions - timed;
  const distinct = new Map([...tracks.fixesByUnit].map(([code, buffer]) => [code, distinctFixes(buffer.columns())]));
  const units = await unitsOf(scoped, tracks, distinct, mode, log);
  const ground = await trackGroundOf(scoped, deployment);
  const credits: TrackCredit[] = [];
  for (const [code, fixes] of distinct) {
    const unit = units.get(code);
    if (unit === undefined) throw new Error(`unit ${code} was not made`);
    const touched = { fromMs: fixes.instantMs[0], toMs: fixes.instantMs[fixes.length - 1] };
    const isFresh = !(await hasFixesNear(scoped, unit.id, touched));
    const { stored } = await loadFixes(scoped, unit.id, fixes, batch);
    const { kept, dropped } = cleanFixes(fixes, unit.mode);
    const { outside, onLattice } = fixesOnGround(fixes, ground);
    const fresh = isFresh && onLattice.length === fixes.length ? { kept } : undefined;
    credits.push(await creditTouchedRuns(scoped, unit, touched, fresh, ground));
    loaded.duplicates += (tracks.fixesByUnit.get(code)?.length ?? 0) - stored;
    loaded.outside += outside;
    loaded.fromMs = Math.min(loaded.fromMs, touched.fromMs);
    loaded.toMs = Math.max(loaded.toMs, touched.toMs);
    for (const [reason, count] of Object.entries(dropped)) if (count > 0) loaded.dropped[reason] = (loaded.dropped[reason] ?? 0) + count;
  }
  log(`${timed} fixes of ${units.size} units stored, crediting presence`);
  await storeCredit(scoped, credits, deriveLater === true ? 'ledger' : 'all');
  return loaded;
}

/** The units of the file; unknown ones are made, with the interval their fixes show where that is longer than the default. */
async function unitsOf(
  scoped: Scoped,
  tracks: TrackFile,
  distinct: ReadonlyMap<string, FixColumns>,
  mode: PatrolMode | undefined,
  log: (line: string) => void,
): Promise<Map<string, Unit>> {
  const known = new Map((await listUnits(scoped)).map((unit) => [unit.code, unit]));
  const made = [...distinct].flatMap(([code, fixes]) => {
    const unit = known.get(code);
    const said = tracks.modeByUnit.get(code) ?? mode;
    if (unit !== undefined) {
      if (said !== undefined && said !== unit.mode) log(`unit ${code} is registered as ${unit.mode} and stays so`);
      return [];
    }
    const intervalSeconds = usualIntervalSeconds(fixes);
    const parsed = unitInputSchema.safeParse({
      code,
      mode: said ?? 'vehicle',
      ...(intervalSeconds > DEFAULT_INTERVAL_SECONDS ? { intervalSeconds } : {}),
    });
    if (!parsed.success)
      throw new Refusal(
        'unit_code',
        `${JSON.stringify(code.slice(0, 60))} is no unit code`,
        'a code has 1 to 40 characters; check --map unit=column',
      );
    return [parsed.data];
  });
  if (made.length > 0) {
    log(`${made.length} units were unknown and are made, e.g. ${made[0].code}: ${made[0].mode}, a fix every ${made[0].intervalSeconds} s`);
    await upsertUnits(scoped, made);
  }
  return ensureUnits(scoped, [...distinct.keys()], mode ?? 'vehicle');
}

const DEFAULT_INTERVAL_SECONDS = 15;
const MAX_INTERVAL_SECONDS = 300;

/** Median step between fixes, whole seconds: silences are rare beside regular steps. */
function usualIntervalSeconds({ instantMs, length }: FixColumns): number {
  if (length < 3) return DEFAULT_INTERVAL_SECONDS;
  const steps = Float64Array.from({ length: length - 1 }, (_, i) => instantMs[i + 1] - instantMs[i]).sort();
  return Math.min(MAX_INTERVAL_SECONDS, Math.max(1, Math.round(steps[Math.floor(steps.length / 2)] / 1000)));
}
