import { squareIdAt } from '@beatline/shared/geo/lattice';
import { positionOnPiece, shapeMeters, type StreetGraph } from '@beatline/shared/planning/street_graph';

/** Streets are looked at this often along their course; chosen, a tenth of a square. */
const SAMPLE_STEP_METERS = 10;

/** Positions along every street, each standing for a few metres of it, by the square they lie in. */
export interface StreetSamples {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly meters: Float64Array;
  readonly inSquare: ReadonlyMap<number, readonly number[]>;
}

/** Samples a street network. Linear in its length. */
export function sampleStreets({ pieces }: StreetGraph, cellMeters: number): StreetSamples {
  const x: number[] = [];
  const y: number[] = [];
  const meters: number[] = [];
  const inSquare = new Map<number, number[]>();
  for (let piece = 0; piece < pieces.count; piece++) {
    const length = shapeMeters(pieces, piece);
    const steps = Math.max(1, Math.round(length / SAMPLE_STEP_METERS));
    for (let step = 0; step < steps; step++) {
      const position = positionOnPiece(pieces, { piece, alongMeters: ((step + 0.5) * length) / steps });
      const square = squareIdAt(position, cellMeters);
      const list = inSquare.get(square);
      if (list === undefined) inSquare.set(square, [x.length]);
      else list.push(x.length);
      x.push(position.x);
      y.push(position.y);
      meters.push(length / steps);
    }
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y), meters: Float64Array.from(meters), inSquare };
}
