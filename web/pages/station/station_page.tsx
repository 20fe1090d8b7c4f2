import type { JurisdictionNode } from '@beatline/shared/model/jurisdiction';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../api/client';
import { useDeployment } from '../../api/queries';
import { useNowMs } from '../../state/clock';
import { useSearchParam } from '../../state/search_params';
import { EmptyState } from '../../widgets/empty_state';
import { ErrorState } from '../../widgets/error_state';
import { Loading } from '../../widgets/loading';
import { ActionBar } from './action_bar';
import { CellChooser } from './cell_chooser';
import { CellHeader } from './cell_header';
import { CellSummary } from './cell_summary';
import { DUE_VIEWS, dueItems, firstDueView, type DueView } from './due_items';
import { DueList } from './due_list';
import { cellsByStation, useMyCell, type StationCells } from './my_cell';
import styles from './station_page.module.css';
import { TodayLine } from './today_line';
import { useTodayLine } from './use_today_line';
import { WIDE_SCREEN } from './wide_screen';

const CellMap = lazy(() => import('./cell_map').then((module) => ({ default: module.CellMap })));

/** Coverage moves by the minute: what is due is asked for again this often. */
const REFRESH_MS = 30_000;
const CLOCK_MS = 10_000;

export function StationPage() {
  const { t } = useTranslation('station');
  const deployment = useDeployment();
  if (deployment.data === undefined) {
    return deployment.isError ? <ErrorState error={deployment.error} onRetry={() => void deployment.refetch()} /> : <Loading />;
  }
  if (!deployment.data.jurisdictions.some((node) => node.level === 'police-cell')) {
    return (
      <EmptyState title={t('noCells.title')}>
        <p>{t('noCells.text')}</p>
        <code>npm run beatline -- import jurisdictions cells.geojson --level police-cell</code>
      </EmptyState>
    );
  }
  return <Station deployment={deployment.data} />;
}

function Station({ deployment }: { readonly deployment: DeploymentView }) {
  const { jurisdictions } = deployment;
  const [cell, chooseCell] = useMyCell(jurisdictions);
  const groups = useMemo(() => cellsByStation(jurisdictions), [jurisdictions]);
  if (cell === undefined) return <CellChooser groups={groups} onChoose={chooseCell} />;
  return <MyCell key={cell.id} deployment={deployment} cell={cell} groups={groups} onChoose={chooseCell} />;
}

interface MyCellProps {
  readonly deployment: DeploymentView;
  readonly cell: JurisdictionNode;
  readonly groups: readonly StationCells[];
  readonly onChoose: (code: string) => void;
}

function MyCell({ deployment, cell, groups, onChoose }: MyCellProps) {
  const { t } = useTranslation('station');
  const mine = useQuery(
    trpc.cells.mine.queryOptions({ policeCellId: cell.id }, { refetchInterval: REFRESH_MS, placeholderData: keepPreviousData }),
  );
  const nowMs = useNowMs(CLOCK_MS) ?? Date.parse(deployment.now);
  const [showText, writeShow] = useSearchParam('show', '');
  const [openText, writeOpen] = useSearchParam('open', '');
  const line = useTodayLine(cell.id, nowMs);

  const view = mine.data;
  const show = DUE_VIEWS.find((known) => known === showText) ?? (view === undefined ? 'urgent' : firstDueView(view));
  const items = useMemo(() => (view === undefined ? undefined : dueItems(view, show)), [view, show]);
  const open = useCallback((key: string | undefined) => writeOpen(key), [writeOpen]);
  const chooseView = useCallback((next: DueView) => writeShow(next), [writeShow]);
  const opened = items?.find((item) => item.key === openText);
  const isWide = useMediaQuery(WIDE_SCREEN, false, { getInitialValueInEffect: false });
  const agedSeconds = view === undefined ? 0 : Math.max(0, (nowMs - Date.parse(view.now)) / 1000);

  return (
    <div className={styles.page}>
      <CellHeader cell={cell} groups={groups} shift={deployment.windows.shift} nowMs={nowMs} onChoose={onChoose} />
      <div className={styles.column}>
        {view === undefined || items === undefined ? (
          mine.isError ? (
            <ErrorState error={mine.error} onRetry={() => void mine.refetch()} />
          ) : (
            <Loading />
          )
        ) : (
          <>
            {mine.isError && (
              <p className={styles.offline} role="status">
                {t('offline')}
              </p>
            )}
            <CellSummary view={view} />
            <TodayLine line={line} nowMs={nowMs} />
            <DueList
              view={view}
              show={show}
              items={items}
              agedSeconds={agedSeconds}
              openKey={openText === '' ? undefined : openText}
              onShow={chooseView}
              onOpen={open}
              route={line.route}
            />
          </>
        )}
      </div>
      {isWide && (
        <div className={styles.side}>
          <Suspense fallback={<Loading />}>
            <CellMap
              policeCellId={cell.id}
              squareId={opened?.squareId}
              tier={opened?.tier}
              location={opened?.location}
              route={line.route}
              isWide
            />
          </Suspense>
        </div>
      )}
      <ActionBar line={line} mostDue={opened ?? items?.[0]} />
    </div>
  );
}
