import type { Raster } from '../raster';

/** What stands in and next to each cell, the same at all times. */
export interface PlaceFeature {
  readonly name: string;
  /** One value a cell of the raster. */
  readonly byCell: Float64Array;
}

/** Places in the raster's unit, from the corner of its first column and row. */
export interface RasterPlaces {
  readonly kind: readonly string[];
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** For each kind of place, ln(1 + places of it in the cell and the eight around it), kinds in alphabetical order. O(places + kinds · cells). */
export function placeFeatures(raster: Raster, places: RasterPlaces): PlaceFeature[] {
  const counts = new Map<string, Float64Array>();
  places.kind.forEach((kind, i) => {
    const byCell = counts.get(kind) ?? new Float64Array(raster.mask.length);
    counts.set(kind, byCell);
    const column = Math.floor(places.x[i] / raster.cellWidth);
    const row = Math.floor(places.y[i] / raster.cellHeight);
    for (let c = Math.max(0, column - 1); c <= Math.min(raster.columns - 1, column + 1); c++)
      for (let r = Math.max(0, row - 1); r <= Math.min(raster.rows - 1, row + 1); r++) byCell[c * raster.rows + r]++;
  });
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, byCell]) => ({ name, byCell: byCell.map((count) => Math.log1p(count)) }));
}
