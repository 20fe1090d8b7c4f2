import { PathStyleExtension, type PathStyleExtensionProps } from '@deck.gl/extensions';
import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { PlanRoute } from '@beatline/shared/model/plan';
import { buffer } from '@turf/turf';
import { PathLayer, ScatterplotLayer, SolidPolygonLayer, TextLayer, type Layer } from 'deck.gl';
import { MAP_TAG_FONT } from '../map_text';
import { rgbaOf, type MapTheme, type Rgba } from '../map_colors';

/** A line of a plan as the map draws it. */
export interface LineOnMap {
  readonly number: number;
  readonly route: PlanRoute;
  readonly colorToken: string;
  readonly stroke: 'solid' | 'double' | 'dashed' | 'drone';
}

interface StopMark {
  readonly position: LngLat;
  readonly text: string;
  readonly color: Rgba;
  readonly name: string;
}

interface TagMark {
  readonly position: LngLat;
  readonly text: string;
  readonly color: Rgba;
  /** How many tags stand above it at the same start. */
  readonly level: number;
}

/** Widths in pixels from the design: the casing is what makes a line read over every step of the ramp. */
const CASING_PIXELS = 7;
const WIDTH_PIXELS = { solid: 3.2, double: 4.6, dashed: 3.2, drone: 1.8 } as const;
/** Dash and gap in line widths. */
const DASH = { solid: [0, 0], double: [0, 0], dashed: [4, 1.2], drone: [3.8, 2.4] } as const;

const dashExtension = new PathStyleExtension({ dash: true });

type MutablePath = [number, number][];
const pathOf = (line: LineOnMap) => line.route.geometry.coordinates as MutablePath;

/** More stops than this hide the ground they are on: then they are dots, and one line at a time is numbered. */
const MOST_NUMBERED_STOPS = 40;
/** How much of a line is left when another one is looked at. */
const FADED_FRACTION = 0.3;

/** Casing, strokes, drone swath, numbered stops and a tag at each start. With `focus`, the line of that number in full and the others faded. */
export function planLayers(options: {
  readonly theme: MapTheme;
  readonly lines: readonly LineOnMap[];
  readonly focus: number | undefined;
}): Layer[] {
  const { theme, focus } = options;
  const isFaded = (line: LineOnMap) => focus !== undefined && line.number !== focus;
  const lines = options.lines.filter((line) => line.route.geometry.coordinates.length > 1);
  const ground = rgbaOf(theme, 'map-halo', 0.9);
  const ink: Rgba = rgbaOf(theme, 'text-inv');
  const colorOf = (line: LineOnMap) => rgbaOf(theme, line.colorToken, isFaded(line) ? FADED_FRACTION : 1);
  const inFull = lines.filter((line) => !isFaded(line));
  const stops: StopMark[] = inFull.flatMap((line) =>
    line.route.stops.map((stop) => ({ position: stop.location, text: String(stop.order), color: colorOf(line), name: stop.name })),
  );
  const numbered = focus !== undefined || stops.length <= MOST_NUMBERED_STOPS;
  const tags = tagsOf(inFull, colorOf);
  const shared = { data: lines, getPath: pathOf, widthUnits: 'pixels', jointRounded: true, capRounded: true } as const;
  return [
    swathLayer(theme, inFull),
    new PathLayer<LineOnMap>({
      ...shared,
      id: 'plan-casing',
      data: inFull,
      getColor: ground,
      getWidth: (line) => (line.stroke === 'drone' ? CASING_PIXELS - 2.5 : CASING_PIXELS),
    }),
    new PathLayer<LineOnMap, PathStyleExtensionProps<LineOnMap>>({
      ...shared,
      id: 'plan-line:stroke',
      getColor: colorOf,
      getWidth: (line) => WIDTH_PIXELS[line.stroke],
      getDashArray: (line) => [...DASH[line.stroke]],
      dashJustified: true,
      extensions: [dashExtension],
      pickable: true,
    }),
    new PathLayer<LineOnMap>({
      ...shared,
      id: 'plan-line:middle',
      data: inFull.filter((line) => line.stroke === 'double'),
      getColor: ink,
      getWidth: 1.5,
    }),
    new ScatterplotLayer<StopMark>({
      id: 'plan-stops',
      data: stops,
      getPosition: (stop) => [stop.position[0], stop.position[1]],
      getRadius: numbered ? 8 : 3.4,
      radiusUnits: 'pixels',
      getFillColor: (stop) => stop.color,
      stroked: true,
      getLineColor: ground,
      getLineWidth: 1.6,
      lineWidthUnits: 'pixels',
      pickable: true,
    }),
    // No layer for no text: an empty one would leave an empty atlas to all others of its font.
    ...(numbered && stops.length > 0
      ? [
          new TextLayer<StopMark>({
            id: 'plan-stop-orders',
            data: stops,
            getText: (stop) => stop.text,
            getPosition: (stop) => [stop.position[0], stop.position[1]],
            getSize: 11,
            getColor: ink,
            ...MAP_TAG_FONT,
          }),
        ]
      : []),
    new TextLayer<TagMark>({
      id: 'plan-tags',
      data: tags,
      getText: (tag) => tag.text,
      getPosition: (tag) => [tag.position[0], tag.position[1]],
      getPixelOffset: (tag) => [14, tag.level * TAG_PITCH_PIXELS],
      getTextAnchor: 'start',
      getSize: 12,
      getColor: ink,
      background: true,
      getBackgroundColor: (tag) => tag.color,
      getBorderColor: ground,
      getBorderWidth: 1,
      backgroundPadding: [5, 2, 5, 2],
      ...MAP_TAG_FONT,
    }),
  ];
}

/** Height of a tag with its margin. */
const TAG_PITCH_PIXELS = 21;
/** Starts closer than this, degrees (some 100 m), are one start: their tags stand below one another. */
const SAME_START_DEGREES = 0.001;

/** A tag "number + unit" at each start; lines that start together have theirs stacked. */
function tagsOf(lines: readonly LineOnMap[], colorOf: (line: LineOnMap) => Rgba): TagMark[] {
  const tags: TagMark[] = [];
  for (const line of lines) {
    const position = line.route.geometry.coordinates[0] ?? [0, 0];
    const level = tags.filter(
      (tag) => Math.abs(tag.position[0] - position[0]) + Math.abs(tag.position[1] - position[1]) < SAME_START_DEGREES,
    ).length;
    tags.push({ position, text: `${line.number} ${line.route.unit}`, color: colorOf(line), level });
  }
  return tags;
}

/** The ground a drone sees on its way. */
function swathLayer(theme: MapTheme, lines: readonly LineOnMap[]): Layer {
  const swaths = lines.flatMap((line) => {
    if (line.route.drone === undefined) return [];
    const band = buffer({ type: 'LineString', coordinates: pathOf(line) }, line.route.drone.swathMeters / 2, { units: 'meters', steps: 8 });
    if (band === undefined) return [];
    const polygons = band.geometry.type === 'Polygon' ? [band.geometry.coordinates] : band.geometry.coordinates;
    return polygons.map((rings) => rings.map((ring) => ring.map(([lng = 0, lat = 0]): [number, number] => [lng, lat])));
  });
  return new SolidPolygonLayer<[number, number][][]>({
    id: 'plan-swath',
    data: swaths,
    getPolygon: (rings) => rings,
    getFillColor: rgbaOf(theme, 'line-u1', 0.13),
  });
}
