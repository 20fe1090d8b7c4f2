import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import { IconLayer, TextLayer, type Layer } from 'deck.gl';
import { MAP_TEXT_FONT } from '../map_text';
import { rgbaOf, type MapTheme } from '../map_colors';

/** A unit as the map draws it, live or replayed. */
export interface UnitOnMap {
  readonly code: string;
  readonly mode: PatrolMode;
  readonly location: LngLat;
  readonly headingDegrees: number | undefined;
  readonly stale: boolean;
  readonly onDispatch: boolean;
  /** Beside the mark; the code, and for an old fix its age. */
  readonly label: string;
}

/** Pixels of one mark in the atlas; drawn at half, for sharp edges on dense screens. */
const MARK_PIXELS = 48;
const SHAPES = ['vehicle', 'bike', 'foot', 'drone', 'post', 'video'] as const satisfies readonly PatrolMode[];
const VARIANTS = ['live', 'stale', 'dispatch'] as const;

interface MarkAtlas {
  /** Pixels, not an address: the page may fetch nothing but its own server. */
  readonly image: ImageData;
  readonly mapping: Record<string, { x: number; y: number; width: number; height: number }>;
}
const atlases = new Map<MapTheme, MarkAtlas>();

/** Filled = live, hollow = too old to count, ring = on a call; each with a casing of the ground colour. */
function markAtlas(theme: MapTheme): MarkAtlas {
  const known = atlases.get(theme);
  if (known !== undefined) return known;
  const canvas = document.createElement('canvas');
  canvas.width = MARK_PIXELS * SHAPES.length;
  canvas.height = MARK_PIXELS * VARIANTS.length;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d canvas for the unit marks');
  const css = (rgba: readonly number[]) => `rgb(${rgba[0]} ${rgba[1]} ${rgba[2]})`;
  const ink = css(rgbaOf(theme, 'act'));
  const ground = css(rgbaOf(theme, 'map-halo'));
  const mapping: MarkAtlas['mapping'] = {};
  SHAPES.forEach((mode, column) =>
    VARIANTS.forEach((variant, row) => {
      mapping[`${mode}-${variant}`] = { x: column * MARK_PIXELS, y: row * MARK_PIXELS, width: MARK_PIXELS, height: MARK_PIXELS };
      context.save();
      context.translate((column + 0.5) * MARK_PIXELS, (row + 0.5) * MARK_PIXELS);
      context.scale(MARK_PIXELS / 24, MARK_PIXELS / 24);
      drawMark(context, mode, variant, ink, ground);
      context.restore();
    }),
  );
  const atlas = { image: context.getImageData(0, 0, canvas.width, canvas.height), mapping };
  atlases.set(theme, atlas);
  return atlas;
}

function drawMark(
  context: CanvasRenderingContext2D,
  mode: PatrolMode,
  variant: (typeof VARIANTS)[number],
  ink: string,
  ground: string,
): void {
  context.lineJoin = 'round';
  if (variant === 'dispatch') {
    context.strokeStyle = ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(0, 0, 10.8, 0, 2 * Math.PI);
    context.stroke();
  }
  const path = new Path2D(markPath(mode));
  const hollow = variant === 'stale';
  context.strokeStyle = hollow ? ink : ground;
  context.fillStyle = hollow ? ground : ink;
  context.lineWidth = hollow ? 1.6 : 2.4;
  if (!hollow) context.stroke(path);
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas, not an array
  context.fill(path);
  if (hollow) context.stroke(path);
}

/** Outlines around the origin, pointing north. */
function markPath(mode: PatrolMode): string {
  if (mode === 'vehicle') return 'M0 -8.5L6 6L0 3L-6 6Z';
  if (mode === 'bike') return 'M0 -7L4 6L0 4L-4 6Z';
  if (mode === 'foot') return 'M5 0A5 5 0 1 1 -5 0A5 5 0 1 1 5 0Z';
  if (mode === 'post') return 'M-5 -5H5V5H-5Z';
  if (mode === 'video') return 'M-5 0L5 -5V5Z';
  return 'M-1.4 0L-5 -3.6A2.4 2.4 0 1 1 -3.6 -5L0 -1.4L3.6 -5A2.4 2.4 0 1 1 5 -3.6L1.4 0L5 3.6A2.4 2.4 0 1 1 3.6 5L0 1.4L-3.6 5A2.4 2.4 0 1 1 -5 3.6Z';
}

/** The layer takes pixels as well as the addresses and textures its types name, so the atlas is handed over past them. */
function iconsOf(atlas: MarkAtlas): object {
  return { iconAtlas: atlas.image, iconMapping: atlas.mapping };
}

/** Marks and codes. Ids `units` and `unit-labels`; for replayed units `playback`. */
export function unitLayers(options: {
  readonly theme: MapTheme;
  readonly units: readonly UnitOnMap[];
  readonly replayed: boolean;
  readonly labelled: boolean;
}): Layer[] {
  const { theme, units, replayed } = options;
  const atlas = markAtlas(theme);
  const variantOf = (unit: UnitOnMap) => (unit.stale ? 'stale' : unit.onDispatch ? 'dispatch' : 'live');
  const marks = new IconLayer<UnitOnMap>({
    id: replayed ? 'playback:units' : 'units',
    data: units,
    ...iconsOf(atlas),
    getIcon: (unit) => `${unit.mode}-${variantOf(unit)}`,
    getPosition: (unit) => [unit.location[0], unit.location[1]],
    getAngle: (unit) => (unit.mode === 'vehicle' || unit.mode === 'bike' ? -(unit.headingDegrees ?? 0) : 0),
    getSize: 24,
    sizeUnits: 'pixels',
    pickable: true,
  });
  // No layer for no text: an empty one would leave an empty atlas to all others of its font.
  if (!options.labelled || units.length === 0) return [marks];
  const labels = new TextLayer<UnitOnMap>({
    id: replayed ? 'playback:labels' : 'unit-labels',
    data: units,
    getText: (unit) => unit.label,
    getPosition: (unit) => [unit.location[0], unit.location[1]],
    getPixelOffset: [11, -9],
    getTextAnchor: 'start',
    getSize: 11.5,
    getColor: rgbaOf(theme, 'act'),
    ...MAP_TEXT_FONT,
    outlineColor: rgbaOf(theme, 'map-halo'),
  });
  return [marks, labels];
}
