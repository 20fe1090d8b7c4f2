import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { Loading } from '../../../widgets/loading';
import type { ImportSession } from './import_session';
import styles from './import_tab.module.css';

const PreviewMap = lazy(() => import('./preview_map').then((module) => ({ default: module.PreviewMap })));

export interface BesideMapProps {
  readonly session: Extract<ImportSession, { step: 'loading' | 'ended' }>;
  readonly children: ReactNode;
}

/** What a load says, beside the map of what was seen of its file before; after a reload of the page only the ground is known. */
export function BesideMap({ session, children }: BesideMapProps) {
  const { t } = useTranslation('data');
  const { upload, kind, settings } = session;
  const seen = queryClient.getQueryData(trpc.imports.inspect.queryKey({ uploadId: upload.uploadId, kind, settings: { ...settings } }));
  return (
    <div className={styles.beside}>
      {children}
      <div className={styles.picture}>
        <Suspense fallback={<Loading label={t('import.mapLoading')} />}>
          <PreviewMap kind={kind} preview={seen?.preview} />
        </Suspense>
      </div>
    </div>
  );
}
