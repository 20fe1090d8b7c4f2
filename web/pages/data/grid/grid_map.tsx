import type { LngLat, LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { GridDraft, GridDraftCell } from '@beatline/shared/model/views/grid_view';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useJurisdictionShapes } from '../../../api/queries';
import { MapButtons } from '../../../map/map_buttons';
import { useMap } from '../../../map/map_context';
import { MapScale } from '../../../map/map_scale';
import { MapView, type AreaShapes } from '../../../map/map_view';
import { FitBounds } from '../fit_bounds';
import map from '../data_map.module.css';
import { cellAt, cornerAt, cornersOf, ringsWithMoved } from './cell_geometry';
import { cellLayers, cornerLayers, draftPath, splitLayers } from './grid_layers';
import { pressed, stepBack, type GridTool } from './grid_tool';
import type { GridEditing } from './use_grid_draft';

export interface GridMapProps {
  readonly bounds: LngLatBounds;
  /** Where a cell lies that was chosen in the list: the map goes there. */
  readonly soughtBounds: LngLatBounds | undefined;
  /** Undefined: there is no draft, the cells in force are shown. */
  readonly draft: GridDraft | undefined;
  readonly tool: GridTool;
  readonly chosen: GridDraftCell | undefined;
  readonly onTool: (tool: GridTool) => void;
  readonly editing: GridEditing;
}

interface CornerMove {
  readonly from: LngLat;
  readonly to: LngLat;
}

/** Cells on the map, and the hand that changes them. */
export function GridMap({ bounds, soughtBounds, draft, tool, chosen, onTool, editing }: GridMapProps) {
  const { t } = useTranslation('data');
  const current = useJurisdictionShapes('police-cell', draft === undefined).data;
  const stations = useJurisdictionShapes('station').data;
  const [move, setMove] = useState<CornerMove | undefined>(undefined);
  const cells = draft?.cells;
  const inHand = useMemo(() => new Set(tool.kind === 'merge' ? tool.codes : tool.code === undefined ? [] : [tool.code]), [tool]);
  const ground = useMemo(() => (cells === undefined ? [] : cellLayers(cells, inHand)), [cells, inHand]);
  const layers = useMemo(() => {
    const corners = tool.kind === 'move' && chosen !== undefined ? cornersOf(chosen) : [];
    const moved = move === undefined || chosen === undefined ? [] : ringsWithMoved(chosen, move.from, move.to);
    return [...ground, ...splitLayers(tool), ...draftPath('moved', moved), ...cornerLayers(corners, move?.to)];
  }, [ground, tool, chosen, move]);
  // Names of the draft's cells as labels of the map.
  const named = useMemo(() => (cells === undefined ? current : namedShapes(cells)), [cells, current]);
  return (
    <MapView theme="light" bounds={bounds} layers={layers} policeCells={named} stations={stations}>
      {cells !== undefined && <Presses cells={cells} tool={tool} onTool={onTool} />}
      {tool.kind === 'move' && chosen !== undefined && !editing.isBusy && (
        <MoveCorners
          cell={chosen}
          onMove={setMove}
          onMoved={({ from, to }) => {
            setMove(undefined);
            editing.edit({ kind: 'moveVertex', from: [from[0], from[1]], to: [to[0], to[1]] });
          }}
        />
      )}
      <FitBounds bounds={soughtBounds} />
      <p className={map.caption}>{draft === undefined ? t('grid.inForce') : t('grid.draftShown')}</p>
      <MapButtons bounds={bounds} style={{ right: 12, top: 12 }} />
      <MapScale note="" style={{ right: 12, bottom: 8 }} />
    </MapView>
  );
}

interface PressesProps {
  readonly cells: readonly GridDraftCell[];
  readonly tool: GridTool;
  readonly onTool: (tool: GridTool) => void;
}

/** Presses on the map, on a cell or beside every cell (a line may run on), and Escape, which takes a step back. */
function Presses({ cells, tool, onTool }: PressesProps) {
  const { map: mapLibre } = useMap();
  const press = useEffectEvent((at: LngLat) => onTool(pressed(tool, cellAt(cells, at)?.code, at)));
  const back = useEffectEvent(() => onTool(stepBack(tool)));
  useEffect(() => {
    const clicked = ({ lngLat }: { readonly lngLat: { readonly lng: number; readonly lat: number } }) => press([lngLat.lng, lngLat.lat]);
    const typed = (event: KeyboardEvent) => event.key === 'Escape' && back();
    mapLibre.on('click', clicked);
    document.addEventListener('keydown', typed);
    return () => {
      mapLibre.off('click', clicked);
      document.removeEventListener('keydown', typed);
    };
  }, [mapLibre]);
  return null;
}

/** How near a press must be to a corner to take it, pixels: a finger's width. */
const REACH_PIXELS = 14;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What mouse and finger say alike. */
interface Hand {
  readonly point: Point;
  readonly lngLat: { readonly lng: number; readonly lat: number };
  preventDefault(): void;
}

interface MoveCornersProps {
  readonly cell: GridDraftCell;
  readonly onMove: (move: CornerMove | undefined) => void;
  readonly onMoved: (move: CornerMove) => void;
}

/** Corners are dragged with mouse or finger; the map stands still meanwhile. */
function MoveCorners({ cell, onMove, onMoved }: MoveCornersProps) {
  const { map: mapLibre } = useMap();
  const taken = useEffectEvent((point: Point) =>
    cornerAt(cornersOf(cell), ([lng, lat]) => mapLibre.project([lng, lat]), point, REACH_PIXELS),
  );
  const told = useEffectEvent(onMove);
  const done = useEffectEvent(onMoved);
  useEffect(() => {
    let move: CornerMove | undefined;
    const begin = (event: Hand) => {
      const from = taken(event.point);
      if (from === undefined) return;
      event.preventDefault();
      move = { from, to: from };
      told(move);
    };
    const drag = (event: Hand) => {
      if (move === undefined) return;
      event.preventDefault();
      move = { from: move.from, to: [event.lngLat.lng, event.lngLat.lat] };
      told(move);
    };
    const end = () => {
      if (move === undefined) return;
      const made = move;
      move = undefined;
      if (made.to === made.from) told(undefined);
      else done(made);
    };
    mapLibre.on('mousedown', begin);
    mapLibre.on('touchstart', begin);
    mapLibre.on('mousemove', drag);
    mapLibre.on('touchmove', drag);
    document.addEventListener('mouseup', end);
    document.addEventListener('touchend', end);
    return () => {
      mapLibre.off('mousedown', begin);
      mapLibre.off('touchstart', begin);
      mapLibre.off('mousemove', drag);
      mapLibre.off('touchmove', drag);
      document.removeEventListener('mouseup', end);
      document.removeEventListener('touchend', end);
    };
  }, [mapLibre]);
  return null;
}

function namedShapes(cells: readonly GridDraftCell[]): AreaShapes {
  return {
    type: 'FeatureCollection',
    features: cells.map((cell) => ({ type: 'Feature', properties: { name: cell.name }, geometry: cell.geometry })),
  };
}
