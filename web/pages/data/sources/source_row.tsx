import type { AddedDevice, DeviceView, SourceHealth } from '@beatline/shared/model/views/source_view';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { formatNumber, textOf } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { useNowMs } from '../../../state/clock';
import { UnitMark } from '../../../widgets/unit_mark';
import { failureOf, RefusalText } from '../refusal_text';
import styles from './sources_tab.module.css';

export interface SourceRowProps {
  readonly health: SourceHealth;
  readonly device: DeviceView | undefined;
  readonly onRenewed: (answer: AddedDevice) => void;
}

/** A clock further off than this is worth saying, seconds. Chosen: fixes are matched to within a minute. */
const NOTABLE_SKEW_SECONDS = 5;

/** One device: state, age of its last fix, lag, rate, what was refused; opens to the rest and what can be done. */
export function SourceRow({ health, device, onRenewed }: SourceRowProps) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const nowMs = useNowMs();
  const [isOpen, setIsOpen] = useState(false);
  const rejected = health.rejects.reduce((sum, { count }) => sum + count, 0);
  const age = health.lastFixAt === undefined || nowMs === undefined ? undefined : (nowMs - Date.parse(health.lastFixAt)) / 1000;
  const ageText = age === undefined ? '—' : textOf(format.age(age));
  return (
    <li data-state={health.state} data-open={isOpen}>
      <button type="button" className={styles.row} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <UnitMark mode={device?.mode ?? 'vehicle'} stale={health.state !== 'live'} />
        <span className={styles.name}>
          <b>{health.unitCode}</b>
          <small>
            {health.code} · {t(`protocol.${health.protocol}`)}
          </small>
        </span>
        <span className={styles.age} data-label={t('sources.lastFix')}>
          {health.state === 'never' || health.state === 'revoked' ? t(`sourceState.${health.state}`) : ageText}
        </span>
        <span data-label={t('sources.lag')}>{health.lagSeconds === undefined ? '—' : textOf(format.age(health.lagSeconds))}</span>
        <span data-label={t('sources.rate')}>
          {formatNumber(health.fixesPerMinute, health.fixesPerMinute < 10 && health.fixesPerMinute > 0 ? 1 : 0)}
        </span>
        <span data-label={t('sources.fixes')}>{formatNumber(health.fixes)}</span>
        <span data-label={t('sources.refused')} data-some={rejected > 0}>
          {formatNumber(rejected)}
        </span>
      </button>
      {isOpen && (
        <div className={styles.open}>
          <p>{t(`sourceState.${health.state}Long`)}</p>
          <ul>
            {health.late > 0 && <li>{t('sources.late', { count: formatNumber(health.late) })}</li>}
            {health.duplicates > 0 && <li>{t('sources.duplicates', { count: formatNumber(health.duplicates) })}</li>}
            {health.rejects.map(({ reason, count }) => (
              <li key={reason}>{t('sources.rejectedBy', { count: formatNumber(count), reason: t(`sourceReject.${reason}`) })}</li>
            ))}
            {device !== undefined && device.crs !== 'WGS84' && <li>{t('sources.reportsIn', { crs: device.crs })}</li>}
          </ul>
          <Skew health={health} />
          <DeviceActions code={health.code} isRevoked={health.state === 'revoked'} onRenewed={onRenewed} />
        </div>
      )}
    </li>
  );
}

/** A device whose clock is off, and agreeing to take that off its times. */
function Skew({ health }: { readonly health: SourceHealth }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const accept = useMutation(
    trpc.sources.acceptSkew.mutationOptions({ onSuccess: () => void queryClient.invalidateQueries({ queryKey: trpc.sources.pathKey() }) }),
  );
  const skew = health.clockSkewSeconds;
  const accepted = health.acceptedSkewSeconds;
  const worded = (seconds: number) => t(seconds > 0 ? 'sources.ahead' : 'sources.behind', { time: textOf(format.age(Math.abs(seconds))) });
  return (
    <div className={styles.skew}>
      {accepted !== 0 && <span>{t('sources.skewTaken', { skew: worded(accepted) })}</span>}
      {skew !== undefined && Math.abs(skew - accepted) > NOTABLE_SKEW_SECONDS && (
        <>
          <span>{t('sources.skew', { skew: worded(skew) })}</span>
          <button
            type="button"
            className="btn"
            disabled={accept.isPending}
            onClick={() => accept.mutate({ code: health.code, seconds: skew })}
          >
            {t('sources.acceptSkew')}
          </button>
        </>
      )}
      {accepted !== 0 && (
        <button type="button" className="btn" disabled={accept.isPending} onClick={() => accept.mutate({ code: health.code, seconds: 0 })}>
          {t('sources.dropSkew')}
        </button>
      )}
      {accept.isError && (
        <span role="alert">
          <RefusalText failure={failureOf(accept.error)} />
        </span>
      )}
    </div>
  );
}

interface DeviceActionsProps {
  readonly code: string;
  readonly isRevoked: boolean;
  readonly onRenewed: (answer: AddedDevice) => void;
}

/** A new token (which also takes a revoked device in again), and taking a device out; each asked for twice. */
function DeviceActions({ code, isRevoked, onRenewed }: DeviceActionsProps) {
  const { t } = useTranslation('data');
  const [asks, setAsks] = useState<'renew' | 'revoke' | undefined>(undefined);
  const renew = useMutation(trpc.sources.renewDevice.mutationOptions({ onSuccess: onRenewed }));
  const revoke = useMutation(
    trpc.sources.revokeDevice.mutationOptions({
      onSuccess: () => void queryClient.invalidateQueries({ queryKey: trpc.sources.pathKey() }),
    }),
  );
  const error = renew.error ?? revoke.error;
  if (asks !== undefined) {
    return (
      <div className={styles.actions} role="group" aria-label={t(`sources.${asks}Ask`)}>
        <span>{t(`sources.${asks}Ask`)}</span>
        <button
          type="button"
          className="btn primary"
          autoFocus
          onClick={() => {
            setAsks(undefined);
            if (asks === 'renew') renew.mutate({ code });
            else revoke.mutate({ code });
          }}
        >
          {t(`sources.${asks}`)}
        </button>
        <button type="button" className="btn" onClick={() => setAsks(undefined)}>
          {t('undo.no')}
        </button>
      </div>
    );
  }
  return (
    <div className={styles.actions}>
      <button type="button" className="btn" disabled={renew.isPending} onClick={() => setAsks('renew')}>
        {t(isRevoked ? 'sources.readmit' : 'sources.renew')}
      </button>
      {!isRevoked && (
        <button type="button" className="btn" disabled={revoke.isPending} onClick={() => setAsks('revoke')}>
          {t('sources.revoke')}
        </button>
      )}
      {error !== null && (
        <div role="alert">
          <RefusalText failure={failureOf(error)} />
        </div>
      )}
    </div>
  );
}
