import { listPlaces, type PlaceRow } from '@beatline/db/queries/places';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import { Refusal } from '@beatline/shared/model/refusal';
import { SHIFT_BAND_COUNT } from '@beatline/shared/model/shift_band';
import { TIERS } from '@beatline/shared/model/tier';
import type { DuePlaceRow, MyCellView } from '@beatline/shared/model/views/cell_view';
import type { GapRow } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';
import type { CoverageBounds } from '../../compute/measure_task';
import type { Ground } from '../../ground/ground_store';
import { dueInstantMs, overdueSecondsOf } from '../coverage/overdue';
import { shiftBandRange } from '../deployment/named_windows';
import { gapRowsOf } from '../gaps/gap_rows';
import { isoInZone } from '../iso_in_zone';

/** Squares listed: a police cell has about a hundred, a phone shows a dozen. */
const MOST_ROWS = 60;

/** One police cell for the officer who answers for it: its squares and places by urgency, in the running shift. */
export async function myCell(app: App, input: { readonly policeCellId: number }): Promise<MyCellView> {
  const ground = await app.ground.current();
  const cell = ground.jurisdictions.find((area) => area.id === input.policeCellId && area.level === 'police-cell');
  if (cell === undefined) throw new Refusal('not_found', `there is no police cell ${input.policeCellId}`, 'choose one from the list');
  const nowMs = app.nowMs();
  const shift = shiftBandRange(ground.clock, nowMs);
  const bounds = await app.coverage.measure({ window: shift, modes: undefined });
  const { tier } = bounds.withInferred.perSquare;
  const atMs = dueInstantMs(shift, nowMs);
  const overdue = (square: number) => overdueSecondsOf(bounds.withInferred, ground.data.standards, square, atMs);

  const squares = [...ground.squaresIn(cell.id)];
  // The most urgent tier first, within it the longest overdue.
  squares.sort((a, b) => tier[a] - tier[b] || overdue(b) - overdue(a) || a - b);
  const places = (await app.query(listPlaces)).filter((place) => place.policeCellId === cell.id && place.kind !== 'police_station');
  const squareOfPlace = new Map(places.map((place) => [place.id, squareAt(ground, place)]));
  const listed = [...new Set([...squares.slice(0, MOST_ROWS), ...[...squareOfPlace.values()].filter((square) => square !== undefined)])];
  const rows = await gapRowsOf(app, ground, bounds, { squares: listed, window: shift, modes: undefined });
  const rowOfSquare = new Map(rows.map((row, i) => [listed[i], row]));
  const own = rows.slice(0, Math.min(MOST_ROWS, squares.length));
  const stationId = cell.parentId;
  return {
    cell: {
      id: cell.id,
      code: cell.code,
      name: cell.name,
      stationName: ground.jurisdictions.find((area) => area.id === stationId)?.name,
      center: cell.center,
    },
    now: isoInZone(ground.clock, nowMs),
    squares: squares.length,
    squaresOverdue: squares.filter((square) => overdue(square) > 0).length,
    highRiskCoverage: await highRiskSoFar(app, ground, squares, { fromMs: shift.fromMs, toMs: nowMs }),
    rows: own,
    places: places.flatMap((place) => duePlace(place, rowOfSquare.get(squareOfPlace.get(place.id) ?? -1))).sort(moreUrgent),
    lastVisit: latestOf(own),
  };
}

function squareAt(ground: Ground, place: PlaceRow): number | undefined {
  return ground.indexOf(squareIdAt(ground.projection.toMeters(place.location), ground.deployment.cellMeters));
}

function duePlace(place: PlaceRow, row: GapRow | undefined): DuePlaceRow[] {
  if (row === undefined) return [];
  const { squareId, tier, overdueSeconds, revisitSeconds, lastVisit } = row;
  return [
    {
      placeId: place.id,
      name: place.name,
      kind: place.kind,
      location: place.location,
      squareId,
      tier,
      overdueSeconds,
      revisitSeconds,
      lastVisit,
    },
  ];
}

const moreUrgent = (a: DuePlaceRow, b: DuePlaceRow): number =>
  TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || b.overdueSeconds - a.overdueSeconds || a.placeId - b.placeId;

function latestOf(rows: readonly GapRow[]): GapRow['lastVisit'] {
  let latest: GapRow['lastVisit'];
  for (const { lastVisit } of rows) {
    if (lastVisit !== undefined && (latest === undefined || Date.parse(lastVisit.endedAt) > Date.parse(latest.endedAt))) latest = lastVisit;
  }
  return latest;
}

/** Share of the red and orange square-time of a running window that was in standard; undefined without such squares or time. */
async function highRiskSoFar(
  app: App,
  ground: Ground,
  squares: readonly number[],
  window: { readonly fromMs: number; readonly toMs: number },
): Promise<MyCellView['highRiskCoverage']> {
  if (window.toMs <= window.fromMs) return undefined;
  const band = ground.clock.shiftBandAt(window.fromMs);
  const urgent = squares.filter((square) => {
    const tier = TIERS[ground.data.tierByBand[square * SHIFT_BAND_COUNT + band]];
    return tier === 'red' || tier === 'orange';
  });
  if (urgent.length === 0) return undefined;
  const bounds: CoverageBounds = await app.coverage.measure({ window, modes: undefined });
  const sumOf = (column: Float64Array) => urgent.reduce((sum, square) => sum + column[square], 0);
  const dueMs = sumOf(bounds.withInferred.perSquare.dueMs);
  if (dueMs === 0) return undefined;
  return [sumOf(bounds.observed.perSquare.coveredMs) / dueMs, sumOf(bounds.withInferred.perSquare.coveredMs) / dueMs];
}
