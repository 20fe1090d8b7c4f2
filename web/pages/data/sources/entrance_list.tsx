import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { formatNumber } from '../../../format/quantities';
import styles from './sources_tab.module.css';

const REFRESH_MS = 10_000;

/** The doors devices come in by: where to send to, which setting opens a closed one, what strangers sent. */
export function EntranceList({ isOpen }: { readonly isOpen: boolean }) {
  const { t } = useTranslation('data');
  const { data } = useQuery(trpc.sources.entrances.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  if (data === undefined) return null;
  const { entrances, queue } = data;
  return (
    <details className={styles.entrances} open={isOpen}>
      <summary>
        {t('entrances.title')}
        <em>
          {t('entrances.queue', { waiting: formatNumber(queue.waitingFixes), limit: formatNumber(queue.waitingFixesLimit) })}
          {queue.lastCommitSeconds !== undefined &&
            ` · ${t('entrances.commit', { fixes: formatNumber(queue.lastCommitFixes), ms: formatNumber(queue.lastCommitSeconds * 1000) })}`}
        </em>
      </summary>
      <table>
        <tbody>
          {entrances.map((entrance) => (
            <tr key={entrance.protocol} data-open={entrance.address !== undefined}>
              <th scope="row">{t(`protocol.${entrance.protocol}Long`)}</th>
              <td>
                {entrance.address === undefined ? (
                  t('entrances.closed', { setting: entrance.setting ?? '' })
                ) : (
                  <code>{entrance.address}</code>
                )}
              </td>
              <td>
                {[
                  entrance.connections > 0 ? t('entrances.connections', { count: formatNumber(entrance.connections) }) : undefined,
                  ...entrance.rejects.map(({ reason, count }) => `${t(`sourceReject.${reason}`)} ${formatNumber(count)}`),
                ]
                  .filter((part) => part !== undefined)
                  .join(' · ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t('entrances.durable')}</p>
    </details>
  );
}
