import { PATROL_MODES, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import {
  DEVICE_CRS,
  DEVICE_PROTOCOLS,
  type AddedDevice,
  type DeviceCrs,
  type DeviceProtocol,
} from '@beatline/shared/model/views/source_view';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { textOfField } from '../form_text';
import { failureOf, RefusalText } from '../refusal_text';
import styles from './sources_tab.module.css';

/** What a device may call itself, as shared/model/views/source_view holds it. */
const CODE_PATTERN = '[A-Za-z0-9_.@\\-]+';

/** A new device: how it talks, what it calls itself, whose positions it sends. */
export function AddDevice({ onAdded }: { readonly onAdded: (answer: AddedDevice) => void }) {
  const { t } = useTranslation('data');
  const units = useQuery(trpc.units.list.queryOptions(undefined, { staleTime: 60_000 })).data ?? [];
  const [protocol, setProtocol] = useState<DeviceProtocol>('osmand');
  const [unitCode, setUnitCode] = useState('');
  const [chosenMode, setChosenMode] = useState<PatrolMode | undefined>(undefined);
  const add = useMutation(trpc.sources.addDevice.mutationOptions({ onSuccess: onAdded }));
  const known = units.find((unit) => unit.code === unitCode.trim());
  const mode = chosenMode ?? known?.mode ?? (protocol === 'mavlink' ? 'drone' : 'vehicle');
  return (
    <form
      className={styles.form}
      aria-label={t('sources.add')}
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        add.mutate({
          protocol,
          code: textOfField(form, 'code'),
          unitCode: unitCode.trim(),
          mode,
          crs: textOfField(form, 'crs') as DeviceCrs,
          unsigned: form.get('unsigned') === 'on',
        });
      }}
    >
      <h2>{t('sources.add')}</h2>
      <label>
        <span>{t('sources.protocol')}</span>
        <select value={protocol} onChange={(event) => setProtocol(event.target.value as DeviceProtocol)}>
          {DEVICE_PROTOCOLS.map((name) => (
            <option key={name} value={name}>
              {t(`protocol.${name}Long`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t(`sources.codeOf.${protocol}`)}</span>
        <input name="code" required maxLength={40} pattern={CODE_PATTERN} title={t('sources.codePattern')} autoComplete="off" />
      </label>
      <label>
        <span>{t('sources.unit')}</span>
        <input
          required
          maxLength={40}
          list="beatline-units"
          value={unitCode}
          autoComplete="off"
          onChange={(event) => setUnitCode(event.target.value)}
        />
        <datalist id="beatline-units">
          {units.map((unit) => (
            <option key={unit.code} value={unit.code}>
              {t(`common:mode.${unit.mode}`)}
            </option>
          ))}
        </datalist>
        {unitCode.trim() !== '' && known === undefined && <small>{t('sources.newUnit')}</small>}
      </label>
      <label>
        <span>{t('setting.mode')}</span>
        <select value={mode} onChange={(event) => setChosenMode(event.target.value as PatrolMode)}>
          {PATROL_MODES.map((name) => (
            <option key={name} value={name}>
              {t(`common:mode.${name}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('setting.crs')}</span>
        <select name="crs">
          {DEVICE_CRS.map((name) => (
            <option key={name} value={name}>
              {t(`deviceCrs.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {protocol === 'mavlink' && (
        <label className={styles.check}>
          <input type="checkbox" name="unsigned" />
          <span>{t('sources.unsigned')}</span>
        </label>
      )}
      {add.isError && (
        <div className={styles.refused} role="alert">
          <RefusalText failure={failureOf(add.error)} />
        </div>
      )}
      <button type="submit" className="btn primary" disabled={add.isPending}>
        {t('sources.addButton')}
      </button>
      <p>{t('sources.tokenNote')}</p>
    </form>
  );
}
