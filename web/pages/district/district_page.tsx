import type { CellTrend, Spot, SpotsView } from '@beatline/shared/model/views/spots_view';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeployment, useSquareGeometry } from '../../api/queries';
import { useFormat } from '../../format/use_format';
import type { MapHandle } from '../../map/map_context';
import { ErrorState } from '../../widgets/error_state';
import { Loading } from '../../widgets/loading';
import { AreaTable } from './area_table';
import { CategoryPanel } from './category_panel';
import styles from './district_page.module.css';
import { useDistrictState, type DistrictState } from './district_state';
import { FilterBar } from './filter_bar';
import { untrackedDays } from './findings';
import { FindingsText } from './findings_text';
import { Headline } from './headline';
import {
  useHeat,
  useHotspots,
  useObservedHours,
  useHourMatrix,
  usePeriodAreas,
  usePeriodComparison,
  usePeriodDays,
  usePeriodEffort,
  usePeriodSummary,
  useSpots,
  type AreaLevel,
} from './period_queries';
import { usePeriodText } from './period_text';
import { usePrintedPage } from './print_brief';
import { SpotsArea } from './spots/spots_area';
import { ScorecardStrip } from './scorecard/scorecard_strip';
import { SharePanel } from './share_panel';
import { TimePanels } from './time_panels';

/** The map is the heaviest part of the page: the figures do not wait for it. */
const HeatCompare = lazy(() => import('./heat_compare').then((module) => ({ default: module.HeatCompare })));

export function DistrictPage() {
  const deployment = useDeployment();
  if (deployment.data !== undefined) return <District deployment={deployment.data} />;
  return deployment.isError ? <ErrorState error={deployment.error} onRetry={() => void deployment.refetch()} /> : <Loading />;
}

/** Stations where there are any; else the level the ground is divided into. */
function areaLevelOf(deployment: DeploymentView): AreaLevel {
  const levels: readonly AreaLevel[] = ['station', 'district', 'police-cell'];
  return levels.find((level) => deployment.jurisdictions.some((node) => node.level === level)) ?? 'station';
}

function District({ deployment }: { readonly deployment: DeploymentView }) {
  const { t } = useTranslation('district');
  const state = useDistrictState(deployment);
  const { periods, group } = state;
  const comparison = usePeriodComparison(periods, undefined);
  const filtered = usePeriodComparison(periods, group);
  const matrix = useHourMatrix(periods.current, group);
  const isFitted = deployment.riskVersion !== undefined;
  const observed = useObservedHours(periods.current, group, isFitted);
  const hotspots = useHotspots(periods.current, group);
  const changes = useSpots(group);
  // Where nothing stands out the clusters say more.
  const shownSpots = state.spotsView ?? (hasChanges(changes.data) ? 'changes' : 'clusters');
  const summary = usePeriodSummary(periods.current);
  const areas = usePeriodAreas(periods.current, areaLevelOf(deployment));
  // Two heavy calls at a time: a browser opens six connections, and the map's code and tiles need some of them.
  const previousSummary = usePeriodSummary(periods.previous, summary.isFetched);
  const daily = usePeriodDays(periods.current, areas.isFetched);

  const effort = usePeriodEffort(periods.current, areas.isFetched);

  const page = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapHandle | undefined>(undefined);
  const [chosenHotspot, setChosenHotspot] = useState<number | undefined>(undefined);
  usePrintedPage(page, map?.map);
  const inputs = useInputs(deployment, state);

  const spots = hotspots.data;
  const chooseHotspot = useCallback(
    (index: number) => {
      setChosenHotspot(index);
      const hotspot = spots?.[index];
      if (hotspot !== undefined) map?.flyTo(hotspot.center, HOTSPOT_ZOOM);
    },
    [spots, map],
  );
  const { chooseSquare } = state;
  const chooseSpot = useCallback(
    (spot: Spot) => {
      chooseSquare(spot.squareId);
      map?.flyTo(spot.center, HOTSPOT_ZOOM);
    },
    [chooseSquare, map],
  );
  const chooseCell = useCallback((trend: CellTrend) => map?.flyTo(trend.center, HOTSPOT_ZOOM), [map]);
  const { jurisdictions } = deployment;
  const chooseArea = useCallback(
    (jurisdictionId: number) => {
      const node = jurisdictions.find((known) => known.id === jurisdictionId);
      if (node !== undefined) map?.flyTo(node.center, STATION_ZOOM);
    },
    [jurisdictions, map],
  );

  const failed = [comparison, filtered, matrix, hotspots, summary, previousSummary, areas].filter(
    (query) => query.isError && query.data === undefined,
  );
  const failure = failed[0]?.error ?? null;
  return (
    <div ref={page} className={styles.page}>
      <FilterBar state={state} groups={comparison.data?.byGroup} onPrint={print} />
      <PrintHead deployment={deployment} state={state} />
      {failure !== null && (
        <div className={styles.failed}>
          <ErrorState error={failure} onRetry={() => failed.forEach((query) => void query.refetch())} />
        </div>
      )}
      <Headline
        days={state.days}
        total={filtered.data?.total}
        summary={summary.data}
        previousSummary={previousSummary.data}
        untrackedDays={daily.data === undefined || daily.isPlaceholderData ? 0 : untrackedDays(daily.data)}
        inputs={inputs}
        isOld={filtered.isPlaceholderData || summary.isPlaceholderData}
      >
        <FindingsText areas={areas.data} matrix={matrix.data} total={filtered.data?.total} />
      </Headline>
      <ScorecardStrip group={group} />
      <div className={styles.upper}>
        <div className={styles.map}>
          <HeatMap
            deployment={deployment}
            state={state}
            hotspots={shownSpots === 'clusters' ? (spots ?? NO_HOTSPOTS) : NO_HOTSPOTS}
            changes={shownSpots === 'changes' ? changes.data : undefined}
            chosenHotspot={chosenHotspot}
            onChooseHotspot={chooseHotspot}
            onReady={setMap}
          />
        </div>
        <TimePanels matrix={matrix.data} observed={isFitted && !observed.isError ? observed.data : null} inputs={inputs} />
      </div>
      <div className={styles.lower}>
        <CategoryPanel comparison={comparison.data} inputs={inputs} />
        <SharePanel areas={areas.data} effort={effort.data} inputs={inputs} />
        <SpotsArea
          state={state}
          shown={shownSpots}
          spots={changes}
          hotspots={spots}
          chosenHotspot={chosenHotspot}
          onChooseHotspot={chooseHotspot}
          onChooseSpot={chooseSpot}
          onChooseCell={chooseCell}
          inputs={inputs}
        />
        <AreaTable
          areas={areas.data}
          byStation={filtered.data?.byStation}
          isFiltered={group !== undefined}
          onChoose={chooseArea}
          inputs={inputs}
        />
      </div>
      <p className={styles.printFoot}>{t('printFoot')}</p>
    </div>
  );
}

function hasChanges(spots: SpotsView | undefined): boolean {
  return spots !== undefined && spots.emerging.length + spots.fading.length > 0;
}

/** A cluster stands with the streets around it. */
const HOTSPOT_ZOOM = 14.4;
/** A station fills the map at about this zoom. */
const STATION_ZOOM = 13.6;
const NO_HOTSPOTS: readonly never[] = [];
function print(): void {
  window.print();
}

/** What every figure of the page was computed from, for its "how is this computed". */
function useInputs(deployment: DeploymentView, state: DistrictState): readonly string[] {
  const { t } = useTranslation('district');
  const periodText = usePeriodText();
  const { riskVersion, standardVersion } = deployment;
  const { current, previous } = state.periods;
  return useMemo(
    () => [
      `${t('current')} ${periodText(current)}`,
      `${t('previous')} ${periodText(previous)}`,
      ...(riskVersion === undefined ? [] : [t('common:riskVersion', { version: riskVersion.id })]),
      t('common:standardVersion', { version: standardVersion }),
    ],
    [t, periodText, current, previous, riskVersion, standardVersion],
  );
}

interface HeatMapProps {
  readonly deployment: DeploymentView;
  readonly state: DistrictState;
  readonly hotspots: Parameters<typeof HeatCompare>[0]['hotspots'];
  readonly changes: SpotsView | undefined;
  readonly chosenHotspot: number | undefined;
  readonly onChooseHotspot: (index: number) => void;
  readonly onReady: (handle: MapHandle) => void;
}

/** The map once its three answers are there. */
function HeatMap({ deployment, state, hotspots, changes, chosenHotspot, onChooseHotspot, onReady }: HeatMapProps) {
  const { t } = useTranslation('district');
  const geometry = useSquareGeometry();
  const current = useHeat(state.periods.current, state.group);
  const previous = useHeat(state.periods.previous, state.group);
  const failed = [geometry, current, previous].find((query) => query.isError && query.data === undefined);
  if (failed !== undefined && failed.error !== null) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (deployment.bounds === undefined || geometry.data === undefined || current.data === undefined || previous.data === undefined) {
    return <Loading label={t('heat.loading')} />;
  }
  return (
    <Suspense fallback={<Loading label={t('heat.loading')} />}>
      <HeatCompare
        bounds={deployment.bounds}
        geometry={geometry.data}
        current={current.data}
        previous={previous.data}
        periods={state.periods}
        hotspots={hotspots}
        changes={changes}
        chosenHotspot={chosenHotspot}
        onChooseHotspot={onChooseHotspot}
        square={state.square}
        onChooseSquare={state.chooseSquare}
        onReady={onReady}
      />
    </Suspense>
  );
}

/** Only on paper: whose brief it is and what it covers. */
function PrintHead({ deployment, state }: { readonly deployment: DeploymentView; readonly state: DistrictState }) {
  const { t } = useTranslation('district');
  const periodText = usePeriodText();
  const format = useFormat();
  return (
    <header className={styles.printHead}>
      <h1>{t('brief.title', { name: deployment.name })}</h1>
      <span>
        {t('current')} {periodText(state.periods.current)}
      </span>
      <span>
        {t('previous')} {periodText(state.periods.previous)}
      </span>
      {state.group !== undefined && <span>{t(`common:group.${state.group}`)}</span>}
      <span>{t('brief.printedAt', { time: format.dayTime(deployment.now) })}</span>
      {deployment.isDemo && <b>{t('common:demoData')}</b>}
    </header>
  );
}
