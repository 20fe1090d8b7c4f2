import { requireAscending } from '../coverage/group_by_square';
import { CATEGORY_GROUPS, type CategoryGroup } from '../model/category';
import { SLOT_COUNT } from '../model/shift_band';
import type { SlotClock } from '../model/slot_clock';
import { shrinkProfile, uniformProfile } from './hour_profile';
import { createLatticeIndex } from './lattice_index';
import { addIncidentScore } from './incident_score';
import { cellIndexAt, createKernelSpreader, squareGround } from './spread_kernel';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Chosen, because the level itself is then known to about a fifth; with fewer, where they happened says more about chance than about places. */
const FEWEST_INCIDENTS = 20;

/** A first incident this much of the history after its start means that the records do not reach back as far as said. */
const SHORT_HISTORY_FRACTION = 0.05;

/** Incidents as flat columns. Only what drives demand belongs in: the caller chooses sources and patrol classes. */
export interface RiskIncidents {
  readonly length: number;
  /** Projected metres. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly instantMs: Float64Array;
  /** Position in CATEGORY_GROUPS. */
  readonly group: Uint8Array;
  /** 0: only the day is believable; enters the level, not the profile. */
  readonly hourKnown: Uint8Array;
}

/** The policy settings of the default model (METHODS 2). */
export interface RiskParameters {
  /** Half-life of the counts of a square, days. */
  readonly halfLifeDays: number;
  /** H: half-life of the kernel term, days. */
  readonly kernelHalfLifeDays: number;
  /** b: standard deviation of the Gaussian kernel, metres. */
  readonly bandwidthMeters: number;
  /** w: weight of the kernel term against the counts. */
  readonly kernelWeight: number;
  /** Share of the level that is spread evenly over all squares. */
  readonly uniformFraction: number;
}

/** w, b and H chosen by back-test on Portland's calls before 2015-03-04, never on the period reported: docs/decisions/0011. */
export const DEFAULT_RISK_PARAMETERS: RiskParameters = {
  halfLifeDays: 730,
  kernelHalfLifeDays: 180,
  bandwidthMeters: 125,
  kernelWeight: 2,
  uniformFraction: 0.01,
};

/** What a reader of the risk must know about how it came about. */
export type RiskNote =
  | { readonly code: 'too_few_incidents'; readonly group: CategoryGroup; readonly incidents: number; readonly needed: number }
  | { readonly code: 'outside_area'; readonly incidents: number }
  | { readonly code: 'after_fit'; readonly incidents: number }
  | { readonly code: 'before_history'; readonly incidents: number }
  | { readonly code: 'short_history'; readonly daysAsked: number; readonly daysFound: number };

export interface RiskModel {
  readonly model: 'default';
  readonly parameters: RiskParameters & { readonly cellMeters: number; readonly historyDays: number };
  /** Ascending. */
  readonly squareId: Float64Array;
  /** Number of category groups. */
  readonly groups: number;
  /** R_g(c): mean incidents per hour of group g in square c, at c · groups + g. */
  readonly ratesPerHour: Float32Array;
  /** π_g(h): share of group g's incidents in hour h of the week, at g · 168 + h; sums to 1 over h. */
  readonly profiles: Float32Array;
  /** Incidents the rates rest on. */
  readonly incidents: number;
  readonly fittedUntilMs: number;
  /** Effective number of incidents behind the rate of a square, all groups together; for {@link import('./rate_interval').rateIntervalAround}. */
  readonly areaWeightedCounts: Float32Array;
  readonly notes: readonly RiskNote[];
}

export interface FitRiskInput {
  /** Ascending. */
  readonly squareId: Float64Array;
  readonly cellMeters: number;
  readonly incidents: RiskIncidents;
  /** Origin of the forecast: incidents from this instant on are left out. */
  readonly untilMs: number;
  /** L: how far back the records are complete, days. */
  readonly historyDays: number;
  readonly clock: SlotClock;
  readonly parameters?: Partial<RiskParameters>;
  readonly onProgress?: (fractionDone: number) => void;
}

/**
 * The default model of METHODS 2, per category group: decayed counts of each square plus an edge-corrected kernel of recent incidents, scaled to the group's
 * decayed level, with 1 % spread evenly; hours of the week by a profile shrunk to that of all groups together. A group with fewer than 20 incidents gets its level spread evenly, and
 * `notes` says so. O(incidents · (bandwidth / side)² + squares · groups).
 */
export function fitRisk(input: FitRiskInput): RiskModel {
  const { squareId, cellMeters, clock } = input;
  requireAscending(squareId);
  if (!(input.historyDays > 0)) throw new RangeError(`a history of ${input.historyDays} days holds nothing to fit`);
  const parameters = { ...DEFAULT_RISK_PARAMETERS, ...input.parameters };
  const groups = CATEGORY_GROUPS.length;
  const lattice = createLatticeIndex(squareId);
  const ground = squareGround(lattice, cellMeters);
  const kernel = createKernelSpreader(ground, parameters.bandwidthMeters);
  const { byGroup, historyDays, notes } = selectIncidents(input, (x, y) => cellIndexAt(ground, x, y) >= 0);
  const exposureHours = decayedHours(parameters.halfLifeDays, historyDays);

  const ratesPerHour = new Float32Array(squareId.length * groups);
  const rateFromIncidents = new Float64Array(squareId.length);
  const rateVariance = new Float64Array(squareId.length);
  const rateTotal = new Float64Array(squareId.length);
  const score = new Float64Array(squareId.length);
  const scoreSquares = new Float64Array(squareId.length);
  const total = byGroup.reduce((sum, rows) => sum + rows.length, 0);
  let done = 0;

  byGroup.forEach((rows, group) => {
    if (rows.length < FEWEST_INCIDENTS)
      notes.push({ code: 'too_few_incidents', group: CATEGORY_GROUPS[group], incidents: rows.length, needed: FEWEST_INCIDENTS });
    const even = rows.length < FEWEST_INCIDENTS;

    // S(c) of this group, and the sum of squares of what each incident adds to it
    score.fill(0);
    scoreSquares.fill(0);
    const { decayedCount, scoreSum } = addIncidentScore(
      ground,
      kernel,
      input.incidents,
      rows,
      input.untilMs,
      parameters,
      score,
      scoreSquares,
    );
    done += rows.length;
    input.onProgress?.(total === 0 ? 1 : done / total);

    // R(c) = 0.99·Λ·S(c)/ΣS + 0.01·Λ/n
    const levelPerHour = decayedCount / exposureHours;
    const perScore = even ? 0 : ((1 - parameters.uniformFraction) * levelPerHour) / scoreSum;
    const evenPerHour = ((even ? 1 : parameters.uniformFraction) * levelPerHour) / squareId.length;
    for (let square = 0; square < squareId.length; square++) {
      const fromIncidents = perScore * score[square];
      ratesPerHour[square * groups + group] = fromIncidents + evenPerHour;
      rateFromIncidents[square] += fromIncidents;
      rateTotal[square] += fromIncidents + evenPerHour;
      rateVariance[square] += perScore * perScore * scoreSquares[square];
    }
  });

  // (Σω)²/Σω² incidents of equal weight would know as much; the even share rests on none
  const areaWeightedCounts = Float32Array.from(rateTotal, (rate, square) => {
    if (rateVariance[square] === 0) return 0;
    const effective = rateFromIncidents[square] ** 2 / rateVariance[square];
    return (effective * rateFromIncidents[square]) / rate;
  });
  input.onProgress?.(1);
  return {
    model: 'default',
    parameters: { ...parameters, cellMeters, historyDays },
    squareId,
    groups,
    ratesPerHour,
    profiles: fitProfiles(input.incidents, byGroup, clock),
    incidents: total,
    fittedUntilMs: input.untilMs,
    areaWeightedCounts,
    notes,
  };
}

/** ρ(c, h): incidents expected per hour in the square at this index in hour `slot` of the week, all groups together. */
export function expectedPerHour(model: Pick<RiskModel, 'groups' | 'ratesPerHour' | 'profiles'>, squareIndex: number, slot: number): number {
  const { groups, ratesPerHour, profiles } = model;
  let rate = 0;
  for (let group = 0; group < groups; group++) rate += ratesPerHour[squareIndex * groups + group] * profiles[group * SLOT_COUNT + slot];
  return SLOT_COUNT * rate;
}

/** E: hours of a history of L days, weighted like the counts in it. */
function decayedHours(halfLifeDays: number, historyDays: number): number {
  return ((halfLifeDays * 24) / Math.LN2) * (1 - 2 ** (-historyDays / halfLifeDays));
}

/** Rows by group of what can be used, and what was left out and why. */
function selectIncidents(
  input: FitRiskInput,
  isInArea: (x: number, y: number) => boolean,
): { byGroup: number[][]; historyDays: number; notes: RiskNote[] } {
  const { incidents, untilMs } = input;
  const byGroup: number[][] = CATEGORY_GROUPS.map(() => []);
  const fromMs = untilMs - input.historyDays * DAY_MS;
  let outside = 0;
  let after = 0;
  let before = 0;
  let firstMs = untilMs;
  for (let row = 0; row < incidents.length; row++) {
    const instantMs = incidents.instantMs[row];
    if (instantMs >= untilMs) after++;
    else if (instantMs < fromMs) before++;
    else if (!isInArea(incidents.x[row], incidents.y[row])) outside++;
    else {
      const rows = byGroup[incidents.group[row]];
      if (rows === undefined)
        throw new RangeError(`incident ${row} has group ${incidents.group[row]}, there are ${CATEGORY_GROUPS.length}`);
      rows.push(row);
      firstMs = Math.min(firstMs, instantMs);
    }
  }
  const notes: RiskNote[] = [];
  if (after > 0) notes.push({ code: 'after_fit', incidents: after });
  if (before > 0) notes.push({ code: 'before_history', incidents: before });
  if (outside > 0) notes.push({ code: 'outside_area', incidents: outside });

  // a level over days without records would be too low
  const daysFound = (untilMs - firstMs) / DAY_MS;
  const isShort = daysFound > 0 && daysFound < (1 - SHORT_HISTORY_FRACTION) * input.historyDays;
  if (isShort) notes.push({ code: 'short_history', daysAsked: input.historyDays, daysFound });
  return { byGroup, historyDays: isShort ? daysFound : input.historyDays, notes };
}

/** π_g: each group's hours of the week shrunk to the city's, and the city's to an even week. */
function fitProfiles(incidents: RiskIncidents, byGroup: readonly (readonly number[])[], clock: SlotClock): Float32Array {
  const countsByGroup = byGroup.map((rows) => {
    const counts = new Float64Array(SLOT_COUNT);
    for (const row of rows) if (incidents.hourKnown[row] === 1) counts[clock.slotAt(incidents.instantMs[row])]++;
    return counts;
  });
  const cityCounts = new Float64Array(SLOT_COUNT);
  for (const counts of countsByGroup) counts.forEach((count, slot) => (cityCounts[slot] += count));
  const cityProfile = shrinkProfile(cityCounts, uniformProfile());

  const profiles = new Float32Array(byGroup.length * SLOT_COUNT);
  countsByGroup.forEach((counts, group) => profiles.set(shrinkProfile(counts, cityProfile), group * SLOT_COUNT));
  return profiles;
}
