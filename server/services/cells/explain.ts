import { incidentsNear } from '@beatline/db/queries/incidents';
import { SLOT_COUNT } from '@beatline/shared/model/shift_band';
import { Refusal } from '@beatline/shared/model/refusal';
import type { SquareExplanation } from '@beatline/shared/model/views/coverage_view';
import { rateInterval } from '@beatline/shared/risk/rate_interval';
import type { App } from '../../app';
import { visitsOfSquares } from '../../coverage/visits_of';
import type { Ground } from '../../ground/ground_store';
import type { SquareWindowInput } from '../../routers/inputs';
import { dueInstantMs, heldTo, overdueSecondsOf } from '../coverage/overdue';
import { tierAt } from '../gaps/gap_rows';
import { isoInZone } from '../iso_in_zone';
import { unitCodes } from '../units/unit_codes';
import { rangeOf } from '../window_range';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What happened near: the same reach and time as the lists name (GapRow). */
const RECENT_RADIUS_METERS = 150;
const RECENT_DAYS = 28;
const RECENT_LIMIT = 20;

/** Everything one square's figures come from: its standard, risk by hour, visits with their hold, and recent incidents. */
export async function explainSquare(app: App, input: SquareWindowInput): Promise<SquareExplanation> {
  const ground = await app.ground.current();
  const square = ground.indexOf(input.squareId);
  if (square === undefined) throw new Refusal('not_found', `there is no square ${input.squareId}`, 'take an id from the list of gaps');
  const window = rangeOf(input);
  const center = ground.centerOf(square);
  const bounds = await app.coverage.measure({ window, modes: undefined });
  const { withInferred, observed } = bounds;
  const nowMs = app.nowMs();
  const recent = { fromMs: Math.min(window.toMs, nowMs) - RECENT_DAYS * DAY_MS, toMs: Math.min(window.toMs, nowMs) };
  const [names, visits, codes, incidents] = await Promise.all([
    ground.describe([input.squareId]),
    visitsOfSquares(app, ground, { squares: [square], measure: withInferred, window, modes: undefined }),
    unitCodes(app),
    app.query((scoped) =>
      incidentsNear(scoped, { position: center, radiusMeters: RECENT_RADIUS_METERS, range: recent, limit: RECENT_LIMIT }),
    ),
  ]);
  const name = names.get(input.squareId);
  const atMs = dueInstantMs(window, nowMs);
  const tier = tierAt(withInferred.perSquare.tier, square);
  const iso = (instantMs: number) => isoInZone(ground.clock, instantMs);
  return {
    squareId: input.squareId,
    window: { from: input.from, to: input.to },
    center,
    tier,
    placeName: name?.placeName ?? '',
    side: name?.side,
    policeCellName: name?.policeCellName,
    stationName: name?.stationName,
    standard: heldTo(withInferred, ground.data.standards, square),
    inForce: withInferred.perSquare.inForceSinceMs[square] <= atMs,
    riskByHour: riskOfLastDay(ground, square, window.toMs),
    ratePerHour: meanRate(ground, square),
    expectedIncidents: withInferred.perSquare.expectedIncidents[square],
    gapIncidents: [withInferred.perSquare.gapIncidents[square], observed.perSquare.gapIncidents[square]],
    coveredSeconds: withInferred.perSquare.coveredMs[square] / 1000,
    overdueSeconds: overdueSecondsOf(withInferred, ground.data.standards, square, atMs),
    visits: (visits.get(input.squareId) ?? []).map((visit) => ({
      unitCodes: visit.unitIds.map((id) => codes.get(id) ?? ''),
      modes: visit.modes,
      from: iso(visit.startMs),
      to: iso(visit.endMs),
      dwellSeconds: visit.dwellSeconds,
      holdSeconds: visit.holdSeconds,
    })),
    recentIncidents: incidents.map((incident) => ({
      occurredAt: iso(incident.occurredAtMs),
      group: incident.group,
      distanceMeters: incident.distanceMeters,
    })),
    provenance: { riskVersion: ground.risk?.id ?? 0, standardVersion: ground.standardVersionAt(atMs), computedAt: iso(nowMs) },
  };
}

/** Expected incidents per hour for each local hour of the day the window ends in; the hour the clock skips repeats its neighbour. */
function riskOfLastDay(ground: Ground, square: number, untilMs: number): number[] {
  const { clock, data } = ground;
  const dayStart = Math.floor(clock.localMs(untilMs - 1) / DAY_MS) * DAY_MS;
  return Array.from(
    { length: 24 },
    (_, hour) => data.expectedPerHour[square * SLOT_COUNT + clock.slotAt(clock.instantOfLocalMs(dayStart + hour * HOUR_MS))],
  );
}

function meanRate(ground: Ground, square: number): SquareExplanation['ratePerHour'] {
  let mean = 0;
  for (let slot = 0; slot < SLOT_COUNT; slot++) mean += ground.data.expectedPerHour[square * SLOT_COUNT + slot] / SLOT_COUNT;
  const { risk } = ground;
  return { mean, interval: risk === undefined ? [0, 0] : rateInterval(mean, risk.exposureHours, risk.dispersion) };
}
