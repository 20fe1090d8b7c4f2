import { sourcesNear } from '@beatline/db/queries/forecasts';
import type { StoredRisk } from '@beatline/db/queries/risk';
import { squareCenter, squareIdAt } from '@beatline/shared/geo/lattice';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { CATEGORY_GROUPS } from '@beatline/shared/model/category';
import { Refusal } from '@beatline/shared/model/refusal';
import { SHIFT_BAND_COUNT, SLOT_COUNT } from '@beatline/shared/model/shift_band';
import { TIERS } from '@beatline/shared/model/tier';
import type { WhyCellView, WhyIncident } from '@beatline/shared/model/views/why_cell_view';
import { createLatticeIndex } from '@beatline/shared/risk/lattice_index';
import { rateInterval } from '@beatline/shared/risk/rate_interval';
import { expectedPerHour } from '@beatline/shared/risk/risk_model';
import { rateParts, scoreShares } from '@beatline/shared/risk/score_shares';
import { squareGround } from '@beatline/shared/risk/spread_kernel';
import { expectedInWindow } from '@beatline/shared/risk/window_expectation';
import type { App } from '../../app';
import type { Ground } from '../../ground/ground_store';
import type { WhyCellInput } from '../../routers/risk_inputs';
import { isoInZone } from '../iso_in_zone';
import { rangeOf } from '../window_range';
import { requireRisk } from './require_risk';
import { riskEvidence, type RiskEvidence } from './risk_evidence';

const DAY_MS = 86_400_000;
const MOST_INCIDENTS = 20;
const TOP_HOURS = 5;
/** Groups that make up less of a rate are not named. Chosen. */
const SMALLEST_GROUP_FRACTION = 0.01;
/** Kernels end at so many bandwidths, in the square that lies there. */
const REACH_BANDWIDTHS = 4;
/** Around the centre, within which sources are counted: the reach the lists of what happened near use. */
const NEAR_METERS = 150;
const SOURCES_DAYS = 365;

/** What a square's expected incidents come from: its rate and interval, its hours, and which incidents with which share. */
export async function whyCell(app: App, input: WhyCellInput): Promise<WhyCellView> {
  const { ground, risk } = await requireRisk(app);
  const squareId = squareOf(ground, input);
  const square = ground.indexOf(squareId);
  if (square === undefined)
    throw new Refusal('not_found', `there is no square ${squareId}`, 'choose a place inside the jurisdictions, or a square of the map');
  const fitted = risk.squareId.indexOf(squareId);
  if (fitted < 0) throw new Refusal('not_fitted', `square ${squareId} came after the fit`, 'fit the risk anew (risk fit)');

  const center = ground.centerOf(square);
  const [names, sources, evidence] = await Promise.all([
    ground.describe([squareId]),
    app.query((scoped) =>
      sourcesNear(scoped, {
        center,
        radiusMeters: NEAR_METERS,
        range: { fromMs: risk.fittedUntilMs - SOURCES_DAYS * DAY_MS, toMs: risk.fittedUntilMs },
      }),
    ),
    riskEvidence(app, ground, risk),
  ]);
  const name = names.get(squareId);
  const byHour = Array.from({ length: SLOT_COUNT }, (_, slot) => expectedPerHour(risk, fitted, slot));
  const parts = rateParts(risk, evidence.uniformFraction, fitted);
  const mean = parts.reduce((sum, part) => sum + part.ratePerHour, 0);
  const interval = rateInterval(mean, risk.exposureHours, risk.dispersion);
  const share = (part: number) => (mean === 0 ? 0 : part / mean);
  const { corners } = ground.squares;
  const ring = [0, 1, 2, 3, 0].map((corner): LngLat => [corners[square * 8 + 2 * corner], corners[square * 8 + 2 * corner + 1]]);
  return {
    squareId,
    center,
    ring,
    placeName: name?.placeName ?? '',
    side: name?.side,
    policeCellName: name?.policeCellName,
    stationName: name?.stationName,
    risk: {
      version: risk.id,
      model: risk.model,
      fittedUntil: isoInZone(ground.clock, risk.fittedUntilMs),
      parameters: { ...risk.parameters },
    },
    ratePerHour: { mean, interval },
    expected: expectedOf(ground, risk, fitted, input, share(interval[0]), share(interval[1])),
    tierByBand: Array.from(
      { length: SHIFT_BAND_COUNT },
      (_, band) => TIERS[ground.data.tierByBand[square * SHIFT_BAND_COUNT + band]] ?? 'blue',
    ),
    rank: rankOf(risk, fitted),
    squares: risk.squareId.length,
    byHour,
    topHours: [...byHour.keys()]
      .sort((a, b) => byHour[b] - byHour[a] || a - b)
      .slice(0, TOP_HOURS)
      .map((slot) => ({ slot, ratePerHour: byHour[slot], fraction: mean === 0 ? 0 : byHour[slot] / (mean * SLOT_COUNT) })),
    byGroup: parts
      .map(({ ratePerHour }, group) => ({ group: CATEGORY_GROUPS[group], ratePerHour, fraction: share(ratePerHour) }))
      .filter(({ fraction }) => fraction >= SMALLEST_GROUP_FRACTION)
      .sort((a, b) => b.ratePerHour - a.ratePerHour),
    ...incidentsBehind(ground, risk, evidence, squareId, parts, mean),
    evenFraction: share(parts.reduce((sum, part) => sum + part.evenPerHour, 0)),
    sources,
    incidentsOfFit: risk.incidents,
    incidentsNow: evidence.bandwidth.reduce((sum, meters) => sum + (meters > 0 ? 1 : 0), 0),
  };
}

function squareOf(ground: Ground, { squareId, lngLat }: WhyCellInput): number {
  if (squareId !== undefined) return squareId;
  if (lngLat === undefined) throw new Refusal('bad_input', 'no square was named', 'give squareId or lngLat');
  return squareIdAt(ground.projection.toMeters(lngLat), ground.deployment.cellMeters);
}

function expectedOf(
  ground: Ground,
  risk: StoredRisk,
  fitted: number,
  { window }: WhyCellInput,
  low: number,
  high: number,
): WhyCellView['expected'] {
  if (window === undefined) return undefined;
  const incidents = expectedInWindow(risk, rangeOf(window), ground.clock)[fitted];
  // the mean's interval, on the window's scale
  return { window, incidents, interval: [incidents * low, incidents * high] };
}

function rankOf({ squareId, groups, ratesPerHour }: StoredRisk, fitted: number): number {
  const rate = (square: number) => {
    let sum = 0;
    for (let group = 0; group < groups; group++) sum += ratesPerHour[square * groups + group];
    return sum;
  };
  const own = rate(fitted);
  let rank = 1;
  for (let square = 0; square < squareId.length; square++) if (rate(square) > own) rank++;
  return rank;
}

/** Incidents by their share of the rate: each group's local part is shared out as its S(c) is. */
function incidentsBehind(
  ground: Ground,
  risk: StoredRisk,
  evidence: RiskEvidence,
  squareId: number,
  parts: readonly { readonly ratePerHour: number; readonly evenPerHour: number }[],
  mean: number,
): Pick<WhyCellView, 'incidents' | 'contributing' | 'ownFraction' | 'nearbyFraction'> {
  const { incidents } = evidence;
  const { cellMeters } = ground.deployment;
  const center = squareCenter(squareId, cellMeters);
  const lattice = squareGround(createLatticeIndex(risk.squareId), cellMeters);
  const found: WhyIncident[] = [];
  // a city's history once, then what is near by group
  const near = rowsNear(evidence, center, cellMeters);
  parts.forEach(({ ratePerHour, evenPerHour }, group) => {
    if (!(ratePerHour > evenPerHour) || mean === 0) return;
    const rows = near.filter((row) => incidents.group[row] === group);
    const pick = (column: ArrayLike<number>) => Float64Array.from(rows, (row) => column[row]);
    const shares = scoreShares({
      ground: lattice,
      settings: { ...evidence.settings, spreadFraction: risk.spreadFraction[group] },
      incidents: {
        x: pick(incidents.x),
        y: pick(incidents.y),
        instantMs: pick(incidents.instantMs),
        ...(incidents.weight === undefined ? {} : { weight: pick(incidents.weight) }),
      },
      bandwidth: pick(evidence.bandwidth),
      center,
      asOfMs: risk.fittedUntilMs,
    });
    shares.row.forEach((at, i) => {
      const row = rows[at];
      const scoreFraction = shares.amount[i] / shares.score;
      found.push({
        occurredAt: isoInZone(ground.clock, incidents.instantMs[row]),
        ageDays: (risk.fittedUntilMs - incidents.instantMs[row]) / DAY_MS,
        group: CATEGORY_GROUPS[group],
        distanceMeters: Math.hypot(incidents.x[row] - center.x, incidents.y[row] - center.y),
        inSquare: shares.inCell[i] === 1,
        scoreFraction,
        rateFraction: (scoreFraction * (ratePerHour - evenPerHour)) / mean,
      });
    });
  });
  const sumOf = (inSquare: boolean) => found.reduce((sum, one) => sum + (one.inSquare === inSquare ? one.rateFraction : 0), 0);
  return {
    incidents: [...found].sort((a, b) => b.rateFraction - a.rateFraction || a.ageDays - b.ageDays).slice(0, MOST_INCIDENTS),
    contributing: found.length,
    ownFraction: sumOf(true),
    nearbyFraction: sumOf(false),
  };
}

/** Incidents whose kernels may reach a position; those outside the squares have none. */
function rowsNear(
  { incidents, bandwidth }: RiskEvidence,
  center: { readonly x: number; readonly y: number },
  cellMeters: number,
): Int32Array {
  const rows: number[] = [];
  const widest = bandwidth.reduce((most, meters) => Math.max(most, meters), 0);
  const reach = REACH_BANDWIDTHS * widest + cellMeters;
  for (let row = 0; row < incidents.length; row++)
    if (bandwidth[row] > 0 && Math.abs(incidents.x[row] - center.x) <= reach && Math.abs(incidents.y[row] - center.y) <= reach)
      rows.push(row);
  return Int32Array.from(rows);
}
