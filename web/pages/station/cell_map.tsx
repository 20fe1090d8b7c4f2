import { decodeColumn } from '@beatline/shared/formats/binary_column';
import type { LngLat, LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { PlanRoute } from '@beatline/shared/model/plan';
import type { Tier } from '@beatline/shared/model/tier';
import type { SquareGeometryColumns } from '@beatline/shared/model/views/coverage_view';
import type { RiskView } from '@beatline/shared/model/views/risk_view';
import { useQuery } from '@tanstack/react-query';
import { memo, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../api/client';
import { useJurisdictionShapes, useSquareGeometry } from '../../api/queries';
import { formatIncidents } from '../../format/quantities';
import { MapButtons } from '../../map/map_buttons';
import type { MapHandle } from '../../map/map_context';
import { MapScale } from '../../map/map_scale';
import { MapView } from '../../map/map_view';
import { squareGeometryOf } from '../../map/square_geometry';
import { Loading } from '../../widgets/loading';
import { lineLayers, openSquareLayers, riskLayer } from './cell_layers';
import styles from './cell_map.module.css';

/** Half the width and height of the small map, degrees of latitude: some 250 m, so that the way from the next street is in it. */
const HALF_HEIGHT_DEGREES = 0.0014;
const ASPECT = 2.3;

export interface CellMapProps {
  readonly policeCellId: number;
  /** The opened square; none opened when undefined. */
  readonly squareId: number | undefined;
  readonly tier: Tier | undefined;
  readonly location: LngLat | undefined;
  readonly route: PlanRoute | undefined;
  /** Beside the list, showing the whole cell; else small, inside the opened place. */
  readonly isWide: boolean;
}

/** My squares by risk, the opened one outlined, today's line over them. */
export const CellMap = memo(function CellMap(props: CellMapProps) {
  const geometry = useSquareGeometry();
  const risk = useQuery(trpc.risk.current.queryOptions(undefined, { staleTime: 10 * 60_000 }));
  if (geometry.data === undefined) return <Loading />;
  return <DrawnMap {...props} columns={geometry.data} risk={risk.data} />;
});

interface DrawnMapProps extends CellMapProps {
  readonly columns: SquareGeometryColumns;
  readonly risk: RiskView | undefined;
}

function DrawnMap({ policeCellId, squareId, tier, location, route, isWide, columns, risk }: DrawnMapProps) {
  const { t } = useTranslation('station');
  const policeCells = useJurisdictionShapes('police-cell').data;
  const [handle, setHandle] = useState<MapHandle | undefined>(undefined);
  const geometry = squareGeometryOf(columns);
  const cellOfSquare = useMemo(() => decodeColumn(columns.policeCellId), [columns]);
  const squares = useMemo(
    () =>
      risk === undefined || risk.geometryVersion !== columns.version
        ? undefined
        : riskLayer(geometry, decodeColumn(risk.ratePerHour), (index) => cellOfSquare[index] === policeCellId),
    [risk, columns.version, geometry, cellOfSquare, policeCellId],
  );
  const layers = useMemo(
    () => [
      ...(squares === undefined ? [] : [squares.layer]),
      ...(squareId === undefined || tier === undefined ? [] : openSquareLayers(geometry, squareId, tier)),
      ...(route === undefined ? [] : lineLayers(route)),
    ],
    [squares, geometry, squareId, tier, route],
  );
  const cellBounds = useMemo(
    () => boundsOf(geometry.corners, (index) => cellOfSquare[index] === policeCellId),
    [geometry, cellOfSquare, policeCellId],
  );
  const [lng, lat] = location ?? [undefined, undefined];
  useEffect(() => {
    if (!isWide || handle === undefined || lng === undefined || lat === undefined) return;
    // The whole cell is in view at first: only somebody who moved the map away is brought back.
    if (!handle.map.getBounds().contains([lng, lat])) handle.flyTo([lng, lat]);
  }, [handle, isWide, lng, lat]);

  const bounds = isWide || location === undefined ? cellBounds : boundsAround(location);
  if (bounds === undefined) return null;
  return (
    <div className={styles.map} role="region" aria-label={t('map.label')}>
      <MapView theme="light" bounds={bounds} layers={layers} policeCells={policeCells} onReady={setHandle}>
        {isWide && <MapButtons bounds={bounds} style={{ right: 16, top: 16 }} />}
        <MapScale note="" style={{ right: 12, bottom: 10 }} />
      </MapView>
      {squares !== undefined && squares.largestPerHour > 0 && (
        <span className={styles.caption}>{t('map.risk', { value: formatIncidents(squares.largestPerHour * 24) })}</span>
      )}
    </div>
  );
}

function boundsAround([lng, lat]: LngLat): LngLatBounds {
  const halfWidth = (HALF_HEIGHT_DEGREES * ASPECT) / Math.cos((lat * Math.PI) / 180);
  return [lng - halfWidth, lat - HALF_HEIGHT_DEGREES, lng + halfWidth, lat + HALF_HEIGHT_DEGREES];
}

function boundsOf(corners: Float64Array, isMine: (index: number) => boolean): LngLatBounds | undefined {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < corners.length; at += 2) {
    if (!isMine(Math.floor(at / 8))) continue;
    west = Math.min(west, corners[at] ?? west);
    east = Math.max(east, corners[at] ?? east);
    south = Math.min(south, corners[at + 1] ?? south);
    north = Math.max(north, corners[at + 1] ?? north);
  }
  return west < east ? [west, south, east, north] : undefined;
}
