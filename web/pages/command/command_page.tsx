import type { LngLat, LngLatBounds } from '@beatline/shared/geo/lng_lat';
import type { Plan } from '@beatline/shared/model/plan';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../api/client';
import { useDeployment } from '../../api/queries';
import { useFormat } from '../../format/use_format';
import type { MapHandle } from '../../map/map_context';
import { useNowMs } from '../../state/clock';
import { Loading } from '../../widgets/loading';
import { PlanningDrawer } from './bench/planning_drawer';
import styles from './command_page.module.css';
import { useCommandState } from './command_state';
import { BandName } from './left/band_choice';
import { LeftRail } from './left/left_rail';
import { RightRail } from './right/right_rail';
import { DayStrip } from './strip/day_strip';
import { createPlayback } from './strip/playback';
import { stripWindowOf } from './strip/strip_window';
import { useField } from './use_field';

const CommandMap = lazy(() => import('./command_map').then((m) => ({ default: m.CommandMap })));

/** Pixels of the map the open drawer lies over. */
const DRAWER_PIXELS = 448;

/** 指挥室: where are we thin right now, and what do we send out tonight. */
export function CommandPage() {
  const { data } = useDeployment();
  return data === undefined ? <Loading /> : <CommandRoom deployment={data} />;
}

function CommandRoom({ deployment }: { readonly deployment: DeploymentView }) {
  const { t } = useTranslation('command');
  const format = useFormat();
  const state = useCommandState(deployment);
  const field = useField(state);
  const [playback] = useState(createPlayback);
  const [map, setMap] = useState<MapHandle | undefined>(undefined);
  const flyTo = useCallback((center: LngLat) => map?.flyTo(center), [map]);
  const plan = useQuery(
    trpc.plans.get.queryOptions({ plan: state.plan ?? '' }, { enabled: state.plan !== undefined, staleTime: Infinity }),
  );
  const shownPlan = state.plan === undefined ? undefined : plan.data;
  const nowMs = useNowMs(60_000);
  const stripWindow = useStripWindow(state.window, nowMs, deployment.timeZone);
  const { setPlan, setSquare, setBenchOpen } = state;
  // As text: approving a plan changes the plan, not where it runs, and must not move the map.
  const planBounds = shownPlan === undefined ? '' : (boundsOfPlan(shownPlan)?.join(',') ?? '');
  useEffect(() => {
    const [west, south, east, north] = planBounds.split(',').map(Number);
    if (west !== undefined && south !== undefined && east !== undefined && north !== undefined) map?.fit([west, south, east, north]);
  }, [map, planBounds]);

  const openPlan = (code: string | undefined) => setPlan(code);
  const openSquare = (squareId: number, center: LngLat) => {
    setSquare(squareId);
    flyTo(center);
  };
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <div className={styles.left}>
        <LeftRail state={state} deployment={deployment} scale={field.scale} hasPlan={shownPlan !== undefined} />
      </div>
      <div className={styles.map}>
        <Suspense fallback={<Loading />}>
          <CommandMap
            state={state}
            deployment={deployment}
            field={field}
            plan={shownPlan}
            playback={playback}
            stripWindow={stripWindow}
            coveredLeftPixels={state.benchOpen ? DRAWER_PIXELS : 0}
            onReady={setMap}
          />
        </Suspense>
        <div className={styles.mapTitle} style={{ left: 16 + (state.benchOpen ? DRAWER_PIXELS : 0) }}>
          <b>
            {t(`field.${state.field}`)}
            {state.field === 'tiers' ? <BandName state={state} /> : state.field !== 'none' && ` · ${t(`window.${state.choice}`)}`}
          </b>
          <span>{t(`fieldText.${state.field}`)}</span>
        </div>
        {!state.benchOpen && (
          <button type="button" className={`btn primary ${styles.planButton}`} onClick={() => setBenchOpen(true)} data-testid="open-bench">
            {t('bench.open')}
          </button>
        )}
        {state.benchOpen && (
          <PlanningDrawer
            deployment={deployment}
            plan={shownPlan}
            planError={plan.error ?? undefined}
            planCode={state.plan}
            onPlan={openPlan}
            line={state.line}
            onLine={state.setLine}
            onClose={() => setBenchOpen(false)}
            onFlyTo={flyTo}
            onOpenSquare={openSquare}
          />
        )}
      </div>
      <div className={styles.right}>
        <RightRail state={state} deployment={deployment} onOpenGap={(row) => openSquare(row.squareId, row.center)} onFlyTo={flyTo} />
      </div>
      <section
        className={styles.strip}
        aria-label={t('strip.title', { window: stripWindow === undefined ? '' : format.window(stripWindow) })}
      >
        {stripWindow !== undefined && <DayStrip state={state} window={stripWindow} playback={playback} />}
      </section>
    </div>
  );
}

/** The ground a plan's lines run over; undefined for a plan without lines. */
function boundsOfPlan(plan: Plan): LngLatBounds | undefined {
  const positions = plan.routes.flatMap((route) => route.geometry.coordinates);
  if (positions.length === 0) return undefined;
  const lngs = positions.map(([lng]) => lng);
  const lats = positions.map(([, lat]) => lat);
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
  return [least(lngs), least(lats), most(lngs), most(lats)];
}

function useStripWindow(window: { readonly from: string; readonly to: string } | undefined, nowMs: number | undefined, timeZone: string) {
  const text =
    window === undefined || nowMs === undefined ? undefined : JSON.stringify(stripWindowOf(window, nowMs, createSlotClock(timeZone)));
  return useMemo(() => (text === undefined ? undefined : (JSON.parse(text) as { from: string; to: string })), [text]);
}
