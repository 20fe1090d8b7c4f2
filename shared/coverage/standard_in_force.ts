import { DAY_TYPES, type DayType } from '../model/day_type';
import type { SlotClock } from '../model/slot_clock';
import { ALL_HOURS, type Standard } from '../model/standard';
import { TIERS } from '../model/tier';
import type { InstantRange } from '../model/time_window';
import { raiseStandard, standardsOfRules, type StandardRules } from './standard_rules';
import { cutWindow, type WindowPieces } from './window_hours';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
/** How far ahead the next hours of a standard are looked for: chosen, so that one kept on a single type of day is found over a week's holiday. */
const LOOK_AHEAD_MS = 15 * DAY_MS;

/**
 * The standard in force (METHODS 4): which one a square of a tier is held to at an instant. Ledger, planner, lists and forecasts all ask here. Standards that ask the
 * same get the same code, a position in {@link standards}, so that covered sets are worked out once for each.
 */
export class StandardsInForce {
  readonly #rules: StandardRules;
  readonly #clock: SlotClock;
  readonly #edgesMs: Float64Array;
  readonly #codes = new Map<string, number>();
  readonly #known = new Map<string, number>();
  /** Grows as instants are asked for. */
  readonly standards: Standard[] = [];
  /** Whether every standard holds in all hours of all days. */
  readonly isUnbroken: boolean;

  constructor(rules: StandardRules, clock: SlotClock) {
    if (rules.versions.length === 0) throw new RangeError('there is no version of the standards');
    this.#rules = rules;
    this.#clock = clock;
    this.#edgesMs = Float64Array.from([
      ...rules.versions.map((version) => version.effectiveFromMs),
      ...rules.operations.flatMap(({ startsAtMs, endsAtMs }) => [startsAtMs, endsAtMs]),
    ]).sort();
    this.isUnbroken = rules.versions.every(({ byTier }) =>
      TIERS.every((tier) => byTier[tier].hours.length === ALL_HOURS.length && byTier[tier].dayTypes.length === DAY_TYPES.length),
    );
  }

  /** Instants at which a version or an operation begins or ends, ascending. */
  get edgesMs(): Float64Array {
    return this.#edgesMs;
  }

  /** Code of the standard in force for a tier code in an area (of {@link StandardRules.operationAreas}); -1 outside the hours of all that could hold. */
  codeAt(tier: number, area: number, instantMs: number): number {
    const version = versionAt(this.#rules, instantMs);
    const hour = this.#clock.slotAt(instantMs) % 24;
    const dayTypes = dayTypesAt(this.#rules, this.#clock, instantMs);
    const holds = (standard: Standard) => standard.hours.includes(hour) && standard.dayTypes.some((type) => dayTypes.includes(type));
    const name = TIERS[tier];
    const base = this.#rules.versions[version].byTier[name];
    const raising = (this.#rules.operationAreas[area] ?? []).filter((position) => {
      const { startsAtMs, endsAtMs, byTier } = this.#rules.operations[position];
      const own = byTier[name];
      return startsAtMs <= instantMs && instantMs < endsAtMs && own !== undefined && holds(own);
    });
    const baseHolds = holds(base);
    if (!baseHolds && raising.length === 0) return -1;
    const key = `${baseHolds ? version : ''} ${tier} ${raising.join('+')}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;

    const raised = raising.map((position) => this.#rules.operations[position].byTier[name] ?? base);
    const [first, ...others] = baseHolds ? [base, ...raised] : raised;
    const code = this.#codeOf(others.reduce(raiseStandard, first));
    this.#known.set(key, code);
    return code;
  }

  /**
   * The standard a square is held to when its due time is told: the one in force at the instant, since when it has been without a break, but no longer than `lookBackMs`;
   * outside its hours the next one and when it begins (METHODS 4: outside its hours a square is neither covered nor gap, so it cannot be overdue there). Undefined
   * when none begins within {@link LOOK_AHEAD_MS}. `tierOfBand` gives the square's tier code by shift band.
   */
  nearest(
    tierOfBand: (band: number) => number,
    area: number,
    instantMs: number,
    lookBackMs: number,
  ): { readonly code: number; readonly sinceMs: number } | undefined {
    const codeAt = (at: number) => this.codeAt(tierOfBand(this.#clock.shiftBandAt(at)), area, at);
    const now = codeAt(instantMs);
    if (now >= 0) {
      const earliestMs = instantMs - lookBackMs;
      let sinceMs = instantMs;
      while (sinceMs > earliestMs && codeAt(sinceMs - 1) >= 0) sinceMs = this.#boundaryBefore(sinceMs);
      return { code: now, sinceMs: sinceMs <= earliestMs ? -Infinity : sinceMs };
    }
    for (let at = this.#boundaryAfter(instantMs); at < instantMs + LOOK_AHEAD_MS; at = this.#boundaryAfter(at)) {
      const code = codeAt(at);
      if (code >= 0) return { code, sinceMs: at };
    }
    return undefined;
  }

  #codeOf(standard: Standard): number {
    const { tier, revisitSeconds, dwellSeconds, capSecondsPerBand, acceptedModes, acceptedKinds, requiresSworn, countsDeclared } = standard;
    const asks = [revisitSeconds, dwellSeconds, capSecondsPerBand, acceptedModes.toSorted(), acceptedKinds.toSorted()];
    const key = JSON.stringify([tier, ...asks, requiresSworn, countsDeclared]);
    const found = this.#codes.get(key);
    if (found !== undefined) return found;
    this.#codes.set(key, this.standards.length);
    return this.standards.push(standard) - 1;
  }

  #boundaryBefore(instantMs: number): number {
    let boundary = (Math.ceil(instantMs / QUARTER_MS) - 1) * QUARTER_MS;
    for (const edge of this.#edgesMs) if (edge < instantMs && edge > boundary) boundary = edge;
    return boundary;
  }

  #boundaryAfter(instantMs: number): number {
    let boundary = (Math.floor(instantMs / QUARTER_MS) + 1) * QUARTER_MS;
    for (const edge of this.#edgesMs) if (edge > instantMs && edge < boundary) boundary = edge;
    return boundary;
  }
}

/** Position of the version in force at an instant: of those begun, the last; the first before any has. */
export function versionAt(rules: Pick<StandardRules, 'versions'>, instantMs: number): number {
  let version = 0;
  for (let v = 1; v < rules.versions.length && rules.versions[v].effectiveFromMs <= instantMs; v++) version = v;
  return version;
}

/** Ids of the versions in force in some part of a window, in order: what a figure over it names. */
export function versionsInWindow(rules: Pick<StandardRules, 'versions'>, window: InstantRange): number[] {
  return rules.versions.slice(versionAt(rules, window.fromMs), versionAt(rules, window.toMs - 1) + 1).map((version) => version.id);
}

const IMPLIED: Readonly<Partial<Record<DayType, readonly DayType[]>>> = {
  school_day: ['school_day', 'workday'],
  opening_day: ['opening_day', 'school_day', 'workday'],
  exam_day: ['exam_day', 'school_day', 'workday'],
};

/** Types of the local day an instant lies in: the calendar's, and what it implies (a school day is a workday too), else that of its weekday. */
export function dayTypesAt(rules: Pick<StandardRules, 'dayTypes'>, clock: SlotClock, instantMs: number): readonly DayType[] {
  const date = Math.floor(clock.localMs(instantMs) / DAY_MS);
  const set = rules.dayTypes[new Date(date * DAY_MS).toISOString().slice(0, 10)];
  if (set !== undefined) return IMPLIED[set] ?? [set];
  // 1970-01-01 was a Thursday, the fourth day after Monday
  return (((date + 3) % 7) + 7) % 7 >= 5 ? ['weekend'] : ['workday'];
}

/** A window cut so that within each run neither the shift band nor any standard changes: run r covers pieces [firstPiece[r], firstPiece[r + 1]). */
export interface StandardTimeline {
  readonly pieces: WindowPieces;
  readonly count: number;
  readonly firstPiece: Int32Array;
  readonly band: Uint8Array;
  readonly standards: readonly Standard[];
  /** Code of the standard of tier t in area a during run r at (r · areaCount + a) · 4 + t; -1 where none holds. */
  readonly code: Int16Array;
  readonly areaCount: number;
}

/** Cuts a window by local hour, shift band and standard. O(hours · areas). */
export function standardTimeline(
  book: StandardsInForce,
  rules: Pick<StandardRules, 'operations' | 'operationAreas'>,
  window: InstantRange,
  clock: SlotClock,
  extraEdgesMs: readonly number[] = [],
): StandardTimeline {
  const pieces = cutWindow(window, clock, [...extraEdgesMs, ...book.edgesMs]);
  const areaCount = Math.max(1, rules.operationAreas.length);
  const width = areaCount * TIERS.length;
  const likeOf = areasAlike(rules, window);
  const codes = new Int16Array(pieces.count * width);
  const first: number[] = [];
  for (let piece = 0; piece < pieces.count; piece++) {
    const at = first.length * width;
    for (let k = 0; k < width; k++) {
      const area = Math.floor(k / TIERS.length);
      const like = likeOf[area] ?? area;
      codes[at + k] =
        like < area ? codes[at + like * TIERS.length + (k % TIERS.length)] : book.codeAt(k % TIERS.length, area, pieces.edgeMs[piece]);
    }
    const isNew =
      piece === 0 ||
      pieces.band[piece] !== pieces.band[piece - 1] ||
      codes.subarray(at, at + width).some((code, k) => code !== codes[at - width + k]);
    if (isNew) first.push(piece);
  }
  return {
    pieces,
    count: first.length,
    firstPiece: Int32Array.from([...first, pieces.count]),
    band: Uint8Array.from(first, (piece) => pieces.band[piece]),
    standards: book.standards,
    code: codes.subarray(0, first.length * width),
    areaCount,
  };
}

/** For each area the first one with the same operations in this window: most are over or not begun. */
function areasAlike(rules: Pick<StandardRules, 'operations' | 'operationAreas'>, window: InstantRange): number[] {
  const first = new Map<string, number>();
  return rules.operationAreas.map((positions, area) => {
    const key = positions
      .filter((position) => rules.operations[position].startsAtMs < window.toMs && rules.operations[position].endsAtMs > window.fromMs)
      .join('+');
    const known = first.get(key) ?? area;
    first.set(key, known);
    return known;
  });
}

/** How long before a window presence still matters under these rules, seconds of hold: the longest revisit time. */
export function longestRevisitSeconds(rules: StandardRules): number {
  return Math.max(...standardsOfRules(rules).map((standard) => standard.revisitSeconds));
}
