import { LineLayer, PathLayer, SolidPolygonLayer, TextLayer, type Layer } from 'deck.gl';
import type { Rgba } from '../map_colors';
import { MAP_TAG_FONT } from '../map_text';
import { squareCenterOf, squareOutlineOf, type SquareGeometry } from '../square_geometry';

/** A stepped colour scale: value v takes the last step whose break it reaches; below the first break nothing is drawn. */
export interface StepScale {
  readonly breaks: readonly number[];
  readonly colors: readonly Rgba[];
}

function stepOf(scale: StepScale, value: number): number {
  let step = -1;
  while (step + 1 < scale.breaks.length && value >= (scale.breaks[step + 1] ?? Infinity)) step += 1;
  return step;
}

const INVISIBLE: Rgba = [0, 0, 0, 0];

/** Coloured squares, pickable: the index of a pick is the index of the square in the columns. */
export function squaresLayer(options: {
  readonly id: 'squares' | 'heat';
  readonly geometry: SquareGeometry;
  readonly values: ArrayLike<number>;
  readonly scale: StepScale;
  readonly opacity?: number;
}): Layer {
  const { geometry, values, scale } = options;
  return new SolidPolygonLayer({
    id: options.id,
    data: geometry.polygons,
    _normalize: false,
    _windingOrder: 'CCW',
    positionFormat: 'XY',
    pickable: true,
    opacity: options.opacity ?? 1,
    getFillColor: (_: unknown, { index }: { index: number }) => scale.colors[stepOf(scale, values[index] ?? 0)] ?? INVISIBLE,
    updateTriggers: { getFillColor: [values, scale] },
  });
}

/** Edges around some squares, with a dark or light casing below so that they read over any fill. */
export function squareEdgeLayers(options: {
  readonly id: 'squares-overdue' | 'square-selected' | 'square-hover';
  readonly geometry: SquareGeometry;
  readonly indices: readonly number[];
  readonly color: Rgba;
  readonly casing: Rgba;
  readonly widthPixels?: number;
}): Layer[] {
  const width = options.widthPixels ?? 2;
  const outlines = options.indices.map((index) =>
    squareOutlineOf(options.geometry, index).map(([lng, lat]): [number, number] => [lng, lat]),
  );
  const edge = (part: string, color: Rgba, widthPixels: number) =>
    new PathLayer<[number, number][]>({
      id: `${options.id}:${part}`,
      data: outlines,
      getPath: (outline) => outline,
      getColor: color,
      getWidth: widthPixels,
      widthUnits: 'pixels',
      jointRounded: false,
      capRounded: false,
    });
  return [edge('casing', options.casing, width + 2), edge('edge', options.color, width)];
}

/** Strokes across a square at these shares of its side: a diagonal hatch that reads over any fill. */
const HATCH_OFFSETS = [-0.6, -0.2, 0.2, 0.6] as const;

/** Diagonal hatch over squares with too little data (drawn over any fill). */
export function hatchLayer(options: {
  readonly geometry: SquareGeometry;
  readonly indices: readonly number[];
  readonly color: Rgba;
}): Layer {
  const strokes = options.indices.flatMap((index) => {
    const [southWest, southEast, , northWest] = squareOutlineOf(options.geometry, index);
    if (southWest === undefined || southEast === undefined || northWest === undefined) return [];
    const at = (u: number, v: number): [number, number] => [
      southWest[0] + (southEast[0] - southWest[0]) * u + (northWest[0] - southWest[0]) * v,
      southWest[1] + (southEast[1] - southWest[1]) * u + (northWest[1] - southWest[1]) * v,
    ];
    return HATCH_OFFSETS.map((offset) => ({
      from: at(Math.max(0, offset), Math.max(0, -offset)),
      to: at(Math.min(1, 1 + offset), Math.min(1, 1 - offset)),
    }));
  });
  return new LineLayer<{ from: [number, number]; to: [number, number] }>({
    id: 'squares-unknown',
    data: strokes,
    getSourcePosition: (stroke) => stroke.from,
    getTargetPosition: (stroke) => stroke.to,
    getColor: options.color,
    getWidth: 1,
    widthUnits: 'pixels',
  });
}

/** Side of a letter on a square, metres: it grows with the map, and is not drawn where it would be a dot. */
const LETTER_METERS = 62;
const LETTER_MOST_PIXELS = 15;

/** A letter in the middle of some squares, as large as the square allows. */
export function lettersLayer(options: {
  readonly geometry: SquareGeometry;
  readonly letters: readonly { readonly index: number; readonly letter: string }[];
  readonly color: Rgba;
}): Layer {
  return new TextLayer<{ readonly index: number; readonly letter: string }>({
    id: 'square-letters',
    data: options.letters,
    getText: ({ letter }) => letter,
    getPosition: ({ index }) => {
      const [lng, lat] = squareCenterOf(options.geometry, index);
      return [lng, lat];
    },
    getSize: LETTER_METERS,
    sizeUnits: 'meters',
    sizeMaxPixels: LETTER_MOST_PIXELS,
    getColor: options.color,
    ...MAP_TAG_FONT,
  });
}
