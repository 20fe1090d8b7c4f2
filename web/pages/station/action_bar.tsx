import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { useMutation } from '@tanstack/react-query';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { trpcClient } from '../../api/client';
import { usePlaceName } from '../../format/place_name';
import type { DueItem } from './due_items';
import { geoLink } from './geo_link';
import styles from './action_bar.module.css';
import type { TodaysLine } from './use_today_line';

export interface ActionBarProps {
  readonly line: TodaysLine;
  /** Where to go when there is no line: the open place, else the one longest overdue. */
  readonly mostDue: DueItem | undefined;
}

interface Target {
  readonly location: LngLat;
  readonly name: string;
}

/** One thumb: off to the next point, and the line as a file for whatever loads GPX. */
export const ActionBar = memo(function ActionBar({ line, mostDue }: ActionBarProps) {
  const { t } = useTranslation('station');
  const placeName = usePlaceName();
  const stop = line.nextIndex === undefined ? undefined : line.route?.stops[line.nextIndex];
  const target: Target | undefined = stop ?? (mostDue === undefined ? undefined : { location: mostDue.location, name: placeName(mostDue) });
  if (target === undefined) return null;
  return (
    <nav className={styles.bar} aria-label={t('actions')}>
      <a className={styles.primary} href={geoLink(target.location, target.name)} title={target.name}>
        <svg width="16" height="16" aria-hidden="true">
          <path d="M15 1L1 7l6 2 2 6z" fill="currentColor" />
        </svg>
        <span>
          {stop === undefined ? t('navigateTo', { place: target.name }) : t('navigateToNext')}
          {stop !== undefined && <small>{stop.name}</small>}
        </span>
      </a>
      {line.plan !== undefined && line.route !== undefined && <GpxButton plan={line.plan.plan} unit={line.route.unit} />}
    </nav>
  );
});

function GpxButton({ plan, unit }: { readonly plan: string; readonly unit: string }) {
  const { t } = useTranslation('station');
  const file = useMutation({
    mutationFn: () => trpcClient.plans.export.query({ plan, line: unit, format: 'gpx' }),
    onSuccess: ({ fileName, mediaType, text }) => saveFile(fileName, mediaType, text),
  });
  return (
    <button type="button" disabled={file.isPending} onClick={() => file.mutate()}>
      {file.isError ? t('gpxFailed') : t('gpx')}
    </button>
  );
}

function saveFile(fileName: string, mediaType: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
