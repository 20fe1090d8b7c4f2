import { CATEGORY_GROUPS, type CategoryGroup } from '../model/category';
import { SLOT_COUNT } from '../model/shift_band';
import type { RateDispersion } from './rate_dispersion';

/** Incidents as flat columns. Only what drives demand belongs in: the caller chooses sources and patrol classes. */
export interface RiskIncidents {
  readonly length: number;
  /** Projected metres. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** When it happened; the middle of the range where only a range is known. */
  readonly instantMs: Float64Array;
  /** Length of that range; absent: all are instants. Hours of the week are learnt from all of it alike (aoristic, METHODS 2). */
  readonly rangeMs?: Float64Array | undefined;
  /** Position in CATEGORY_GROUPS. */
  readonly group: Uint8Array;
  /** 0: only the day is believable; enters the level, not the profile. */
  readonly hourKnown: Uint8Array;
  /** How much each counts; absent: 1 each. */
  readonly weight?: Float64Array | undefined;
}

/** The incidents from a row on; the columns are not copied. */
export function incidentsFrom(incidents: RiskIncidents, first: number): RiskIncidents {
  return {
    length: incidents.length - first,
    x: incidents.x.subarray(first),
    y: incidents.y.subarray(first),
    instantMs: incidents.instantMs.subarray(first),
    rangeMs: incidents.rangeMs?.subarray(first),
    group: incidents.group.subarray(first),
    hourKnown: incidents.hourKnown.subarray(first),
    weight: incidents.weight?.subarray(first),
  };
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
  /** α: how much narrower kernels are where more happens; 0: all alike. See {@link import('./incident_score').createScoreField}. */
  readonly adaptivity: number;
  /** Share of the level that is spread evenly over all squares. */
  readonly uniformFraction: number;
}

/** w, b, H and α chosen by back-test on Portland's calls before 2015-03-04, never on the period reported: docs/decisions/0011. */
export const DEFAULT_RISK_PARAMETERS: RiskParameters = {
  halfLifeDays: 730,
  kernelHalfLifeDays: 180,
  bandwidthMeters: 100,
  kernelWeight: 2,
  adaptivity: 0.5,
  uniformFraction: 0.01,
};

/** What a reader of the risk must know about how it came about. */
export type RiskNote =
  | { readonly code: 'too_few_incidents'; readonly group: CategoryGroup; readonly incidents: number; readonly needed: number }
  | { readonly code: 'outside_area'; readonly incidents: number }
  | { readonly code: 'after_fit'; readonly incidents: number }
  | { readonly code: 'before_history'; readonly incidents: number }
  | { readonly code: 'short_history'; readonly daysAsked: number; readonly daysFound: number }
  | { readonly code: 'one_square'; readonly incidents: number }
  | { readonly code: 'intervals_assumed'; readonly heldOut: number; readonly needed: number }
  | { readonly code: 'repeat_calls'; readonly incidents: number }
  | { readonly code: 'officer_incidents'; readonly incidents: number; readonly beforePatrols: number }
  | { readonly code: 'not_estimable_from_patrol'; readonly squares: readonly number[] };

export interface RiskModel {
  readonly model: 'default';
  readonly parameters: RiskParameters & { readonly cellMeters: number; readonly historyDays: number };
  /** Share of the recent term that kernels spread, by group: chosen by a back-test on the history, see {@link import('./spread_choice').createSpreadChoice}. */
  readonly spreadFraction: Float32Array;
  /** Ascending. */
  readonly squareId: Float64Array;
  /** Number of category groups. */
  readonly groups: number;
  /** R_g(c): mean incidents per hour of group g in square c, at c · groups + g. */
  readonly ratesPerHour: Float32Array;
  /** π_g,a(h): share of group g's incidents of area a in hour h of the week, at (a · groups + g) · 168 + h; sums to 1 over h. */
  readonly profiles: Float32Array;
  /** a: which area's hours a square has. */
  readonly profileArea: Uint16Array;
  /** Incidents the rates rest on. */
  readonly incidents: number;
  readonly fittedUntilMs: number;
  /** E: decayed hours of history behind the rates. */
  readonly exposureHours: number;
  /** How far true rates of squares lie from these, all groups together; for {@link import('./rate_interval').rateInterval}. */
  readonly dispersion: RateDispersion;
  /** The same of police cells, for the sums of their squares' rates: what is off in one square is off in its neighbours. */
  readonly policeCellDispersion: RateDispersion;
  readonly notes: readonly RiskNote[];
}

/** ρ(c, h): incidents expected per hour in the square at this index in hour `slot` of the week, all groups together. */
export function expectedPerHour(
  model: Pick<RiskModel, 'groups' | 'ratesPerHour' | 'profiles' | 'profileArea'>,
  squareIndex: number,
  slot: number,
): number {
  const { groups, ratesPerHour, profiles } = model;
  const profile = model.profileArea[squareIndex] * groups;
  let rate = 0;
  for (let group = 0; group < groups; group++)
    rate += ratesPerHour[squareIndex * groups + group] * profiles[(profile + group) * SLOT_COUNT + slot];
  return SLOT_COUNT * rate;
}

/** Number of groups a model has. */
export const RISK_GROUPS = CATEGORY_GROUPS.length;
