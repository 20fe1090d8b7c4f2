import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { formatPercent, textOf } from '../../../format/quantities';
import styles from './unlocated_tab.module.css';

const SHOWN_HITS = 4;

/** Where an address may be, each with how closely and how surely it was found; one press puts the incident there. */
export function AddressHits({ address, onPlace }: { readonly address: string; readonly onPlace: (location: LngLat) => void }) {
  const { t } = useTranslation('data');
  const hits = useQuery(trpc.addresses.find.queryOptions({ text: address, limit: SHOWN_HITS }, { staleTime: Infinity, retry: false }));
  if (hits.data === undefined) return <p className={styles.hits}>{hits.isError ? t('unlocated.hitsFailed') : t('unlocated.seeking')}</p>;
  if (hits.data.length === 0) return <p className={styles.hits}>{t('unlocated.noHits')}</p>;
  return (
    <ul className={styles.hits} aria-label={t('unlocated.hits')}>
      {hits.data.map((hit) => (
        <li key={`${hit.level} ${hit.matched} ${hit.location.join(' ')}`}>
          <button type="button" onClick={() => onPlace(hit.location)}>
            <b>{hit.matched}</b>
            <span>
              {t(`addressLevel.${hit.level}`)} · {t('unlocated.sure', { value: textOf(formatPercent(hit.score)) })}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
