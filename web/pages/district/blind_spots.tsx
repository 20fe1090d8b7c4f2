import type { BlindSpots, CameraOnMap } from '@beatline/shared/model/views/camera_view';
import { skipToken, useQuery } from '@tanstack/react-query';
import { PathLayer, ScatterplotLayer, SolidPolygonLayer, type Layer } from 'deck.gl';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../api/client';
import { formatKilometers, formatNumber, formatPercent, textOf } from '../../format/quantities';
import { useFormat } from '../../format/use_format';
import { rgbaOf, type Rgba } from '../../map/map_colors';
import type { SquareGeometry } from '../../map/square_geometry';
import { useSearchParam } from '../../state/search_params';
import styles from './heat_compare.module.css';

/** A camera that goes out is a matter of minutes. */
const LOOK_EVERY_MS = 60_000;

/** Whether the blind spots of the fixed cameras are shown, kept in the address, and what is known of them. */
export function useBlindSpots() {
  const [shown, write] = useSearchParam('blind', '');
  const isOn = shown === '1';
  const query = useQuery(
    trpc.cameras.blindSpots.queryOptions(isOn ? {} : skipToken, {
      staleTime: LOOK_EVERY_MS,
      refetchInterval: isOn ? LOOK_EVERY_MS : false,
    }),
  );
  return { isOn, toggle: () => write(isOn ? undefined : '1'), query };
}

/** A dot a street wide: small beside the district, plain beside its crossing. */
const CAMERA_METERS = 12;

/** A veil over every square no working camera sees, the ground each camera sees up to the walls, and the cameras; a camera that is out is hollow. */
export function blindSpotLayers(geometry: SquareGeometry, { seenSquareIds, cameras }: BlindSpots): Layer[] {
  const seen = new Set(seenSquareIds);
  const veil = rgbaOf('light', 'text-1', 0.4);
  const clear: Rgba = [0, 0, 0, 0];
  const ink = rgbaOf('light', 'text-1');
  const paper = rgbaOf('light', 'bg-0');
  return [
    new SolidPolygonLayer({
      id: 'blind',
      data: geometry.polygons,
      _normalize: false,
      _windingOrder: 'CCW',
      positionFormat: 'XY',
      getFillColor: (_: unknown, { index }: { index: number }) => (seen.has(geometry.squareId[index] ?? -1) ? clear : veil),
      updateTriggers: { getFillColor: [seenSquareIds] },
    }),
    new PathLayer<CameraOnMap>({
      id: 'camera-views',
      data: cameras.filter((camera) => camera.isWorking),
      getPath: (camera) => camera.outline as [number, number][],
      getColor: ink,
      getWidth: 1,
      widthUnits: 'pixels',
    }),
    new ScatterplotLayer<CameraOnMap>({
      id: 'cameras',
      data: cameras,
      getPosition: (camera) => [camera.location[0], camera.location[1]],
      getRadius: CAMERA_METERS,
      radiusMinPixels: 1.5,
      radiusMaxPixels: 4,
      getFillColor: (camera) => (camera.isWorking ? ink : paper),
      getLineColor: ink,
      getLineWidth: 1,
      lineWidthUnits: 'pixels',
      stroked: true,
    }),
  ];
}

/** The switch of the layer and, while it is on, what it shows in words. */
export function BlindSpotsLegend({ isOn, toggle, query }: ReturnType<typeof useBlindSpots>) {
  const { t } = useTranslation('district');
  return (
    <div className={styles.blind}>
      <button type="button" aria-pressed={isOn} onClick={toggle}>
        {t('blind.show')}
      </button>
      {isOn && query.isError && (
        <span role="alert">
          {t('blind.failed')}{' '}
          <button type="button" onClick={() => void query.refetch()}>
            {t('common:error.retry')}
          </button>
        </span>
      )}
      {isOn && query.isPending && <span role="status">{t('blind.loading')}</span>}
      {isOn && query.data !== undefined && <BlindSpotsText spots={query.data} />}
    </div>
  );
}

function BlindSpotsText({ spots }: { readonly spots: BlindSpots }) {
  const { t } = useTranslation('district');
  const { language } = useFormat();
  if (spots.cameras.length === 0) return <span>{t('blind.noCameras')}</span>;
  const out = spots.cameras.filter((camera) => !camera.isWorking).length;
  return (
    <span>
      {t('blind.squares', { percent: textOf(formatPercent(spots.blindSquares / Math.max(1, spots.squares), 1)) })}
      {spots.streetMeters > 0 &&
        t('blind.streets', {
          blind: textOf(formatKilometers(spots.blindStreetMeters, language)),
          percent: textOf(formatPercent(spots.blindStreetMeters / spots.streetMeters, 1)),
        })}
      {t(out === 0 ? 'blind.cameras' : 'blind.camerasOut', { cameras: formatNumber(spots.cameras.length), out: formatNumber(out) })}
    </span>
  );
}
