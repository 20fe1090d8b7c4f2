import { patrolReachRate, type PatrolReach } from '@beatline/shared/coverage/leading_figures';
import type { PresenceIntervals } from '@beatline/shared/coverage/presence_intervals';
import { squareCenter } from '@beatline/shared/geo/lattice';
import type { ProjectedMeters } from '@beatline/shared/geo/lng_lat';
import { DUTIES } from '@beatline/shared/model/evidence';
import { PATROL_MODES, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import { patrolInReach } from '@beatline/shared/planning/patrol_in_reach';
import type { StreetGraph } from '@beatline/shared/planning/street_graph';

/** A patrol within three minutes of travel (METHODS 4). */
const LIMIT_SECONDS = 180;

export interface ReachInput {
  readonly graph: StreetGraph;
  readonly cellMeters: number;
  readonly parts: readonly PresenceIntervals[];
  readonly acceptedModes: readonly PatrolMode[] | undefined;
  /** Citizen-reported street incidents with a place, by time; projected metres. */
  readonly calls: { readonly length: number; readonly x: Float64Array; readonly y: Float64Array; readonly instantMs: Float64Array };
}

/** 管事率: a patrol is taken to stand at the centre of the square the ledger has it in. Calls while nobody was on patrol are outside patrol hours. */
export function reachTask(input: ReachInput): PatrolReach {
  const { calls } = input;
  const vehicles: ProjectedMeters[][] = Array.from({ length: calls.length }, () => []);
  const foot: ProjectedMeters[][] = Array.from({ length: calls.length }, () => []);
  const drives = PATROL_MODES.map((mode) => mode === 'vehicle' || mode === 'bike');
  const walks = PATROL_MODES.map((mode) => mode === 'foot' || mode === 'post');
  const accepted = PATROL_MODES.map((mode) => input.acceptedModes?.includes(mode) ?? true);
  const patrol = DUTIES.indexOf('patrol');
  for (const part of input.parts) {
    for (let row = 0; row < part.length; row++) {
      const mode = part.mode[row];
      if (part.seenOnly[row] === 1 || part.duty[row] !== patrol || !accepted[mode]) continue;
      const positions = drives[mode] ? vehicles : walks[mode] ? foot : undefined;
      if (positions === undefined) continue;
      for (
        let call = firstAtOrAfter(calls.instantMs, calls.length, part.startMs[row]);
        call < calls.length && calls.instantMs[call] < part.endMs[row];
        call++
      ) {
        positions[call].push(squareCenter(part.squareId[row], input.cellMeters));
      }
    }
  }
  const inPatrolHours = Array.from({ length: calls.length }, (_, call) => call).filter(
    (call) => vehicles[call].length + foot[call].length > 0,
  );
  const reached = patrolInReach(
    input.graph,
    inPatrolHours.map((call) => ({ position: { x: calls.x[call], y: calls.y[call] }, vehicles: vehicles[call], foot: foot[call] })),
    LIMIT_SECONDS,
  );
  return patrolReachRate(
    inPatrolHours.map((_, i) => ({ source: 'citizen' as const, isReached: reached[i] })),
    (call) => call.isReached,
  );
}

function firstAtOrAfter(ascending: Float64Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
