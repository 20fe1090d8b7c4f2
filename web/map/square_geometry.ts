import { decodeColumn } from '@beatline/shared/formats/binary_column';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { SquareGeometryColumns } from '@beatline/shared/model/views/coverage_view';

/** Squares are drawn a little smaller than they are (19 of 20 px), so that the lattice itself is the grid line. */
const DRAWN_FRACTION = 0.95;
/** Positions per outline: four corners and the first again. */
export const OUTLINE_POSITIONS = 5;

/** The squares ready for the map. One object per version: deck.gl keeps its work as long as the object stays the same. */
export interface SquareGeometry {
  readonly version: string;
  readonly count: number;
  readonly squareId: Float64Array;
  readonly indexOfSquare: ReadonlyMap<number, number>;
  /** 4 x (lng, lat) per square, true corners. */
  readonly corners: Float64Array;
  /** Drawn outlines as deck.gl takes them without copying. */
  readonly polygons: {
    readonly length: number;
    readonly startIndices: Uint32Array;
    readonly attributes: { readonly getPolygon: { readonly value: Float64Array; readonly size: 2 } };
  };
}

function float64Of(values: ReturnType<typeof decodeColumn>): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

const decoded = new WeakMap<SquareGeometryColumns, SquareGeometry>();

/** Decodes once per answer. */
export function squareGeometryOf(columns: SquareGeometryColumns): SquareGeometry {
  let geometry = decoded.get(columns);
  if (geometry === undefined) {
    geometry = decode(columns);
    decoded.set(columns, geometry);
  }
  return geometry;
}

function decode(columns: SquareGeometryColumns): SquareGeometry {
  const squareId = float64Of(decodeColumn(columns.squareId));
  const corners = float64Of(decodeColumn(columns.corners));
  const outlines = new Float64Array(columns.count * OUTLINE_POSITIONS * 2);
  const startIndices = new Uint32Array(columns.count + 1);
  const indexOfSquare = new Map<number, number>();
  for (let i = 0; i < columns.count; i++) {
    startIndices[i] = i * OUTLINE_POSITIONS;
    indexOfSquare.set(squareId[i] ?? 0, i);
    writeOutline(corners, i, DRAWN_FRACTION, outlines, i * OUTLINE_POSITIONS * 2);
  }
  startIndices[columns.count] = columns.count * OUTLINE_POSITIONS;
  return {
    version: columns.version,
    count: columns.count,
    squareId,
    indexOfSquare,
    corners,
    polygons: { length: columns.count, startIndices, attributes: { getPolygon: { value: outlines, size: 2 } } },
  };
}

/** Writes the closed outline of square `i`, scaled about its centre. */
function writeOutline(corners: Float64Array, i: number, fraction: number, target: Float64Array, at: number): void {
  const [lng, lat] = centerAt(corners, i);
  for (let corner = 0; corner < OUTLINE_POSITIONS; corner++) {
    const from = i * 8 + (corner % 4) * 2;
    target[at + corner * 2] = lng + ((corners[from] ?? 0) - lng) * fraction;
    target[at + corner * 2 + 1] = lat + ((corners[from + 1] ?? 0) - lat) * fraction;
  }
}

function centerAt(corners: Float64Array, i: number): LngLat {
  let lng = 0;
  let lat = 0;
  for (let corner = 0; corner < 4; corner++) {
    lng += corners[i * 8 + corner * 2] ?? 0;
    lat += corners[i * 8 + corner * 2 + 1] ?? 0;
  }
  return [lng / 4, lat / 4];
}

export function squareCenterOf(geometry: SquareGeometry, i: number): LngLat {
  return centerAt(geometry.corners, i);
}

/** The closed outline of a square, for an edge around it. */
export function squareOutlineOf(geometry: SquareGeometry, i: number, fraction = DRAWN_FRACTION): LngLat[] {
  const flat = new Float64Array(OUTLINE_POSITIONS * 2);
  writeOutline(geometry.corners, i, fraction, flat, 0);
  return Array.from({ length: OUTLINE_POSITIONS }, (_, at) => [flat[at * 2] ?? 0, flat[at * 2 + 1] ?? 0] as const);
}
