import type { AddedDevice, DeviceView, SourceHealth } from '@beatline/shared/model/views/source_view';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { ErrorState } from '../../../widgets/error_state';
import { Loading } from '../../../widgets/loading';
import { AddDevice } from './add_device';
import { AddedDevicePanel } from './added_device_panel';
import { EntranceList } from './entrance_list';
import { SourceRow } from './source_row';
import styles from './sources_tab.module.css';

/** A device that just began to send should be seen to do so. Chosen: two heartbeats of a usual tracker. */
const REFRESH_MS = 5000;

/** Everything that sends positions: how each is doing, adding one, taking one out. */
export function SourcesTab() {
  const { t } = useTranslation('data');
  const health = useQuery(trpc.sources.list.queryOptions(undefined, { refetchInterval: REFRESH_MS, staleTime: 0 }));
  const devices = useQuery(trpc.sources.devices.queryOptions(undefined, { refetchInterval: REFRESH_MS, staleTime: 0 }));
  const [added, setAdded] = useState<AddedDevice | undefined>(undefined);
  const failed = [health, devices].find((query) => query.isError && query.data === undefined);
  if (failed?.error !== null && failed !== undefined) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (health.data === undefined || devices.data === undefined) return <Loading />;
  const show = (answer: AddedDevice) => {
    setAdded(answer);
    void queryClient.invalidateQueries({ queryKey: trpc.sources.pathKey() });
  };
  const rows = joined(health.data, devices.data);
  return (
    <div className={styles.tab}>
      <div className={styles.main}>
        <h1>
          {t('sources.title')}
          <em>{summaryOf(rows, t)}</em>
        </h1>
        {rows.length === 0 ? (
          <p className={styles.none}>{t('sources.none')}</p>
        ) : (
          <ul className={styles.list} aria-label={t('sources.title')}>
            <li className={styles.head} aria-hidden="true">
              <span />
              <span>{t('sources.device')}</span>
              <span>{t('sources.lastFix')}</span>
              <span>{t('sources.lag')}</span>
              <span>{t('sources.rate')}</span>
              <span>{t('sources.fixes')}</span>
              <span>{t('sources.refused')}</span>
            </li>
            {rows.map((row) => (
              <SourceRow key={row.health.code} {...row} onRenewed={show} />
            ))}
          </ul>
        )}
        <EntranceList isOpen={rows.length === 0} />
      </div>
      <aside className={styles.side}>
        {added === undefined ? <AddDevice onAdded={show} /> : <AddedDevicePanel added={added} onClose={() => setAdded(undefined)} />}
      </aside>
    </div>
  );
}

interface JoinedSource {
  readonly health: SourceHealth;
  readonly device: DeviceView | undefined;
}

/** Most worth looking at first: what has fallen silent, then what is live; revoked ones last. */
const STATE_ORDER: readonly SourceHealth['state'][] = ['silent', 'quiet', 'live', 'never', 'revoked'];

function joined(health: readonly SourceHealth[], devices: readonly DeviceView[]): JoinedSource[] {
  const byCode = new Map(devices.map((device) => [device.code, device]));
  return health
    .map((source) => ({ health: source, device: byCode.get(source.code) }))
    .toSorted(
      (a, b) => STATE_ORDER.indexOf(a.health.state) - STATE_ORDER.indexOf(b.health.state) || (a.health.code < b.health.code ? -1 : 1),
    );
}

function summaryOf(rows: readonly JoinedSource[], t: (key: string, values: Record<string, unknown>) => string): string {
  const count = (state: SourceHealth['state']) => rows.filter(({ health }) => health.state === state).length;
  return t('sources.summary', { live: count('live'), quiet: count('quiet') + count('silent'), never: count('never') });
}
