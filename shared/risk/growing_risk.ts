import { requireAscending } from '../coverage/group_by_square';
import { CATEGORY_GROUPS } from '../model/category';
import type { SlotClock } from '../model/slot_clock';
import { createHourCounts } from './fit_profiles';
import { createScoreField, type ScoreField } from './incident_score';
import { createLatticeIndex } from './lattice_index';
import { estimateDispersion, FEWEST_HELD_OUT } from './rate_dispersion';
import { DEFAULT_RISK_PARAMETERS, RISK_GROUPS, type RiskIncidents, type RiskModel, type RiskNote, type RiskParameters } from './risk_model';
import { FORTNIGHT_MS, JUDGED_MS } from './spread_choice';
import { cellIndexAt, squareGround } from './spread_kernel';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** Chosen, because the level itself is then known to about a fifth; with fewer, where they happened says more about chance than about places. */
const FEWEST_INCIDENTS = 20;

/** A first incident this much of the history after its start means that the records do not reach back as far as said. */
const SHORT_HISTORY_FRACTION = 0.05;

/** Rates are held against the last quarter of the history, at most half a year of it. Chosen: enough happens in it, and it is like what comes next. */
const HELD_OUT_FRACTION = 0.25;
const HELD_OUT_AT_MOST_MS = 182 * DAY_MS;

/** What a fit is made for. */
export interface RiskFitGround {
  /** Ascending. */
  readonly squareId: Float64Array;
  readonly cellMeters: number;
  /** Area whose hours of the week a square has, 0 to areas − 1; absent: one for all. */
  readonly profileArea?: Uint16Array | undefined;
  /** Police cell of each square, any number below 0 for none; absent: each square stands for itself. */
  readonly policeCell?: Int32Array | undefined;
  readonly clock: SlotClock;
  readonly parameters?: Partial<RiskParameters> | undefined;
  /** From when on the records are complete. */
  readonly fromMs: number;
}

/** A fit that days can be added to; the same numbers as a fit of all at once. */
export interface GrowingRisk {
  /** Where it stands: incidents before this instant are in. */
  readonly untilMs: number;
  /** Adds the incidents from where it stands up to `untilMs`; others are counted in the notes and left out. O(incidents · (bandwidth / side)²). */
  advance(incidents: RiskIncidents, untilMs: number, onProgress?: (fractionDone: number) => void): void;
  /** The model as of where it stands. O(squares · groups). */
  model(): RiskModel;
}

/** Rates of all groups together at a week's end, to hold against what came after. */
interface Snapshot {
  readonly atMs: number;
  readonly rates: Float32Array;
  readonly exposureHours: number;
}

export function createGrowingRisk(input: RiskFitGround): GrowingRisk {
  const { squareId, cellMeters, clock, fromMs } = input;
  requireAscending(squareId);
  const squares = squareId.length;
  const parameters = { ...DEFAULT_RISK_PARAMETERS, ...input.parameters };
  const settings = { ...parameters, bandwidth: parameters.bandwidthMeters };
  const ground = squareGround(createLatticeIndex(squareId), cellMeters);
  const profileArea = input.profileArea ?? new Uint16Array(squares);
  const policeCell = input.policeCell ?? Int32Array.from(squareId.keys());
  const areas = profileArea.reduce((most, area) => Math.max(most, area), 0) + 1;
  const hours = createHourCounts(areas, RISK_GROUPS, clock);

  const fields: (ScoreField | undefined)[] = CATEGORY_GROUPS.map(() => undefined);
  const counts = new Float64Array(RISK_GROUPS);
  const score = new Float64Array(squares);
  let snapshots: Snapshot[] = [];
  /** Square and instant of what happened since the first of them. */
  let recent: { readonly square: number; readonly atMs: number }[] = [];
  let untilMs = fromMs;
  let firstMs = Infinity;
  let onlySquare: number | undefined;
  const left = { after: 0, before: 0, outside: 0 };

  function historyAt(atMs: number): { readonly days: number; readonly askedDays: number; readonly isShort: boolean } {
    const askedDays = (atMs - fromMs) / DAY_MS;
    const foundDays = (atMs - firstMs) / DAY_MS;
    // a level over days without records would be too low
    const isShort = foundDays > 0 && foundDays < (1 - SHORT_HISTORY_FRACTION) * askedDays;
    return { days: isShort ? foundDays : askedDays, askedDays, isShort };
  }

  /** R(c) = 0.99·Λ·S(c)/ΣS + 0.01·Λ/n of every group as of an instant; evenly spread where too few happened. */
  function eachRate(atMs: number, exposureHours: number, write: (group: number, perScore: number, evenPerHour: number) => void): void {
    fields.forEach((field, group) => {
      if (field === undefined) return;
      const { decayedCount, scoreSum } = field.scoreAt(atMs, score);
      const even = counts[group] < FEWEST_INCIDENTS;
      const levelPerHour = decayedCount / exposureHours;
      const perScore = even || scoreSum === 0 ? 0 : ((1 - parameters.uniformFraction) * levelPerHour) / scoreSum;
      write(group, perScore, ((perScore === 0 ? 1 : parameters.uniformFraction) * levelPerHour) / squares);
    });
  }

  function snapshotAt(atMs: number): Snapshot {
    const exposureHours = decayedHours(parameters.halfLifeDays, historyAt(atMs).days);
    const rates = new Float32Array(squares);
    eachRate(atMs, exposureHours, (_, perScore, even) => {
      for (let square = 0; square < squares; square++) rates[square] += perScore * score[square] + even;
    });
    return { atMs, rates, exposureHours };
  }

  function addRow(incidents: RiskIncidents, row: number, keepFromMs: number): void {
    const { x, y, instantMs } = incidents;
    const square = cellIndexAt(ground, x[row], y[row]);
    if (square < 0) {
      left.outside++;
      return;
    }
    const group = incidents.group[row];
    if (group >= RISK_GROUPS) throw new RangeError(`incident ${row} has group ${group}, there are ${RISK_GROUPS}`);
    const weight = incidents.weight?.[row] ?? 1;
    fields[group] ??= createScoreField(ground, squares, settings);
    fields[group].add(x[row], y[row], instantMs[row], weight);
    if (incidents.hourKnown[row] === 1) hours.add(profileArea[square], group, instantMs[row], incidents.rangeMs?.[row] ?? 0);
    onlySquare = counts.every((count) => count === 0) || onlySquare === square ? square : -1;
    counts[group]++;
    firstMs = Math.min(firstMs, instantMs[row]);
    // weighted ones tell of the looking, not of the place
    if (weight === 1 && instantMs[row] >= keepFromMs) recent.push({ square, atMs: instantMs[row] });
  }

  return {
    get untilMs() {
      return untilMs;
    },
    advance(incidents, toMs, onProgress) {
      if (toMs < untilMs) throw new RangeError('a fit goes forward only');
      const rows = rowsInOrder(incidents, untilMs, toMs, left);
      const keepFromMs = toMs - HELD_OUT_AT_MOST_MS - WEEK_MS;
      snapshots = snapshots.filter(({ atMs }) => atMs >= keepFromMs);
      recent = recent.filter(({ atMs }) => atMs >= keepFromMs);
      let nextWeekMs = (Math.floor(Math.max(untilMs, keepFromMs - JUDGED_MS) / WEEK_MS) + 1) * WEEK_MS;
      const endWeek = () => {
        if (nextWeekMs % FORTNIGHT_MS === 0) for (const field of fields) field?.judge(nextWeekMs);
        if (nextWeekMs > keepFromMs) snapshots.push(snapshotAt(nextWeekMs));
        nextWeekMs += WEEK_MS;
      };
      rows.forEach((row, done) => {
        while (incidents.instantMs[row] >= nextWeekMs) endWeek();
        addRow(incidents, row, keepFromMs);
        if (done % 4096 === 0) onProgress?.(done / rows.length);
      });
      while (nextWeekMs <= toMs) endWeek();
      untilMs = toMs;
    },
    model() {
      const history = historyAt(untilMs);
      if (!(history.days > 0)) throw new RangeError(`a history of ${history.days} days holds nothing to fit`);
      const notes = notesOf(left);
      if (history.isShort) notes.push({ code: 'short_history', daysAsked: history.askedDays, daysFound: history.days });
      for (const [group, count] of counts.entries())
        if (count < FEWEST_INCIDENTS)
          notes.push({ code: 'too_few_incidents', group: CATEGORY_GROUPS[group], incidents: count, needed: FEWEST_INCIDENTS });
      const incidents = counts.reduce((sum, count) => sum + count, 0);
      if (onlySquare !== undefined && onlySquare >= 0 && incidents >= FEWEST_INCIDENTS) notes.push({ code: 'one_square', incidents });

      const exposureHours = decayedHours(parameters.halfLifeDays, history.days);
      const ratesPerHour = new Float32Array(squares * RISK_GROUPS);
      eachRate(untilMs, exposureHours, (group, perScore, even) => {
        for (let square = 0; square < squares; square++) ratesPerHour[square * RISK_GROUPS + group] = perScore * score[square] + even;
      });
      const held = heldOut(snapshots, recent, untilMs - Math.min(HELD_OUT_AT_MOST_MS, HELD_OUT_FRACTION * history.days * DAY_MS), squares);
      const { dispersion } = estimateDispersion(held.ratesPerHour, held.exposureHours, held.events);
      const ofCells = sumByArea(held, policeCell);
      const { dispersion: policeCellDispersion } = estimateDispersion(ofCells.ratesPerHour, held.exposureHours, ofCells.events);
      if (held.total < FEWEST_HELD_OUT) notes.push({ code: 'intervals_assumed', heldOut: held.total, needed: FEWEST_HELD_OUT });
      return {
        model: 'default',
        parameters: { ...parameters, cellMeters, historyDays: history.days },
        spreadFraction: Float32Array.from(fields, (field) => field?.spreadFraction() ?? 1),
        squareId,
        groups: RISK_GROUPS,
        ratesPerHour,
        profiles: hours.profiles(),
        profileArea,
        incidents,
        fittedUntilMs: untilMs,
        exposureHours,
        dispersion,
        policeCellDispersion,
        notes,
      };
    },
  };
}

/** A forecast and what happened after it, by square. */
interface HeldOut {
  readonly ratesPerHour: ArrayLike<number>;
  readonly exposureHours: number;
  readonly events: ArrayLike<number>;
  /** Σ events. */
  readonly total: number;
}

/** The rates of the newest week's end by an instant, and what happened since; nothing when there are none. */
function heldOut(
  snapshots: readonly Snapshot[],
  recent: readonly { readonly square: number; readonly atMs: number }[],
  originMs: number,
  squares: number,
): HeldOut {
  const snapshot = snapshots.findLast(({ atMs }) => atMs <= originMs);
  const events = new Float64Array(squares);
  if (snapshot === undefined) return { ratesPerHour: events, exposureHours: 1, events, total: 0 };
  let total = 0;
  for (const { square, atMs } of recent) {
    if (atMs < snapshot.atMs) continue;
    events[square]++;
    total++;
  }
  return { ratesPerHour: snapshot.rates, exposureHours: snapshot.exposureHours, events, total };
}

/** The same by area; squares of none are left out. */
function sumByArea(held: HeldOut, areaOf: Int32Array): Pick<HeldOut, 'ratesPerHour' | 'events'> {
  const numbers = new Map<number, number>();
  const ratesPerHour: number[] = [];
  const events: number[] = [];
  areaOf.forEach((area, square) => {
    if (area < 0) return;
    const number = numbers.get(area) ?? numbers.size;
    numbers.set(area, number);
    ratesPerHour[number] = (ratesPerHour[number] ?? 0) + held.ratesPerHour[square];
    events[number] = (events[number] ?? 0) + held.events[square];
  });
  return { ratesPerHour, events };
}

/** E: hours of a history of L days, weighted like the counts in it. */
function decayedHours(halfLifeDays: number, historyDays: number): number {
  return ((halfLifeDays * 24) / Math.LN2) * (1 - 2 ** (-historyDays / halfLifeDays));
}

/** Rows from one instant to before another, oldest first (of equals, in their order); the others are counted. */
function rowsInOrder(incidents: RiskIncidents, fromMs: number, toMs: number, left: { after: number; before: number }): Int32Array {
  const rows: number[] = [];
  let isSorted = true;
  for (let row = 0; row < incidents.length; row++) {
    const instantMs = incidents.instantMs[row];
    if (instantMs >= toMs) left.after++;
    else if (instantMs < fromMs) left.before++;
    else {
      if (rows.length > 0 && instantMs < incidents.instantMs[rows[rows.length - 1]]) isSorted = false;
      rows.push(row);
    }
  }
  if (!isSorted) rows.sort((a, b) => incidents.instantMs[a] - incidents.instantMs[b] || a - b);
  return Int32Array.from(rows);
}

function notesOf({ after, before, outside }: { readonly after: number; readonly before: number; readonly outside: number }): RiskNote[] {
  const notes: RiskNote[] = [];
  if (after > 0) notes.push({ code: 'after_fit', incidents: after });
  if (before > 0) notes.push({ code: 'before_history', incidents: before });
  if (outside > 0) notes.push({ code: 'outside_area', incidents: outside });
  return notes;
}
