/**
 * Every deck.gl layer of every page, bottom to top. A layer's id is one of these, or one of these, a colon and a part (`plan-line:2`).
 * What stands before `LABELS_STAND_HERE` is drawn under the base map's labels.
 */
export const MAP_LAYERS = [
  'heat',
  'blind',
  'camera-views',
  'squares',
  'squares-unknown',
  'squares-overdue',
  'square-letters',
  'no-fly',
  'hotspots',
  'spots',
  'tracks',
  'plan-swath',
  'plan-casing',
  'plan-line',
  'areas',
  'area-edges',
  'preview-lines',
  'LABELS_STAND_HERE',
  'square-hover',
  'square-selected',
  'incidents',
  'preview-points',
  'draft',
  'vertices',
  'places',
  'cameras',
  'remaining',
  'plan-stops',
  'plan-stop-orders',
  'plan-tags',
  'playback',
  'units',
  'unit-labels',
  'marker',
] as const;

/** Position of a layer in the order; throws on an id that is not in the list, so that no layer lands somewhere by accident. */
export function mapLayerRank(id: string): number {
  const name = id.split(':')[0];
  const rank = MAP_LAYERS.findIndex((known) => known === name);
  if (rank < 0 || name === 'LABELS_STAND_HERE') throw new RangeError(`unknown map layer: ${id}`);
  return rank;
}

/** Whether a layer is drawn below the labels of the base map. */
export function isBelowLabels(id: string): boolean {
  return mapLayerRank(id) < MAP_LAYERS.indexOf('LABELS_STAND_HERE');
}

/** Layers sorted bottom to top; equal ranks keep the order they came in. */
export function inMapOrder<T extends { readonly id: string }>(layers: readonly T[]): T[] {
  return [...layers].sort((a, b) => mapLayerRank(a.id) - mapLayerRank(b.id));
}
