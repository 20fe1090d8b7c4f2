import { rosterDuties } from '@beatline/db/queries/roster';
import { FORCE_KINDS, type ForceKind } from '@beatline/shared/model/force_kind';
import { DUTIES } from '@beatline/shared/model/evidence';
import { PATROL_MODES, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import { SHIFT_BAND_COUNT } from '@beatline/shared/model/shift_band';
import type { SlotClock } from '@beatline/shared/model/slot_clock';
import type { InstantRange } from '@beatline/shared/model/time_window';
import type { RosterView } from '@beatline/shared/model/views/standards_view';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import { isoInZone } from '../iso_in_zone';

const WEEK_MS = 7 * 86_400_000;
const PATROLLING_MODES: readonly PatrolMode[] = ['vehicle', 'bike', 'foot'];

/** Units on patrol at once in each shift band: by the roster of the coming week, of the past one where the coming one is empty, else as they were seen in the past week. */
export async function rosterStrength(app: App, ground: Ground, kinds: readonly ForceKind[]): Promise<RosterView> {
  const { clock } = ground;
  const nowMs = app.nowMs();
  const past = { fromMs: nowMs - WEEK_MS, toMs: nowMs };
  const counts = (mode: PatrolMode, kind: ForceKind) => PATROLLING_MODES.includes(mode) && kinds.includes(kind);
  const view = (source: RosterView['source'], range: InstantRange, spans: Iterable<InstantRange>): RosterView => ({
    source,
    window: { from: isoInZone(clock, range.fromMs), to: isoInZone(clock, range.toMs) },
    unitsByBand: unitsAtOnce(clock, range, spans),
  });
  for (const range of [{ fromMs: nowMs, toMs: nowMs + WEEK_MS }, past]) {
    const duties = (await app.query((scoped) => rosterDuties(scoped, range))).filter(({ mode, kind }) => counts(mode, kind));
    if (duties.length > 0) return view('roster', range, duties);
  }
  const patrol = DUTIES.indexOf('patrol');
  const seen = (await app.ledger.rows(past)).flatMap((part) =>
    Array.from({ length: part.length }, (_, row) => row)
      .filter((row) => part.seenOnly[row] === 0 && part.duty[row] === patrol)
      .filter((row) => counts(PATROL_MODES[part.mode[row] ?? -1] ?? 'video', FORCE_KINDS[part.kind[row] ?? -1] ?? 'guard'))
      .map((row) => ({ fromMs: part.startMs[row] ?? 0, toMs: part.endMs[row] ?? 0 })),
  );
  return view(seen.length === 0 ? 'none' : 'observed', past, seen);
}

/** Unit-time over band-time by shift band. */
function unitsAtOnce(clock: SlotClock, range: InstantRange, spans: Iterable<InstantRange>): number[] {
  const unitMs = new Float64Array(SHIFT_BAND_COUNT);
  const bandMs = new Float64Array(SHIFT_BAND_COUNT);
  const add = (sums: Float64Array, fromMs: number, toMs: number) => {
    for (let at = Math.max(fromMs, range.fromMs); at < Math.min(toMs, range.toMs);) {
      const untilMs = Math.min(clock.nextHourMs(at), toMs, range.toMs);
      sums[clock.shiftBandAt(at)] += untilMs - at;
      at = untilMs;
    }
  };
  add(bandMs, range.fromMs, range.toMs);
  for (const { fromMs, toMs } of spans) add(unitMs, fromMs, toMs);
  return Array.from(unitMs, (ms, band) => (bandMs[band] === 0 ? 0 : ms / bandMs[band]));
}
