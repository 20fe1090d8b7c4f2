import { decodeColumn } from '@beatline/shared/formats/binary_column';
import type { LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { HeatColumns, Hotspot } from '@beatline/shared/model/views/incident_view';
import type { SpotsView } from '@beatline/shared/model/views/spots_view';
import type { SquareGeometryColumns } from '@beatline/shared/model/views/coverage_view';
import { memo, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useJurisdictionShapes } from '../../api/queries';
import { formatNumber } from '../../format/quantities';
import { MapAnchor } from '../../map/map_anchor';
import { MapButtons } from '../../map/map_buttons';
import { rampCss } from '../../map/map_colors';
import type { MapHandle } from '../../map/map_context';
import { MapView, type MapPick } from '../../map/map_view';
import { squareCenterOf, squareGeometryOf } from '../../map/square_geometry';
import { SquareCallout } from '../../square/square_callout';
import { RampLegend } from '../../widgets/legend';
import { BlindSpotsLegend, blindSpotLayers, useBlindSpots } from './blind_spots';
import styles from './heat_compare.module.css';
import { chosenSquareLayers, clippedAt, heatLayers, hotspotLayers, spotLayers } from './heat_layers';
import { heatScaleOf } from './heat_scale';
import type { Periods } from './periods';
import { usePeriodText } from './period_text';
import { SplitSlider } from './split_slider';

export interface HeatCompareProps {
  readonly bounds: LngLatBounds;
  readonly geometry: SquareGeometryColumns;
  readonly current: HeatColumns;
  readonly previous: HeatColumns;
  readonly periods: Periods;
  readonly hotspots: readonly Hotspot[];
  readonly chosenHotspot: number | undefined;
  readonly onChooseHotspot: (index: number) => void;
  /** Emerging and fading spots to outline; undefined while the clusters are looked at. */
  readonly changes: SpotsView | undefined;
  /** The square that explains itself beside its place. */
  readonly square: number | undefined;
  readonly onChooseSquare: (square: number | undefined) => void;
  readonly onReady: (handle: MapHandle) => void;
}

/** Where incidents were: last period left of the line, this one right of it, on one map and one scale. */
export const HeatCompare = memo(function HeatCompare(props: HeatCompareProps) {
  const {
    bounds,
    geometry,
    current,
    previous,
    periods,
    hotspots,
    changes,
    chosenHotspot,
    onChooseHotspot,
    square,
    onChooseSquare,
    onReady,
  } = props;
  const { t } = useTranslation('district');
  const periodText = usePeriodText();
  const stations = useJurisdictionShapes('station').data;
  const [fraction, setFraction] = useState(0.5);
  const [map, setMap] = useState<MapHandle['map'] | undefined>(undefined);
  const splitLng = useSplitLng(map, fraction);

  const heat = useMemo(() => {
    const squares = squareGeometryOf(geometry);
    const now = decodeColumn(current.smoothedIncidents);
    const before = decodeColumn(previous.smoothedIncidents);
    const scale = heatScaleOf(now, before);
    return scale === undefined ? undefined : { scale, layers: heatLayers({ geometry: squares, previous: before, current: now, scale }) };
  }, [geometry, current, previous]);
  const outlines = useMemo(() => hotspotLayers(hotspots, chosenHotspot), [hotspots, chosenHotspot]);
  const squares = squareGeometryOf(geometry);
  const squareIndex = square === undefined ? undefined : squares.indexOfSquare.get(square);
  const marked = useMemo(
    () => [
      ...(changes === undefined ? [] : spotLayers(squares, changes)),
      ...(squareIndex === undefined ? [] : chosenSquareLayers(squares, squareIndex)),
    ],
    [squares, changes, squareIndex],
  );
  const anchor = useMemo(() => (squareIndex === undefined ? undefined : squareCenterOf(squares, squareIndex)), [squares, squareIndex]);
  const blind = useBlindSpots();
  const spots = blind.query.data;
  const unseen = useMemo(() => (blind.isOn && spots !== undefined ? blindSpotLayers(squares, spots) : []), [squares, blind.isOn, spots]);
  const layers = useMemo(
    () => [...(heat === undefined || splitLng === undefined ? [] : clippedAt(heat.layers, splitLng)), ...unseen, ...outlines, ...marked],
    [heat, splitLng, unseen, outlines, marked],
  );

  const ready = useCallback(
    (handle: MapHandle) => {
      // The line between the periods is a meridian: the map stays north up.
      handle.map.dragRotate.disable();
      handle.map.touchZoomRotate.disableRotation();
      handle.map.keyboard.disableRotation();
      setMap(handle.map);
      onReady(handle);
    },
    [onReady],
  );
  const pick = useCallback(
    (picked: MapPick | undefined) => {
      if (picked?.layerId.startsWith('hotspots') === true) return onChooseHotspot(picked.index);
      onChooseSquare(picked?.layerId.startsWith('heat') === true ? squares.squareId[picked.index] : undefined);
    },
    [onChooseHotspot, onChooseSquare, squares],
  );

  return (
    <div className={styles.compare} role="region" aria-label={t('heat.label')}>
      <MapView theme="light" bounds={bounds} layers={layers} stations={stations} onReady={ready} onPick={pick}>
        <MapButtons bounds={bounds} style={{ right: 12, bottom: 12 }} />
        {anchor !== undefined && square !== undefined && (
          <MapAnchor position={anchor}>
            <SquareCallout window={periods.current} squareId={square} onClose={() => onChooseSquare(undefined)} />
          </MapAnchor>
        )}
      </MapView>
      <PeriodTag side="left" name={t('previous')} days={periodText(periods.previous)} total={previous.total} />
      <PeriodTag side="right" name={t('current')} days={periodText(periods.current)} total={current.total} />
      <SplitSlider fraction={fraction} label={t('heat.slider')} onMove={setFraction} />
      <div className={styles.legend}>
        {heat === undefined ? (
          t('heat.none')
        ) : (
          <>
            <RampLegend
              colors={rampCss()}
              labels={heat.scale.breaks.map((value) => formatBreak(value, heat.scale.breaks[0] ?? 1))}
              caption={t('heat.unit')}
            />
            {changes === undefined ? (
              <span className={styles.legendRow}>
                <svg width="12" height="12" aria-hidden="true">
                  <rect x="1" y="1" width="10" height="10" fill="none" stroke="currentColor" strokeWidth="1.5" />
                </svg>
                {t('heat.hotspot')}
              </span>
            ) : (
              <SpotsLegend spots={changes} />
            )}
          </>
        )}
        <BlindSpotsLegend {...blind} />
      </div>
    </div>
  );
});

/** What the outlines of spots mean and how sure they are; that there are none is said as well. */
function SpotsLegend({ spots }: { readonly spots: SpotsView }) {
  const { t } = useTranslation('district');
  if (spots.emerging.length + spots.fading.length === 0) return <span className={styles.legendRow}>{t('spots.legendNone')}</span>;
  return (
    <>
      <span className={styles.legendRow}>
        <svg width="12" height="12" aria-hidden="true">
          <rect x="1.5" y="1.5" width="9" height="9" fill="none" stroke="var(--div-9)" strokeWidth="2.4" />
        </svg>
        {t('spots.legendEmerging')}
        <svg width="12" height="12" aria-hidden="true">
          <rect x="1.5" y="1.5" width="9" height="9" fill="none" stroke="var(--div-1)" strokeWidth="2" strokeDasharray="3 2" />
        </svg>
        {t('spots.legendFading')}
      </span>
      <span className={styles.legendRow}>{t('spots.legendChance', { rate: formatNumber(spots.falseDiscoveryRate * 100) })}</span>
    </>
  );
}

/** The meridian under the line, kept up while the map moves. */
function useSplitLng(map: MapHandle['map'] | undefined, fraction: number): number | undefined {
  const [lng, setLng] = useState<number | undefined>(undefined);
  useEffect(() => {
    if (map === undefined) return undefined;
    const update = () => setLng(map.unproject([map.getContainer().clientWidth * fraction, 0]).lng);
    update();
    map.on('move', update);
    map.on('resize', update);
    return () => {
      map.off('move', update);
      map.off('resize', update);
    };
  }, [map, fraction]);
  return lng;
}

/** As many places as the smallest break needs to be told from zero. */
function formatBreak(value: number, smallest: number): string {
  return formatNumber(value, Math.max(0, -Math.floor(Math.log10(smallest) + 1e-9)));
}

interface PeriodTagProps {
  readonly side: 'left' | 'right';
  readonly name: string;
  readonly days: string;
  readonly total: number;
}

function PeriodTag({ side, name, days, total }: PeriodTagProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.tag} data-side={side}>
      {name}
      <small>{days}</small>
      <small>
        {formatNumber(total)} {t('unit.incidents')}
      </small>
    </div>
  );
}
