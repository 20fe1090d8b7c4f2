import type { Plan } from '@beatline/shared/model/plan';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc, trpcClient } from '../../../api/client';
import styles from './planning_drawer.module.css';

const FORMATS = ['gpx', 'geojson'] as const;

/** Approve, take along as a file, or start again. */
export function PlanActions({ plan, onNew }: { readonly plan: Plan; readonly onNew: () => void }) {
  const { t } = useTranslation('command');
  const approve = useMutation(
    trpc.plans.approve.mutationOptions({
      onSuccess: (approved) => {
        queryClient.setQueryData(trpc.plans.get.queryKey({ plan: approved.plan }), approved);
        void queryClient.invalidateQueries({ queryKey: trpc.plans.list.queryKey() });
      },
    }),
  );
  const download = useMutation({
    mutationFn: async (format: (typeof FORMATS)[number]) => save(await trpcClient.plans.export.query({ plan: plan.plan, format })),
  });
  const failure = approve.error ?? download.error;
  return (
    <footer className={styles.actions}>
      {plan.state === 'draft' ? (
        <button
          type="button"
          className="btn primary"
          disabled={approve.isPending}
          onClick={() => approve.mutate({ plan: plan.plan })}
          data-testid="approve"
        >
          {t('bench.approve')}
        </button>
      ) : (
        <span className={styles.approved} role="status">
          {t(`bench.state.${plan.state}`)}
        </span>
      )}
      <button type="button" className="btn" onClick={onNew}>
        {t('bench.new')}
      </button>
      {failure !== null && (
        <span className={styles.error} role="alert">
          {failure.message}
        </span>
      )}
      <span className={styles.exports}>
        {t('bench.export')}
        <span>
          {FORMATS.map((format) => (
            <button key={format} type="button" onClick={() => download.mutate(format)}>
              {t(`bench.format.${format}`)}
            </button>
          ))}
        </span>
      </span>
    </footer>
  );
}

/** Hands a text file to the browser's download. */
function save(file: { readonly fileName: string; readonly mediaType: string; readonly text: string }): void {
  const url = URL.createObjectURL(new Blob([file.text], { type: file.mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.fileName;
  link.click();
  URL.revokeObjectURL(url);
}
