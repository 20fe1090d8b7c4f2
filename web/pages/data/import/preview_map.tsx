import type { ImportKind, ImportPreview } from '@beatline/shared/model/views/import_view';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeployment, useJurisdictionShapes } from '../../../api/queries';
import { formatNumber } from '../../../format/quantities';
import { MapButtons } from '../../../map/map_buttons';
import { MapScale } from '../../../map/map_scale';
import { MapView } from '../../../map/map_view';
import { EmptyState } from '../../../widgets/empty_state';
import { FitBounds } from '../fit_bounds';
import map from '../data_map.module.css';
import { boundsOfPreview, previewLayers } from './preview_layers';

export interface PreviewMapProps {
  readonly kind: ImportKind;
  /** Undefined while the file is being looked at. */
  readonly preview: ImportPreview | undefined;
}

const NOTHING: ImportPreview = { points: [], lines: [], areas: [] };

/** What the first rows put on the map, over the streets that are there. */
export function PreviewMap({ kind, preview = NOTHING }: PreviewMapProps) {
  const { t } = useTranslation('data');
  const deployment = useDeployment().data;
  const stations = useJurisdictionShapes('station', deployment?.bounds !== undefined).data;
  const cells = useJurisdictionShapes('police-cell', deployment?.bounds !== undefined && kind !== 'jurisdictions').data;
  const layers = useMemo(() => previewLayers(preview), [preview]);
  const previewed = useMemo(() => boundsOfPreview(preview), [preview]);
  const bounds = previewed ?? deployment?.bounds;
  const { points, lines, areas } = preview;
  const parts = [
    points.length > 0 ? t('preview.points', { count: formatNumber(points.length) }) : undefined,
    lines.length > 0 ? t('preview.lines', { count: formatNumber(lines.length) }) : undefined,
    areas.length > 0 ? t('preview.areas', { count: formatNumber(areas.length) }) : undefined,
  ].filter((part) => part !== undefined);
  const caption = parts.length === 0 ? t('preview.nothing') : parts.join(t('comma'));
  if (bounds === undefined) return <EmptyState title={t('preview.noGround')} />;
  return (
    <MapView theme="light" bounds={bounds} layers={layers} stations={stations} policeCells={cells}>
      <FitBounds bounds={previewed} />
      <MapButtons bounds={bounds} style={{ right: 12, top: 12 }} />
      <MapScale note="" style={{ right: 12, bottom: 8 }} />
      <p className={map.caption}>{caption}</p>
    </MapView>
  );
}
