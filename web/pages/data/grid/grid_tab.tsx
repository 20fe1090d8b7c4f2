import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { useDeployment } from '../../../api/queries';
import { EmptyState } from '../../../widgets/empty_state';
import { ErrorState } from '../../../widgets/error_state';
import { Loading } from '../../../widgets/loading';
import { boundsAround } from './cell_geometry';
import { DraftPanel } from './draft_panel';
import { GeneratePanel } from './generate_panel';
import { nextTool, SELECTING, type GridTool } from './grid_tool';
import styles from './grid_tab.module.css';
import { useGridDraft } from './use_grid_draft';

const GridMap = lazy(() => import('./grid_map').then((module) => ({ default: module.GridMap })));

/** Police cells made from the streets or taken from those in force, changed on the map, and put in force as a whole. */
export function GridTab() {
  const { t } = useTranslation('data');
  const deployment = useDeployment().data;
  const draft = useQuery(trpc.grid.preview.queryOptions(undefined, { staleTime: Infinity, refetchOnMount: 'always' }));
  const [tool, setTool] = useState<GridTool>(SELECTING);
  const [sought, setSought] = useState<string | undefined>(undefined);
  const editing = useGridDraft(() => setTool((current) => nextTool(current)));
  const cells = draft.data?.cells;
  const chosenCode = tool.kind === 'merge' ? tool.codes.at(-1) : tool.code;
  const chosen = useMemo(() => cells?.find((cell) => cell.code === chosenCode), [cells, chosenCode]);
  const soughtBounds = useMemo(() => boundsAround(cells?.find((cell) => cell.code === sought)), [cells, sought]);
  if (deployment?.bounds === undefined) return <EmptyState title={t('grid.noStreets')} />;
  if (draft.data === undefined) {
    return draft.isError ? <ErrorState error={draft.error} onRetry={() => void draft.refetch()} /> : <Loading />;
  }
  return (
    <div className={styles.tab}>
      <div className={styles.panel}>
        {draft.data === null ? (
          <GeneratePanel deployment={deployment} editing={editing} />
        ) : (
          <DraftPanel draft={draft.data} chosen={chosen} tool={tool} onTool={setTool} onSeek={setSought} editing={editing} />
        )}
      </div>
      <div className={styles.map}>
        <Suspense fallback={<Loading label={t('import.mapLoading')} />}>
          <GridMap
            bounds={deployment.bounds}
            soughtBounds={soughtBounds}
            draft={draft.data ?? undefined}
            tool={tool}
            chosen={chosen}
            onTool={setTool}
            editing={editing}
          />
        </Suspense>
      </div>
    </div>
  );
}
