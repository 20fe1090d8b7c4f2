import { seenParts, type BuildingEdges } from '../geo/building_edges';
import { squareIdOf } from '../geo/lattice';
import { PieceBuffer } from './piece_buffer';

/**
 * Collects the squares a unit sees without being in them while it moves along observed segments (METHODS 3, sight rule): every square whose centre lies within
 * the radius and no wall of a building hides it, for exactly the part of the segment during which that is so. Without buildings nothing is hidden.
 */
export class NeighborSight {
  readonly seen = new PieceBuffer();
  readonly #radiusMeters: number;
  readonly #cellMeters: number;
  readonly #buildings: BuildingEdges | undefined;
  readonly #parts: number[] = [];
  /** Rows of `seen` that reach to the end of the last segment and may go on. */
  #open: number[] = [];
  #reached: number[] = [];

  constructor(radiusMeters: number, cellMeters: number, buildings?: BuildingEdges) {
    this.#radiusMeters = radiusMeters;
    this.#cellMeters = cellMeters;
    this.#buildings = buildings;
  }

  /** Adds what is seen on one segment. `presence` holds the unit's own squares, those of this segment from index `firstPresence` on. */
  addSegment(
    x0: number,
    y0: number,
    startMs: number,
    x1: number,
    y1: number,
    endMs: number,
    presence: PieceBuffer,
    firstPresence: number,
  ): void {
    const radius = this.#radiusMeters;
    const cell = this.#cellMeters;
    const firstColumn = Math.ceil((Math.min(x0, x1) - radius) / cell - 0.5);
    const lastColumn = Math.floor((Math.max(x0, x1) + radius) / cell - 0.5);
    const firstRow = Math.ceil((Math.min(y0, y1) - radius) / cell - 0.5);
    const lastRow = Math.floor((Math.max(y0, y1) + radius) / cell - 0.5);
    this.#reached = [];
    for (let column = firstColumn; column <= lastColumn; column++) {
      for (let row = firstRow; row <= lastRow; row++) {
        const centerX = (column + 0.5) * cell;
        const centerY = (row + 0.5) * cell;
        const chord = chordWithin(x0 - centerX, y0 - centerY, x1 - x0, y1 - y0, radius);
        if (chord === undefined) continue;
        const parts = this.#parts;
        if (this.#buildings === undefined) parts.splice(0, parts.length, chord[0], chord[1]);
        else seenParts(this.#buildings, x0, y0, x1, y1, centerX, centerY, chord[0], chord[1], parts);
        for (let i = 0; i < parts.length; i += 2) {
          const fromMs = startMs + Math.round(parts[i] * (endMs - startMs));
          const toMs = startMs + Math.round(parts[i + 1] * (endMs - startMs));
          this.#addOutsidePresence(squareIdOf(column, row), fromMs, toMs, startMs, endMs, presence, firstPresence);
        }
      }
    }
    this.#open = this.#reached;
  }

  #addOutsidePresence(
    squareId: number,
    fromMs: number,
    toMs: number,
    startMs: number,
    endMs: number,
    presence: PieceBuffer,
    firstPresence: number,
  ): void {
    let ownFromMs = Infinity;
    let ownToMs = Infinity;
    for (let i = firstPresence; i < presence.length; i++) {
      if (presence.squareId[i] !== squareId || presence.endMs[i] <= startMs) continue;
      ownFromMs = presence.startMs[i];
      ownToMs = presence.endMs[i];
      break;
    }
    this.#add(squareId, fromMs, Math.min(toMs, ownFromMs), startMs, endMs);
    this.#add(squareId, Math.max(fromMs, ownToMs), toMs, startMs, endMs);
  }

  #add(squareId: number, fromMs: number, toMs: number, startMs: number, endMs: number): void {
    if (toMs <= fromMs) return;
    const continued =
      fromMs === startMs ? this.#open.find((row) => this.seen.squareId[row] === squareId && this.seen.endMs[row] === startMs) : undefined;
    const row = continued ?? this.seen.push(squareId, fromMs, toMs);
    this.seen.endMs[row] = toMs;
    if (toMs === endMs) this.#reached.push(row);
  }
}

/** The part [u, v] of 0..1 of the way (x, y) + u·(dx, dy) within `radius` of the origin; undefined when there is none. */
function chordWithin(x: number, y: number, dx: number, dy: number, radius: number): readonly [number, number] | undefined {
  const lengthSquared = dx * dx + dy * dy;
  const startExcess = x * x + y * y - radius * radius;
  if (lengthSquared === 0) return startExcess <= 0 ? [0, 1] : undefined;
  const halfB = x * dx + y * dy;
  const discriminant = halfB * halfB - lengthSquared * startExcess;
  if (discriminant < 0) return undefined;
  const root = Math.sqrt(discriminant);
  const from = Math.max(0, (-halfB - root) / lengthSquared);
  const to = Math.min(1, (-halfB + root) / lengthSquared);
  return from < to ? [from, to] : undefined;
}
