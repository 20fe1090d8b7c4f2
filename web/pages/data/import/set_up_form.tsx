import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { textOfField } from '../form_text';
import { failureOf, RefusalText } from '../refusal_text';
import styles from './set_up_form.module.css';
import { utmZoneCode } from './utm_zone';

const SQUARE_METERS = 100;
/** Most often the machine stands where its patrols are. */
const MACHINE_TIME_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Asked once, before anything can come in: what it is called, where on earth it is and which time it keeps. */
export function SetUpForm() {
  const { t } = useTranslation('data');
  const [lng, setLng] = useState('');
  const [lat, setLat] = useState('');
  const [written, setWritten] = useState<string | undefined>(undefined);
  const setUp = useMutation(
    trpc.deployment.setUp.mutationOptions({ onSuccess: () => void queryClient.invalidateQueries({ queryKey: trpc.deployment.pathKey() }) }),
  );
  const proposed = utmZoneCode(Number.parseFloat(lng), Number.parseFloat(lat));
  const crs = written ?? proposed ?? '';
  return (
    <form
      className={styles.form}
      aria-label={t('setUp.title')}
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        setUp.mutate({
          name: textOfField(form, 'name'),
          timeZone: textOfField(form, 'timeZone'),
          crs: crs.trim().toUpperCase(),
          cellMeters: SQUARE_METERS,
        });
      }}
    >
      <h1>{t('setUp.title')}</h1>
      <p>{t('setUp.text')}</p>
      <label className={styles.wide}>
        <span>{t('setUp.name')}</span>
        <input name="name" required maxLength={100} autoComplete="off" placeholder={t('setUp.nameExample')} />
      </label>
      <label>
        <span>{t('setUp.lng')}</span>
        <input inputMode="decimal" value={lng} placeholder="116.4" onChange={(event) => setLng(event.target.value)} />
      </label>
      <label>
        <span>{t('setUp.lat')}</span>
        <input inputMode="decimal" value={lat} placeholder="32.9" onChange={(event) => setLat(event.target.value)} />
      </label>
      <label>
        <span>{t('setUp.crs')}</span>
        <input
          required
          pattern="[Ee][Pp][Ss][Gg]:[0-9]{4,6}"
          title="EPSG:32650"
          placeholder="EPSG:32650"
          value={crs}
          onChange={(event) => setWritten(event.target.value)}
        />
      </label>
      <label>
        <span>{t('setting.timeZone')}</span>
        <input name="timeZone" required list="beatline-set-up-zones" defaultValue={MACHINE_TIME_ZONE} />
        <datalist id="beatline-set-up-zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </datalist>
      </label>
      <p className={styles.wide}>{t('setUp.crsText')}</p>
      {setUp.isError && (
        <div className={`${styles.wide ?? ''} ${styles.refused ?? ''}`} role="alert">
          <RefusalText failure={failureOf(setUp.error)} />
        </div>
      )}
      <button type="submit" className="btn primary" disabled={setUp.isPending}>
        {t('setUp.button')}
      </button>
    </form>
  );
}
