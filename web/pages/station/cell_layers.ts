import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { PlanRoute, PlanStop } from '@beatline/shared/model/plan';
import type { Tier } from '@beatline/shared/model/tier';
import { PathLayer, ScatterplotLayer, TextLayer, type Layer } from 'deck.gl';
import { rgbaOf, rampOf } from '../../map/map_colors';
import { squareEdgeLayers, squaresLayer } from '../../map/layers/square_layers';
import type { SquareGeometry } from '../../map/square_geometry';

/** Lower bounds of the eight steps as shares of the largest risk in my cell. */
const STEP_FRACTIONS = [0.04, 0.1, 0.18, 0.28, 0.4, 0.54, 0.7, 0.86] as const;
const FILL_OPACITY = 0.7;
/** Text colours of the tiers: dark enough to read over any fill. */
const TIER_EDGE = { red: 'tier-a-text', orange: 'tier-b-text', yellow: 'tier-c-text', blue: 'tier-d-text' } as const satisfies Record<
  Tier,
  string
>;

/** Expected incidents on my squares; the ground of other cells stays bare. */
export function riskLayer(
  geometry: SquareGeometry,
  perHour: ArrayLike<number>,
  isMine: (index: number) => boolean,
): { layer: Layer; largestPerHour: number } {
  const mine = Float32Array.from({ length: geometry.count }, (_, index) => (isMine(index) ? (perHour[index] ?? 0) : 0));
  const largestPerHour = mine.reduce((largest, value) => Math.max(largest, value), 0);
  const scale = {
    breaks: STEP_FRACTIONS.map((fraction) => fraction * Math.max(largestPerHour, Number.MIN_VALUE)),
    colors: rampOf('light'),
  };
  return { layer: squaresLayer({ id: 'squares', geometry, values: mine, scale, opacity: FILL_OPACITY }), largestPerHour };
}

/** The opened square, edged in the colour of its tier on white. */
export function openSquareLayers(geometry: SquareGeometry, squareId: number, tier: Tier): Layer[] {
  const index = geometry.indexOfSquare.get(squareId);
  if (index === undefined) return [];
  return squareEdgeLayers({
    id: 'square-selected',
    geometry,
    indices: [index],
    color: rgbaOf('light', TIER_EDGE[tier]),
    casing: rgbaOf('light', 'bg-0'),
    widthPixels: 2.5,
  });
}

/** Today's line over white casing, its stops with their order. */
export function lineLayers(route: PlanRoute): Layer[] {
  const path = [route.geometry.coordinates as LngLat[] as [number, number][]];
  const stroke = (id: 'plan-casing' | 'plan-line', color: 'bg-0' | 'text-1', widthPixels: number) =>
    new PathLayer<[number, number][]>({
      id,
      data: path,
      getPath: (line) => line,
      getColor: rgbaOf('light', color),
      getWidth: widthPixels,
      widthUnits: 'pixels',
      jointRounded: true,
      capRounded: true,
    });
  return [
    stroke('plan-casing', 'bg-0', 7),
    stroke('plan-line', 'text-1', 3.4),
    new ScatterplotLayer<PlanStop>({
      id: 'plan-stops',
      data: route.stops,
      getPosition: (stop) => [stop.location[0], stop.location[1]],
      getRadius: 10,
      radiusUnits: 'pixels',
      stroked: true,
      getFillColor: rgbaOf('light', 'text-1'),
      getLineColor: rgbaOf('light', 'bg-0'),
      getLineWidth: 1.5,
      lineWidthUnits: 'pixels',
    }),
    new TextLayer<PlanStop>({
      id: 'plan-stop-orders',
      data: route.stops,
      getPosition: (stop) => [stop.location[0], stop.location[1]],
      getText: (stop) => String(stop.order),
      getColor: rgbaOf('light', 'bg-0'),
      getSize: 12,
      fontFamily: 'Barlow Semi Condensed',
      fontWeight: 600,
    }),
  ];
}
