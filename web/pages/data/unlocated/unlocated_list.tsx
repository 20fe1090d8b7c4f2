import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { UnlocatedIncident } from '@beatline/shared/model/views/incident_view';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/use_format';
import { AddressHits } from './address_hits';
import styles from './unlocated_tab.module.css';

export interface UnlocatedListProps {
  readonly incidents: readonly UnlocatedIncident[];
  readonly chosen: UnlocatedIncident | undefined;
  readonly placed: ReadonlyMap<number, LngLat>;
  readonly onChoose: (id: number) => void;
  readonly onPlace: (location: LngLat) => void;
}

/** One row an incident: when, what, where it is written to have been, and why it is not on the map. */
export function UnlocatedList({ incidents, chosen, placed, onChoose, onPlace }: UnlocatedListProps) {
  const { t } = useTranslation('data');
  const format = useFormat();
  return (
    <ol className={styles.list} aria-label={t('tab.unlocated')}>
      {incidents.map((incident) => {
        const isChosen = incident.id === chosen?.id;
        return (
          <li key={incident.id} data-chosen={isChosen} data-placed={placed.has(incident.id)}>
            <button type="button" aria-pressed={isChosen} onClick={() => onChoose(incident.id)}>
              <b>{incident.address ?? t('unlocated.noAddress')}</b>
              <span>
                {format.dayTime(incident.occurredAt)} · {incident.category}
              </span>
              <em>{placed.has(incident.id) ? t('unlocated.placed') : t(`unlocatedReason.${incident.reason}`)}</em>
            </button>
            {isChosen && incident.address !== null && <AddressHits address={incident.address} onPlace={onPlace} />}
          </li>
        );
      })}
    </ol>
  );
}
