import { listUnsettled, type UnsettledTrack } from '@beatline/db/queries/live_fixes';
import { deriveVisitsAndHours } from '@beatline/db/queries/presence';
import { insertTrackPieces } from '@beatline/db/queries/tracks';
import { listUnits } from '@beatline/db/queries/units';
import { fixColumnsOf } from '@beatline/shared/coverage/fixes';
import type { Unit } from '@beatline/shared/model/unit';
import type { App } from '../app';
import type { Ground } from '../ground/ground_store';
import { trackGroundOf, type TrackGround } from '../imports/track_ground';
import { runGapMs } from '@beatline/shared/coverage/observed_gap';
import { matchAhead } from '../imports/credit_tracks';
import { createGroupCommit } from './group_commit';
import { settleTracks, type TrackToSettle } from './settle_tracks';
import { LIVE_DUTY, storeGroup, type GroupOutcome, type IngestReport, type UnitFixes } from './store_group';
import type { UnitTail } from './unit_credit';

export type { IngestReport, UnitFixes } from './store_group';

/** How the last group commit went. */
export interface LastCommit {
  readonly seconds: number;
  readonly fixes: number;
}

/** Takes live fixes in. One per process: every device and the simulator share its transactions. */
export interface Intake {
  /** Durable when it resolves: fixes and the stage 1 credit of the ledger are written in one transaction, or neither is. */
  ingest(batches: readonly UnitFixes[]): Promise<IngestReport>;
  /** Fixes that wait for the transaction under way or the next. */
  waitingFixes(): number;
  lastCommit(): LastCommit | undefined;
  /** Takes up the tracks a former process left unsettled. */
  resume(): Promise<void>;
  /** Settles every track now: the ledger is then what one file of all fixes gives. */
  settle(): Promise<void>;
  /** Brings what derives from the ledger up to date; call it before the intake is given up. What is unsettled is settled after the next start. */
  finish(): Promise<void>;
  /** Forgets what was read from the database, because something else wrote to it. */
  reset(): void;
}

type IntakeApp = Pick<App, 'ground' | 'query' | 'ledger' | 'live' | 'matching' | 'nowMs' | 'reportBug'>;

/** A transaction of this many fixes takes PostgreSQL about a quarter of a second; larger ones only make those waiting wait longer. Chosen. */
const GROUP_MOST_FIXES = 10_000;
/** Pieces of track, visits and hours follow the ledger at this distance: they serve searches and statistics, not the figures of the moment. */
const UPKEEP_EVERY_MS = 60_000;
/** Late fixes come in swarms, when a device has reception again: settled when no more have come for this long. */
const LATE_SETTLED_AFTER_MS = 3_000;
/** A track is settled when its unit has been silent for this long: the run is over. */
const QUIET_SETTLED_AFTER_MS = 600_000;
/** A unit that never falls silent is settled this often. Chosen: its streets and what was late are then at most so old. */
const SETTLED_AT_LEAST_EVERY_MS = 3_600_000;
/** Tracks settled in one transaction: on the embedded engine each keeps pages waiting some 50 ms. */
const SETTLED_AT_ONCE = 8;
const LOOK_EVERY_MS = 1_000;
/** Upkeep may take this fraction of the time: on the embedded engine pages wait while it runs. */
const UPKEEP_MOST_FRACTION = 0.2;
/** The first pages after a start come before what a former process left. */
const RESUME_AFTER_MS = 30_000;

interface Unsettled {
  readonly unit: Unit;
  track: UnsettledTrack;
  /** When it began to be unsettled, and when it was heard last. */
  readonly sinceMs: number;
  heardMs: number;
  /** Fixes came late, or a silence that nothing is inferred over closed a run: nothing is to be waited for. */
  isReady: boolean;
}

export function createIntake(app: IntakeApp): Intake {
  let units = new Map<string, Unit>();
  let tails = new Map<number, UnitTail>();
  let generation = 0;
  let lastCommit: LastCommit | undefined;
  let groundInUse: { readonly ground: Ground; readonly track: TrackGround } | undefined;
  const unsettled = new Map<number, Unsettled>();
  let touched = new Map<number, Unit>();
  let touchedFromMs = Infinity;
  let touchedToMs = -Infinity;
  let upkeptMs = app.nowMs();
  let timer: NodeJS.Timeout | undefined;
  let lookAfterMs = LOOK_EVERY_MS;

  const group = createGroupCommit<readonly UnitFixes[], IngestReport>({
    commit,
    sizeOf: (batches) => batches.reduce((sum, { fixes }) => sum + fixes.length, 0),
    groupMost: GROUP_MOST_FIXES,
  });

  async function trackGround(): Promise<TrackGround> {
    const ground = await app.ground.current();
    if (groundInUse?.ground !== ground) {
      groundInUse = { ground, track: await app.query((scoped) => trackGroundOf(scoped, ground.deployment)) };
    }
    return groundInUse.track;
  }

  async function commit(submissions: readonly (readonly UnitFixes[])[]): Promise<readonly IngestReport[]> {
    const startedMs = performance.now();
    const ground = await trackGround();
    const known = generation;
    const outcome = await app
      .query((scoped) => storeGroup(scoped, submissions, { units, tails }, ground))
      .catch((error: unknown) => {
        // Perhaps something remembered is no longer so; the next try reads it again.
        forgetRead();
        throw error;
      });
    // Only what is durable is remembered and told.
    if (known === generation) remember(outcome);
    note(outcome);
    lastCommit = {
      seconds: (performance.now() - startedMs) / 1000,
      fixes: submissions.flat().reduce((sum, { fixes }) => sum + fixes.length, 0),
    };
    look();
    return outcome.reports;
  }

  function remember(outcome: GroupOutcome): void {
    for (const [code, unit] of outcome.units) units.set(code, unit);
    for (const { unit, tail } of outcome.heard) tails.set(unit.id, tail);
  }

  function note({ intervals, heard }: GroupOutcome): void {
    app.ledger.append(intervals);
    const heardMs = app.nowMs();
    for (const { unit, fixes, unsettled: track, isLate } of heard) {
      if (track === undefined) continue;
      app.live.note(unit, LIVE_DUTY, fixes);
      touched.set(unit.id, unit);
      widen(unit, track, { heardMs, isReady: isLate });
    }
    for (let row = 0; row < intervals.length; row++) {
      touchedFromMs = Math.min(touchedFromMs, intervals.startMs[row]);
      touchedToMs = Math.max(touchedToMs, intervals.endMs[row]);
    }
    app.live.announce();
  }

  function widen(unit: Unit, track: UnsettledTrack, heard: { readonly heardMs: number; readonly isReady: boolean }): void {
    const known = unsettled.get(unit.id);
    if (known === undefined) {
      unsettled.set(unit.id, { unit, track, sinceMs: heard.heardMs, ...heard });
      return;
    }
    const isClosed = track.fromMs - known.track.toMs > runGapMs(unit.intervalSeconds);
    known.track = { ...track, fromMs: Math.min(known.track.fromMs, track.fromMs), toMs: Math.max(known.track.toMs, track.toMs) };
    known.heardMs = heard.heardMs;
    known.isReady ||= heard.isReady || isClosed;
  }

  // Upkeep ------------------------------------------------------------------------------------------------------------------------------------

  /** Looks every second, as long as there is anything to come, what is due. */
  function look(): void {
    if (timer !== undefined || (unsettled.size === 0 && touched.size === 0)) return;
    timer = setTimeout(() => {
      const startedMs = performance.now();
      void keepUp()
        .catch(app.reportBug)
        .finally(() => {
          lookAfterMs = Math.max(LOOK_EVERY_MS, (performance.now() - startedMs) / UPKEEP_MOST_FRACTION);
          timer = undefined;
          look();
        });
    }, lookAfterMs);
    timer.unref();
  }

  async function keepUp(): Promise<void> {
    if (app.nowMs() - upkeptMs >= UPKEEP_EVERY_MS) await upkeep();
    const nowMs = app.nowMs();
    const due = [...unsettled.values()].filter(
      ({ heardMs, sinceMs, isReady, unit }) =>
        nowMs - sinceMs >= SETTLED_AT_LEAST_EVERY_MS ||
        nowMs - heardMs >= (isReady ? LATE_SETTLED_AFTER_MS : Math.max(QUIET_SETTLED_AFTER_MS, 3000 * unit.intervalSeconds)),
    );
    if (due.length > 0) await settleSome(due.slice(0, SETTLED_AT_ONCE));
  }

  /** Looks for the ways of these tracks before fixes have to wait for them. What comes meanwhile is matched in the transaction itself. */
  async function matchSome(tracks: readonly TrackToSettle[], ground: TrackGround): Promise<void> {
    const { deployment } = await app.ground.current();
    const ahead = await app.query(async (scoped) => {
      const streets = await app.matching.streets(scoped, deployment.proj4);
      const found: (() => Promise<void>)[] = [];
      if (streets !== undefined) for (const { unit, track } of tracks) found.push(await matchAhead(scoped, unit, track, ground, streets));
      return found;
    });
    for (const match of ahead) await match();
  }

  async function settleSome(some: readonly Unsettled[]): Promise<void> {
    const tracksOf = () => some.map(({ unit, track }): TrackToSettle => ({ unit, track }));
    try {
      await matchSome(tracksOf(), await trackGround());
      await group.inTurn(async () => {
        const tracks = tracksOf();
        const ground = await trackGround();
        const { deployment } = await app.ground.current();
        const settled = await app.query(async (scoped) =>
          settleTracks(scoped, tracks, ground, await app.matching.streets(scoped, deployment.proj4)),
        );
        app.ledger.forget(settled.range);
        for (const { unit } of tracks) {
          unsettled.delete(unit.id);
          // What was credited last may have changed: read again with the next fix.
          tails.delete(unit.id);
        }
        app.live.announce();
      });
    } catch (error) {
      // Tried again after the next silence; the marks in the database stand.
      for (const one of some) unsettled.set(one.unit.id, { ...one, sinceMs: app.nowMs(), heardMs: app.nowMs() + UPKEEP_EVERY_MS });
      throw error;
    }
  }

  /** One transaction a unit, each in its own turn, so that neither fixes nor pages asking for something else are held up. */
  async function upkeep(): Promise<void> {
    upkeptMs = app.nowMs();
    const heard = touched;
    touched = new Map();
    for (const unit of heard.values()) {
      await group.inTurn(async () => {
        const fixes = tails.get(unit.id)?.fixes ?? [];
        if (fixes.length >= 2)
          await app.query((scoped) => insertTrackPieces(scoped, { unitId: unit.id, mode: unit.mode }, fixColumnsOf(fixes)));
      });
    }
    if (!(touchedFromMs < touchedToMs)) return;
    await group.inTurn(async () => {
      const range = { fromMs: touchedFromMs, toMs: touchedToMs };
      touchedFromMs = Infinity;
      touchedToMs = -Infinity;
      await app.query((scoped) => deriveVisitsAndHours(scoped, range));
    });
  }

  function forgetRead(): void {
    generation += 1;
    units = new Map();
    tails = new Map();
  }

  return {
    ingest: (batches) => group.submit(batches),
    waitingFixes: () => group.waiting(),
    lastCommit: () => lastCommit,
    async resume() {
      const stored = await app.query(async (scoped) => ({ tracks: await listUnsettled(scoped), units: await listUnits(scoped) }));
      const byId = new Map(stored.units.map((unit) => [unit.id, unit]));
      for (const track of stored.tracks) {
        const unit = byId.get(track.unitId);
        if (unit !== undefined) widen(unit, track, { heardMs: app.nowMs() + RESUME_AFTER_MS, isReady: true });
      }
      look();
    },
    async settle() {
      while (unsettled.size > 0) await settleSome([...unsettled.values()].slice(0, SETTLED_AT_ONCE));
      await upkeep();
    },
    finish: upkeep,
    reset: forgetRead,
  };
}
