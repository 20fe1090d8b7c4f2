import type { MustVisitRow } from '@beatline/shared/model/views/standards_view';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../api/client';
import { useFormat } from '../format/use_format';
import { failureOf, RefusalText } from '../pages/data/refusal_text';
import styles from './standards_page.module.css';

const REFRESH_MS = 60_000;

/** Places that carry their own standard, how often each was visited today, and the form that adds one. */
export function MustVisitPanel() {
  const { t } = useTranslation('standards');
  const day = useQuery(trpc.standards.mustVisit.queryOptions({}, { refetchInterval: REFRESH_MS }));
  const save = useMutation(trpc.standards.saveMustVisit.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }));
  const failure = day.isError ? failureOf(day.error) : save.isError ? failureOf(save.error) : undefined;
  return (
    <section className={styles.mustVisit} aria-label={t('mustVisit.title')}>
      <h2>
        {t('mustVisit.title')}
        <em>{t('mustVisit.text')}</em>
      </h2>
      {day.data?.places.length === 0 && <p>{t('mustVisit.none')}</p>}
      <ul>
        {day.data?.places.map((place) => (
          <Row key={place.placeId} place={place} isBusy={save.isPending} onRemove={() => save.mutate({ placeId: place.placeId })} />
        ))}
      </ul>
      {failure !== undefined && (
        <div role="alert">
          <RefusalText failure={failure} words="standards" />
        </div>
      )}
      <AddForm
        isBusy={save.isPending}
        onAdd={(placeId, visitsPerDay, dwellSeconds) => save.mutate({ placeId, standard: { visitsPerDay, dwellSeconds } })}
      />
    </section>
  );
}

function Row({ place, isBusy, onRemove }: { readonly place: MustVisitRow; readonly isBusy: boolean; readonly onRemove: () => void }) {
  const { t } = useTranslation('standards');
  const format = useFormat();
  return (
    <li className={styles.window} data-state={place.met ? 'manned' : 'running'}>
      <b>{place.name}</b> <strong>{t('mustVisit.done', { done: place.visits.length, asked: place.visitsPerDay })}</strong>{' '}
      {t('mustVisit.each', { dwell: format.duration(place.dwellSeconds), count: place.squares })}
      {place.visits.length > 0 && ` · ${place.visits.map((visit) => format.time(visit.from)).join('、')}`}
      {place.shortVisits > 0 && ` · ${t('mustVisit.short', { count: place.shortVisits })}`}{' '}
      <button type="button" className={`btn ${styles.small}`} disabled={isBusy} onClick={onRemove}>
        {t('mustVisit.remove')}
      </button>
    </li>
  );
}

function AddForm({
  isBusy,
  onAdd,
}: {
  readonly isBusy: boolean;
  readonly onAdd: (placeId: number, visitsPerDay: number, dwellSeconds: number) => void;
}) {
  const { t } = useTranslation('standards');
  const places = useQuery(trpc.places.list.queryOptions());
  const [place, setPlace] = useState('');
  const [times, setTimes] = useState(3);
  const [minutes, setMinutes] = useState(10);
  const whole = (text: string, most: number) => Math.max(1, Math.min(most, Math.round(Number(text)) || 1));
  return (
    <form
      className={styles.addPlace}
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(Number(place), times, minutes * 60);
        setPlace('');
      }}
    >
      <select aria-label={t('mustVisit.place')} value={place} onChange={(event) => setPlace(event.target.value)}>
        <option value="">{t('mustVisit.choose')}</option>
        {places.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <label>
        {t('mustVisit.times')}
        <input type="number" min={1} max={48} value={times} onChange={(event) => setTimes(whole(event.target.value, 48))} />
      </label>
      <label>
        {t('mustVisit.dwell')}
        <input type="number" min={1} max={480} value={minutes} onChange={(event) => setMinutes(whole(event.target.value, 480))} />
      </label>
      <button type="submit" className="btn" disabled={place === '' || isBusy}>
        {t('mustVisit.add')}
      </button>
    </form>
  );
}
