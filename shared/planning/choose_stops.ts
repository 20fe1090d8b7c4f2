import FlatQueue from 'flatqueue';
import { latticeCellOf, squareIdAt, squareIdOf } from '../geo/lattice';
import type { ProjectedMeters } from '../geo/lng_lat';
import { isClosed, type Airspace } from './airspace';
import { sightOfStop, type Sight, type SightReach } from './sight_of_stop';
import { mainComponentOf, positionOnPiece, shapeMeters, type PiecePosition, type StreetGraph, type TravelMode } from './street_graph';

/** Distance between positions tried along a street: chosen, a quarter of the sight radius and less, so that hardly a corner of the lattice is missed. */
const SAMPLE_STEP_METERS = 15;

/**
 * Positions nearer than this to where the set of seen squares changes are not used, metres: the way through degrees and back moves a position by
 * nanometres, and the plan must credit exactly what the ledger will.
 */
const LEAST_MARGIN_METERS = 0.01;

/** What is left of a square's demand for further stops once a stop sees it. Chosen, because a few stops by other streets help to build routes, many do not. */
const LEFT_AFTER_STOP_FRACTION = 0.3;

/** Extra worth of the square stood in: its cap is the one that fills up, and the highest caps are where demand is. Chosen as a tie-break. */
const OWN_SQUARE_BONUS_FRACTION = 0.25;

/** Squares with most demand that positions are sought for, per stop wanted: chosen, the others are seen by the way or hardly worth a stop. */
const SQUARES_PER_STOP = 5;

/** A position worth standing at. Squares are indexes into the field. */
export interface StopCandidate {
  readonly position: ProjectedMeters;
  /** Undefined for drones. */
  readonly onStreet: PiecePosition | undefined;
  readonly squares: readonly number[];
  readonly ownSquare: number | undefined;
  /** The seen square with the most demand. */
  readonly place: number;
}

export interface StopChoice {
  /** Demand a stop could close per square of the field, any unit; 0 where a stop of this kind closes nothing. */
  readonly demand: Float64Array;
  /** Ids of the squares of the field. */
  readonly squareIds: Float64Array;
  /** Index into the field of a square id; undefined outside. */
  readonly indexOfSquare: (squareId: number) => number | undefined;
  readonly cellMeters: number;
  readonly reach: SightReach;
  readonly count: number;
}

/**
 * Street positions of one mode that see most demand, spread: each one chosen discounts what it sees. Only streets of the connected part, and of
 * `reachable` nodes when given. O(street length / 15 m · log).
 */
export function chooseStreetStops(
  graph: StreetGraph,
  mode: TravelMode,
  choice: StopChoice,
  reachable?: (node: number) => boolean,
): StopCandidate[] {
  const { pieces } = graph;
  const wanted = neighborhoodOfDemand(choice);
  const main = mainComponentOf(graph, mode);
  const isUsable = (node: number) => main[node] === 1 && (reachable?.(node) ?? true);
  const pool = new Map<string, StopCandidate>();
  for (let piece = 0; piece < pieces.count; piece++) {
    const passable = mode === 'vehicle' ? Math.min(pieces.forwardSeconds[piece], pieces.backwardSeconds[piece]) : pieces.footSeconds[piece];
    if (passable === Infinity || !isUsable(pieces.fromNode[piece]) || !isUsable(pieces.toNode[piece])) continue;
    const length = shapeMeters(pieces, piece);
    const steps = Math.max(1, Math.ceil(length / SAMPLE_STEP_METERS));
    for (let step = 0; step <= steps; step++) {
      const onStreet = { piece, alongMeters: (length * step) / steps };
      const position = positionOnPiece(pieces, onStreet);
      if (wanted.has(squareIdAt(position, choice.cellMeters))) addCandidate(pool, position, onStreet, choice);
    }
  }
  return spread(pool, choice);
}

/** Positions in the air that see most demand: the half-steps of the lattice, outside closed areas and where `reachable` allows. */
export function chooseLookPositions(
  airspace: Airspace,
  centers: readonly ProjectedMeters[],
  choice: StopChoice,
  reachable: (position: ProjectedMeters) => boolean,
): StopCandidate[] {
  const half = choice.cellMeters / 2;
  // A step inside the lines of the lattice, so that it is plain which square is overhead
  const inside = choice.cellMeters / 1000;
  const wanted = neighborhoodOfDemand(choice);
  const pool = new Map<string, StopCandidate>();
  for (const center of centers) {
    if (!wanted.has(squareIdAt(center, choice.cellMeters))) continue;
    for (const [dx, dy] of [
      [0, 0],
      [half - inside, 0],
      [0, half - inside],
      [half - inside, half - inside],
    ] as const) {
      const position = { x: center.x + dx, y: center.y + dy };
      if (!isClosed(airspace, position) && reachable(position)) addCandidate(pool, position, undefined, choice);
    }
  }
  return spread(pool, choice);
}

/** Ids of the squares with most demand and of those around them. */
function neighborhoodOfDemand({ demand, count, squareIds }: StopChoice): ReadonlySet<number> {
  const most = Array.from(demand.keys())
    .filter((square) => demand[square] > 0)
    .sort((a, b) => demand[b] - demand[a] || a - b)
    .slice(0, count * SQUARES_PER_STOP);
  const ids = new Set<number>();
  for (const square of most) {
    const { column, row } = latticeCellOf(squareIds[square]);
    for (const dx of [-1, 0, 1]) for (const dy of [-1, 0, 1]) ids.add(squareIdOf(column + dx, row + dy));
  }
  return ids;
}

/** Of the positions that see the same squares the first one stands for all. */
function addCandidate(
  pool: Map<string, StopCandidate>,
  position: ProjectedMeters,
  onStreet: PiecePosition | undefined,
  choice: StopChoice,
): void {
  const sight = sightOfStop(position, choice.cellMeters, choice.reach);
  if (sight.marginMeters < LEAST_MARGIN_METERS) return;
  const key = sight.squareIds.join(' ');
  if (pool.has(key)) return;
  const candidate = candidateOf(sight, position, onStreet, choice);
  if (candidate !== undefined) pool.set(key, candidate);
}

function candidateOf(
  sight: Sight,
  position: ProjectedMeters,
  onStreet: PiecePosition | undefined,
  choice: StopChoice,
): StopCandidate | undefined {
  const squares = sight.squareIds.map(choice.indexOfSquare).filter((square) => square !== undefined);
  let place: number | undefined;
  for (const square of squares) {
    if (choice.demand[square] > 0 && (place === undefined || choice.demand[square] > choice.demand[place])) place = square;
  }
  if (place === undefined) return undefined;
  const isOwnSeen = sight.squareIds.includes(sight.ownSquareId);
  return { position, onStreet, squares, ownSquare: isOwnSeen ? choice.indexOfSquare(sight.ownSquareId) : undefined, place };
}

/** Takes the most worthwhile candidate again and again, worth counted anew when it comes up (lazily: worth only falls). */
function spread(pool: ReadonlyMap<string, StopCandidate>, choice: StopChoice): StopCandidate[] {
  const candidates = [...pool.values()];
  const left = choice.demand.slice();
  const worth = (candidate: StopCandidate) => {
    const seen = candidate.squares.reduce((sum, square) => sum + left[square], 0);
    return seen + (candidate.ownSquare === undefined ? 0 : OWN_SQUARE_BONUS_FRACTION * left[candidate.ownSquare]);
  };
  const queue = new FlatQueue();
  candidates.forEach((candidate, i) => queue.push(i, -worth(candidate)));
  const chosen: StopCandidate[] = [];
  for (let i = queue.pop(); i !== undefined && chosen.length < choice.count; i = queue.pop()) {
    const now = worth(candidates[i]);
    if (-now > (queue.peekValue() ?? Infinity)) {
      queue.push(i, -now);
      continue;
    }
    chosen.push(candidates[i]);
    for (const square of candidates[i].squares) left[square] *= LEFT_AFTER_STOP_FRACTION;
  }
  return chosen;
}
