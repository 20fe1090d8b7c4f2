import type { Plan } from '@beatline/shared/model/plan';
import type { TimeWindow } from '@beatline/shared/model/time_window';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useJurisdictionShapes, useSquareGeometry } from '../../api/queries';
import type { LineOnMap } from '../../map/layers/plan_layers';
import { MapAnchor } from '../../map/map_anchor';
import { MapButtons } from '../../map/map_buttons';
import type { MapHandle } from '../../map/map_context';
import { MapScale } from '../../map/map_scale';
import { MapView, type MapPick } from '../../map/map_view';
import { squareCenterOf, squareGeometryOf } from '../../map/square_geometry';
import { SquareCallout } from '../../square/square_callout';
import type { CommandState } from './command_state';
import { MapHoverCard } from './map_hover_card';
import type { Playback } from './strip/playback';
import { useCommandLayers } from './use_command_layers';
import type { FieldOnMap } from './use_field';

export interface CommandMapProps {
  readonly state: CommandState;
  readonly deployment: DeploymentView;
  readonly field: FieldOnMap;
  readonly plan: Plan | undefined;
  readonly playback: Playback;
  readonly stripWindow: TimeWindow | undefined;
  readonly coveredLeftPixels: number;
  readonly onReady: (map: MapHandle) => void;
}

/** The map and what stands on it. In a chunk of its own: everything around it works before it is there. */
export function CommandMap({ state, deployment, field, plan, playback, stripWindow, coveredLeftPixels, onReady }: CommandMapProps) {
  const { t } = useTranslation(['command', 'common']);
  const columns = useSquareGeometry().data;
  const geometry = columns === undefined ? undefined : squareGeometryOf(columns);
  const withBoundaries = state.overlays.includes('boundaries');
  const policeCells = useJurisdictionShapes('police-cell', withBoundaries).data;
  const stations = useJurisdictionShapes('station', withBoundaries).data;
  const [hovered, setHovered] = useState<MapPick | undefined>(undefined);
  const layers = useCommandLayers({ state, field, geometry, plan, playback, stripWindow });
  const selectedIndex = state.square === undefined ? undefined : geometry?.indexOfSquare.get(state.square);
  const anchor = useMemo(
    () => (geometry === undefined || selectedIndex === undefined ? undefined : squareCenterOf(geometry, selectedIndex)),
    [geometry, selectedIndex],
  );
  if (deployment.bounds === undefined) return null;
  const pick = (picked: MapPick | undefined) => {
    if (picked === undefined || geometry === undefined) return state.setSquare(undefined);
    if (picked.layerId.startsWith('plan-line')) return state.setLine((picked.object as LineOnMap).number);
    if (picked.layerId === 'squares') state.setSquare(geometry.squareId[picked.index]);
  };
  return (
    <MapView
      theme="dark"
      bounds={deployment.bounds}
      layers={layers}
      policeCells={withBoundaries ? policeCells : undefined}
      stations={withBoundaries ? stations : undefined}
      coveredLeftPixels={coveredLeftPixels}
      onPick={pick}
      onHover={setHovered}
      onReady={onReady}
    >
      {anchor !== undefined && state.square !== undefined && (
        <MapAnchor position={anchor}>
          <SquareCallout window={state.window} squareId={state.square} onClose={() => state.setSquare(undefined)} />
        </MapAnchor>
      )}
      {hovered !== undefined && <MapHoverCard pick={hovered} field={field} state={state} />}
      <MapButtons bounds={deployment.bounds} style={{ left: 16 + coveredLeftPixels, bottom: 12 }} />
      <MapScale
        note={`${t('map.square', { meters: deployment.cellMeters })}\u2003${deployment.crs}${deployment.isDemo ? '' : '\u2003© OpenStreetMap'}`}
        style={{ right: 16, bottom: 10 }}
      />
    </MapView>
  );
}
