import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { UnlocatedIncident } from '@beatline/shared/model/views/incident_view';
import { ScatterplotLayer } from 'deck.gl';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeployment, useJurisdictionShapes } from '../../../api/queries';
import { MapButtons } from '../../../map/map_buttons';
import { rgbaOf } from '../../../map/map_colors';
import { useMap } from '../../../map/map_context';
import { MapScale } from '../../../map/map_scale';
import { MapView } from '../../../map/map_view';
import { EmptyState } from '../../../widgets/empty_state';
import map from '../data_map.module.css';

export interface PlacingMapProps {
  readonly chosen: UnlocatedIncident | undefined;
  readonly placed: ReadonlyMap<number, LngLat>;
  readonly isBusy: boolean;
  readonly onPlace: (location: LngLat) => void;
}

/** The map one presses to place an incident; with the keyboard, the middle of the map is where it goes. */
export function PlacingMap({ chosen, placed, isBusy, onPlace }: PlacingMapProps) {
  const { t } = useTranslation('data');
  const deployment = useDeployment().data;
  const stations = useJurisdictionShapes('station').data;
  const cells = useJurisdictionShapes('police-cell').data;
  const layers = useMemo(() => placedLayers(placed), [placed]);
  if (deployment?.bounds === undefined) return <EmptyState title={t('preview.noGround')} />;
  return (
    <MapView theme="light" bounds={deployment.bounds} layers={layers} stations={stations} policeCells={cells}>
      {chosen !== undefined && !isBusy && <PressToPlace onPlace={onPlace} />}
      {chosen !== undefined && (
        <p className={map.caption}>
          {t('unlocated.press')} <b>{chosen.address ?? chosen.category}</b>
        </p>
      )}
      <MapButtons bounds={deployment.bounds} style={{ right: 12, top: 12 }} />
      <MapScale note="" style={{ right: 12, bottom: 8 }} />
    </MapView>
  );
}

/** A press on the map, and a cross in its middle with a button while the keyboard is on the map. */
function PressToPlace({ onPlace }: { readonly onPlace: (location: LngLat) => void }) {
  const { t } = useTranslation('data');
  const { map: mapLibre } = useMap();
  const [isKeyboard, setIsKeyboard] = useState(false);
  const press = useEffectEvent((event: { readonly lngLat: { readonly lng: number; readonly lat: number } }) =>
    onPlace([event.lngLat.lng, event.lngLat.lat]),
  );
  const key = useEffectEvent((event: KeyboardEvent) => {
    setIsKeyboard(true);
    if (event.key !== 'Enter') return;
    const { lng, lat } = mapLibre.getCenter();
    onPlace([lng, lat]);
  });
  useEffect(() => {
    const canvas = mapLibre.getCanvas();
    const pressed = (event: Parameters<typeof press>[0]) => press(event);
    const typed = (event: KeyboardEvent) => key(event);
    const leave = () => setIsKeyboard(false);
    mapLibre.on('click', pressed);
    canvas.addEventListener('keydown', typed);
    canvas.addEventListener('blur', leave);
    canvas.style.cursor = 'crosshair';
    return () => {
      mapLibre.off('click', pressed);
      canvas.removeEventListener('keydown', typed);
      canvas.removeEventListener('blur', leave);
      canvas.style.cursor = '';
    };
  }, [mapLibre]);
  if (!isKeyboard) return null;
  return (
    <div className={map.cross} role="status">
      <svg width="36" height="36" viewBox="0 0 36 36" aria-hidden="true">
        <path d="M18 0V36M0 18H36" stroke="currentColor" strokeWidth="2" />
      </svg>
      <span>{t('unlocated.enter')}</span>
    </div>
  );
}

function placedLayers(placed: ReadonlyMap<number, LngLat>) {
  return [
    new ScatterplotLayer<LngLat>({
      id: 'incidents',
      data: [...placed.values()],
      getPosition: (point) => [point[0], point[1]],
      getRadius: 6,
      radiusUnits: 'pixels',
      getFillColor: rgbaOf('light', 'text-1'),
      getLineColor: rgbaOf('light', 'bg-0'),
      getLineWidth: 2,
      lineWidthUnits: 'pixels',
      stroked: true,
    }),
  ];
}
