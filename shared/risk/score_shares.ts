import { createScoreField, type ScoredIncidents, type ScoreSettings } from './incident_score';
import type { RiskModel } from './risk_model';
import { cellIndexAt, createKernelSpreader, type CellGround, type KernelSpreader } from './spread_kernel';

const DAY_MS = 86_400_000;

/**
 * The bandwidth that each incident's kernel gets in {@link createScoreField}, in the unit of the ground; 0 for one outside the area or without weight. Incidents oldest first.
 * O(incidents · (bandwidth / side)²).
 */
export function kernelBandwidths(ground: CellGround, cells: number, settings: ScoreSettings, incidents: ScoredIncidents): Float64Array {
  const field = createScoreField(ground, cells, settings);
  return Float64Array.from({ length: incidents.x.length }, (_, i) => {
    if (cellIndexAt(ground, incidents.x[i], incidents.y[i]) < 0) return 0;
    return field.add(incidents.x[i], incidents.y[i], incidents.instantMs[i], incidents.weight?.[i]);
  });
}

/** What single incidents add to S(c) of one cell. */
export interface ScoreShares {
  /** Positions of the incidents that add anything. */
  readonly row: Int32Array;
  /** What each adds, in the unit of S(c); sums to it. */
  readonly amount: Float64Array;
  /** 1: it lies in the cell itself. */
  readonly inCell: Uint8Array;
  /** S(c). */
  readonly score: number;
}

/** Kernels end before this many bandwidths; one cell more for where its centre lies. */
const REACH_BANDWIDTHS = 5;

/**
 * S(c) of one cell taken apart by incident, as of an instant not before the newest: the decayed count of those in it and the kernels of those near, by the same rule as
 * {@link createScoreField}. `bandwidth` comes from {@link kernelBandwidths}; `center` is the cell's centre. O(incidents + near · (bandwidth / side)²).
 */
export function scoreShares(input: {
  readonly ground: CellGround;
  readonly settings: ScoreSettings;
  readonly incidents: ScoredIncidents;
  readonly bandwidth: Float64Array;
  readonly center: { readonly x: number; readonly y: number };
  readonly asOfMs: number;
}): ScoreShares {
  const { ground, settings, incidents, bandwidth, center } = input;
  const cell = cellIndexAt(ground, center.x, center.y);
  if (cell < 0) throw new RangeError(`(${center.x}, ${center.y}) lies in no cell`);
  const spreaders = new Map<number, KernelSpreader>();
  const row: number[] = [];
  const amount: number[] = [];
  const inCell: number[] = [];
  let score = 0;
  for (let i = 0; i < bandwidth.length; i++) {
    if (bandwidth[i] === 0) continue;
    const reach = REACH_BANDWIDTHS * bandwidth[i];
    const { [i]: x } = incidents.x;
    const { [i]: y } = incidents.y;
    if (Math.abs(x - center.x) > reach + ground.cellWidth || Math.abs(y - center.y) > reach + ground.cellHeight) continue;
    let spreader = spreaders.get(bandwidth[i]);
    if (spreader === undefined) {
      spreader = createKernelSpreader(ground, bandwidth[i]);
      spreaders.set(bandwidth[i], spreader);
    }
    spreader.spread(x, y);
    const ageDays = (input.asOfMs - incidents.instantMs[i]) / DAY_MS;
    const weight = incidents.weight?.[i] ?? 1;
    const isOwn = cellIndexAt(ground, x, y) === cell;
    const recent = weight * settings.kernelWeight * 2 ** (-ageDays / settings.kernelHalfLifeDays);
    const fraction = settings.spreadFraction ?? 1;
    let part = isOwn ? weight * 2 ** (-ageDays / settings.halfLifeDays) + (1 - fraction) * recent : 0;
    for (let k = 0; k < spreader.count; k++) if (spreader.squareIndex[k] === cell) part += fraction * recent * spreader.share[k];
    if (!(part > 0)) continue;
    row.push(i);
    amount.push(part);
    inCell.push(isOwn ? 1 : 0);
    score += part;
  }
  return { row: Int32Array.from(row), amount: Float64Array.from(amount), inCell: Uint8Array.from(inCell), score };
}

/**
 * The rate of one square by group: incidents per hour in all, and the part of it that is spread evenly over all squares and rests on no place; all of it where the group has
 * too few incidents to be placed. O(squares · groups).
 */
export function rateParts(
  model: Pick<RiskModel, 'squareId' | 'groups' | 'ratesPerHour'>,
  uniformFraction: number,
  square: number,
): { readonly ratePerHour: number; readonly evenPerHour: number }[] {
  const { groups, ratesPerHour } = model;
  const squares = model.squareId.length;
  return Array.from({ length: groups }, (_, group) => {
    const ratePerHour = ratesPerHour[square * groups + group];
    let level = 0;
    let isEven = true;
    for (let other = 0; other < squares; other++) {
      level += ratesPerHour[other * groups + group];
      isEven &&= ratesPerHour[other * groups + group] === ratePerHour;
    }
    return { ratePerHour, evenPerHour: isEven ? ratePerHour : Math.min(ratePerHour, (uniformFraction * level) / squares) };
  });
}
