import { MapLibreOverlay } from '@deck.gl/maplibre';
import type { LngLat, LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { Layer, PickingInfo } from 'deck.gl';
import type { FeatureCollection } from 'geojson';
import { GeoJSONSource, Map as MapLibreMap, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../widgets/empty_state';
import { baseStyle, FIRST_LABEL_LAYER, POLICE_CELL_SOURCE, STATION_SOURCE } from './base_style';
import { inMapOrder, isBelowLabels } from './layer_order';
import type { MapTheme } from './map_colors';
import { MapContext, type MapHandle } from './map_context';
import styles from './map_view.module.css';

setWorkerUrl(workerUrl);

/** What was under the pointer: the topmost pickable thing. `index` is the position in the layer's columns. */
export interface MapPick {
  readonly layerId: string;
  readonly index: number;
  readonly object: unknown;
  readonly position: LngLat;
  readonly x: number;
  readonly y: number;
}

/** Outlines as `jurisdictions.shapes` answers them. */
export interface AreaShapes {
  readonly type: 'FeatureCollection';
  readonly features: readonly { readonly type: 'Feature'; readonly properties: object | null; readonly geometry: object }[];
}

export interface MapViewProps {
  readonly theme: MapTheme;
  /** Shown at first, and by `fit()`. */
  readonly bounds: LngLatBounds;
  /** deck.gl layers with ids of layer_order.ts, in any order. Two maps side by side with different layers make a comparison. */
  readonly layers: readonly Layer[];
  /** Outlines with names; none drawn when undefined. */
  readonly policeCells?: AreaShapes | undefined;
  readonly stations?: AreaShapes | undefined;
  /** Pixels of the map that panels lie over: flights and fits keep clear of them. */
  readonly coveredLeftPixels?: number;
  readonly onPick?: (pick: MapPick | undefined) => void;
  readonly onHover?: (pick: MapPick | undefined) => void;
  readonly onReady?: (handle: MapHandle) => void;
  /** Furniture over the map: callouts, scale, buttons; they find the map by `useMap()`. */
  readonly children?: ReactNode;
}

function pickOf(info: PickingInfo): MapPick | undefined {
  if (info.layer === null || !info.picked || info.coordinate === undefined) return undefined;
  const [lng = 0, lat = 0] = info.coordinate;
  return { layerId: info.layer.id, index: info.index, object: info.object, position: [lng, lat], x: info.x, y: info.y };
}

function hasWebGl2(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}

const NO_FEATURES: AreaShapes = { type: 'FeatureCollection', features: [] };
const MARGIN_PIXELS = 24;
const FLIGHT_MS = 700;
/** A square of 100 m is then some 20 px, as in the design: its neighbours and streets can be told apart. */
const PLACE_ZOOM = 14.2;

/** The map of every page: base map from this server's tiles, deck.gl layers between its streets and its labels. */
export function MapView(props: MapViewProps) {
  const { t } = useTranslation();
  const [webGl2] = useState(hasWebGl2);
  if (!webGl2) return <EmptyState title={t('noWebGl')} />;
  return <LiveMap {...props} />;
}

function LiveMap({
  theme,
  bounds,
  layers,
  policeCells,
  stations,
  coveredLeftPixels = 0,
  onPick,
  onHover,
  onReady,
  children,
}: MapViewProps) {
  const { t } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const overlay = useRef<MapLibreOverlay>(undefined);
  const [handle, setHandle] = useState<MapHandle | undefined>(undefined);
  const latest = useRef({ onPick, onHover, onReady, coveredLeftPixels });
  latest.current = { onPick, onHover, onReady, coveredLeftPixels };
  const label = t('map.label');

  useEffect(() => {
    const element = container.current;
    if (element === null) return undefined;
    const padding = () => ({
      top: MARGIN_PIXELS,
      bottom: MARGIN_PIXELS,
      right: MARGIN_PIXELS,
      left: MARGIN_PIXELS + latest.current.coveredLeftPixels,
    });
    const map = new MapLibreMap({
      container: element,
      style: baseStyle(theme),
      bounds: [bounds[0], bounds[1], bounds[2], bounds[3]],
      fitBoundsOptions: { padding: padding() },
      attributionControl: false,
      pitchWithRotate: false,
      maxPitch: 0,
      fadeDuration: 0,
      locale: { 'Map.Title': label },
    });
    const still = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const created: MapHandle = {
      map,
      flyTo: (center, zoom) =>
        map.flyTo({
          center: [center[0], center[1]],
          zoom: zoom ?? Math.max(map.getZoom(), PLACE_ZOOM),
          padding: padding(),
          duration: still() ? 0 : FLIGHT_MS,
          essential: true,
        }),
      fit: (area) => map.fitBounds([area[0], area[1], area[2], area[3]], { padding: padding(), duration: still() ? 0 : FLIGHT_MS }),
    };
    map.on('load', () => {
      overlay.current = new MapLibreOverlay({
        interleaved: true,
        layers: [],
        pickingRadius: 3,
        onClick: (info) => latest.current.onPick?.(pickOf(info)),
        onHover: (info) => latest.current.onHover?.(pickOf(info)),
        getCursor: ({ isDragging, isHovering }) => (isDragging ? 'grabbing' : isHovering ? 'pointer' : 'grab'),
      });
      map.addControl(overlay.current);
      setHandle(created);
      latest.current.onReady?.(created);
    });
    // For those who wait for the picture: tests and the printer.
    map.on('idle', () => (element.dataset['mapState'] = 'idle'));
    map.on('dataloading', () => (element.dataset['mapState'] = 'busy'));
    const resized = new ResizeObserver(() => map.resize());
    resized.observe(element);
    return () => {
      resized.disconnect();
      overlay.current = undefined;
      setHandle(undefined);
      map.remove();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- first bounds and words are enough: later ones are flown to, no map is rebuilt for a language
  }, [theme]);

  useEffect(() => {
    if (handle === undefined) return;
    const placed = inMapOrder(layers).map((layer) =>
      isBelowLabels(layer.id) ? layer.clone({ beforeId: FIRST_LABEL_LAYER } as object) : layer,
    );
    overlay.current?.setProps({ layers: placed });
  }, [handle, layers]);

  useEffect(() => setSource(handle, POLICE_CELL_SOURCE, policeCells), [handle, policeCells]);
  useEffect(() => setSource(handle, STATION_SOURCE, stations), [handle, stations]);

  return (
    <div className={styles['frame']}>
      <div ref={container} className={styles['map']} />
      {handle !== undefined && <MapContext value={handle}>{children}</MapContext>}
    </div>
  );
}

function setSource(handle: MapHandle | undefined, id: string, shapes: AreaShapes | undefined): void {
  const source = handle?.map.getSource(id);
  if (source instanceof GeoJSONSource) void source.setData((shapes ?? NO_FEATURES) as FeatureCollection);
}
