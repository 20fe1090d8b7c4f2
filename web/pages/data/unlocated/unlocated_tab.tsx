import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { UnlocatedIncident } from '@beatline/shared/model/views/incident_view';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { formatNumber } from '../../../format/quantities';
import { EmptyState } from '../../../widgets/empty_state';
import { ErrorState } from '../../../widgets/error_state';
import { Loading } from '../../../widgets/loading';
import { failureOf, RefusalText } from '../refusal_text';
import { UnlocatedList } from './unlocated_list';
import styles from './unlocated_tab.module.css';
import { useUnlocated } from './use_unlocated';

const PlacingMap = lazy(() => import('./placing_map').then((module) => ({ default: module.PlacingMap })));

/** Incidents that count but are not on the map: choose one, press the map where it was. What was placed wrongly is placed again. */
export function UnlocatedTab() {
  const { t } = useTranslation('data');
  const list = useUnlocated();
  const [chosenId, setChosenId] = useState<number | undefined>(undefined);
  const [placed, setPlaced] = useState<ReadonlyMap<number, LngLat>>(new Map());
  const incidents = list.incidents;
  const chosen = incidents?.find((incident) => incident.id === chosenId) ?? incidents?.find((incident) => !placed.has(incident.id));
  const place = useMutation(
    trpc.incidents.place.mutationOptions({
      onSuccess: (_answer, { id, location }) => {
        setPlaced(new Map([...placed, [id, location]]));
        setChosenId(nextOf(incidents ?? [], id, placed));
        // Counts elsewhere; the list itself keeps what was placed, so that it can be put right.
        for (const queryKey of [trpc.deployment.pathKey(), trpc.incidents.heat.pathKey(), trpc.coverage.pathKey()])
          void queryClient.invalidateQueries({ queryKey });
      },
    }),
  );
  if (incidents === undefined) {
    return list.error === undefined ? <Loading /> : <ErrorState error={list.error} onRetry={list.retry} />;
  }
  if (incidents.length === 0) return <EmptyState title={t('unlocated.none')}>{t('unlocated.noneText')}</EmptyState>;
  const put = ([lng, lat]: LngLat) => chosen !== undefined && place.mutate({ id: chosen.id, location: [lng, lat] });
  return (
    <div className={styles.tab}>
      <div className={styles.panel}>
        <h1>{t('unlocated.title', { count: `${formatNumber(incidents.length - placed.size)}${list.hasMore ? '+' : ''}` })}</h1>
        <p>{t('unlocated.text')}</p>
        {place.isError && (
          <div className={styles.failure} role="alert">
            <RefusalText failure={failureOf(place.error)} />
          </div>
        )}
        <UnlocatedList incidents={incidents} chosen={chosen} placed={placed} onChoose={setChosenId} onPlace={put} />
        {list.hasMore && (
          <button type="button" className="btn" disabled={list.isLoadingMore} onClick={list.more}>
            {t('unlocated.more')}
          </button>
        )}
      </div>
      <div className={styles.map}>
        <Suspense fallback={<Loading label={t('import.mapLoading')} />}>
          <PlacingMap chosen={chosen} placed={placed} isBusy={place.isPending} onPlace={put} />
        </Suspense>
      </div>
    </div>
  );
}

/** The next one below that still waits, else the first that does. */
function nextOf(incidents: readonly UnlocatedIncident[], id: number, placed: ReadonlyMap<number, LngLat>): number | undefined {
  const at = incidents.findIndex((incident) => incident.id === id);
  const waiting = (incident: UnlocatedIncident) => incident.id !== id && !placed.has(incident.id);
  return (incidents.slice(at).find(waiting) ?? incidents.find(waiting))?.id;
}
