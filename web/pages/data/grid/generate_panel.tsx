import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import type { GridProgress } from '@beatline/shared/model/views/grid_view';
import { skipToken, useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, trpc } from '../../../api/client';
import { formatNumber, textOf } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { failureOf, RefusalText, type Failure } from '../refusal_text';
import styles from './grid_tab.module.css';
import type { GridEditing } from './use_grid_draft';

const MOST_CELLS = 2000;
/** Cells proposed for each station where there is no grid yet. Chosen: what a station has officers for. */
const CELLS_PER_STATION = 12;
/** Steps of the slider between streets and incidents. */
const BALANCE_STEPS = 10;

export interface GeneratePanelProps {
  readonly deployment: DeploymentView;
  readonly editing: GridEditing;
}

/** Two ways to a draft: made from the streets, or the cells in force to be changed. */
export function GeneratePanel({ deployment, editing }: GeneratePanelProps) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const current = deployment.jurisdictions.filter((node) => node.level === 'police-cell').length;
  const { applied } = editing;
  return (
    <>
      <h1>{t('grid.title')}</h1>
      <p>{current === 0 ? t('grid.noCells') : t('grid.current', { count: formatNumber(current) })}</p>
      {applied !== undefined && (
        <p className={styles.applied} role="status">
          {t('grid.appliedCells', { cells: formatNumber(applied.cells), removed: formatNumber(applied.removed) })}{' '}
          {t('grid.appliedTopology', {
            overlaps: textOf(format.groundArea(applied.overlapsSquareMeters)),
            holes: textOf(format.groundArea(applied.holesSquareMeters)),
            batch: applied.batch,
          })}
        </p>
      )}
      <Generator deployment={deployment} current={current} />
      {current > 0 && (
        <section className={styles.block} aria-label={t('grid.editCurrent')}>
          <h2>{t('grid.editCurrent')}</h2>
          <p>{t('grid.editCurrentText')}</p>
          <button type="button" className="btn" disabled={editing.isBusy} onClick={editing.copyCurrent}>
            {t('grid.editCurrent')}
          </button>
        </section>
      )}
      {editing.failure !== undefined && (
        <div className={styles.refused} role="alert">
          <RefusalText failure={editing.failure} />
        </div>
      )}
    </>
  );
}

function Generator({ deployment, current }: { readonly deployment: DeploymentView; readonly current: number }) {
  const { t } = useTranslation('data');
  const areas = deployment.jurisdictions.filter((node) => node.level === 'district' || node.level === 'station');
  const stations = areas.filter((node) => node.level === 'station').length;
  const [cells, setCells] = useState(current > 0 ? current : Math.max(1, stations) * CELLS_PER_STATION);
  const [step, setStep] = useState(BALANCE_STEPS / 2);
  const [area, setArea] = useState('');
  const job = useGeneration();
  const { progress } = job;
  if (job.isRunning) {
    const percent = Math.round((progress?.fractionDone ?? 0) * 100);
    return (
      <section className={styles.block} aria-label={t('grid.generate')}>
        <h2>{t('grid.generating')}</h2>
        <p role="status">{t(`grid.stage.${progress?.state === 'running' ? progress.stage : 'queued'}`)}</p>
        <div
          className={styles.bar}
          role="progressbar"
          aria-label={t('grid.generating')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <i style={{ width: `${percent}%` }} />
        </div>
        <button type="button" className="btn" onClick={job.cancel}>
          {t('cancel')}
        </button>
      </section>
    );
  }
  return (
    <form
      className={styles.block}
      aria-label={t('grid.generate')}
      onSubmit={(event) => {
        event.preventDefault();
        job.start({ cells, streetShare: 1 - step / BALANCE_STEPS, ...(area === '' ? {} : { jurisdictionId: Number(area) }) });
      }}
    >
      <h2>{t('grid.generate')}</h2>
      <p>{t('grid.generateText')}</p>
      <label className={styles.field}>
        <span>{t('grid.area')}</span>
        <select value={area} onChange={(event) => setArea(event.target.value)}>
          <option value="">{t('grid.everywhere')}</option>
          {areas.map((node) => (
            <option key={node.id} value={node.id}>
              {node.name}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        <span>{t('grid.cells')}</span>
        <input
          type="number"
          min={1}
          max={MOST_CELLS}
          required
          value={cells}
          onChange={(event) => setCells(Math.round(event.target.valueAsNumber))}
        />
      </label>
      <label className={styles.balance}>
        <span>{t('grid.balance')}</span>
        <input
          type="range"
          min={0}
          max={BALANCE_STEPS}
          value={step}
          aria-valuetext={t('grid.balanceValue', { streets: (BALANCE_STEPS - step) * 10, incidents: step * 10 })}
          onChange={(event) => setStep(event.target.valueAsNumber)}
        />
        <span className={styles.ends}>
          <small>{t('grid.streets')}</small>
          <small>{t('grid.balanceValue', { streets: (BALANCE_STEPS - step) * 10, incidents: step * 10 })}</small>
          <small>{t('grid.incidents')}</small>
        </span>
      </label>
      {job.failure !== undefined && (
        <div className={styles.refused} role="alert">
          <RefusalText failure={job.failure} />
        </div>
      )}
      <button type="submit" className="btn primary" disabled={!(cells >= 1 && cells <= MOST_CELLS)}>
        {t('grid.generateButton')}
      </button>
    </form>
  );
}

/** One generation at a time; the draft is fetched when it is done. */
function useGeneration() {
  const { t } = useTranslation('data');
  const [jobId, setJobId] = useState<string | undefined>(undefined);
  const [progress, setProgress] = useState<GridProgress | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const start = useMutation(
    trpc.grid.generate.mutationOptions({ onSuccess: (job) => setJobId(job.jobId), onError: (error) => setFailure(failureOf(error)) }),
  );
  const cancel = useMutation(trpc.grid.cancel.mutationOptions());
  useSubscription(
    trpc.grid.progress.subscriptionOptions(jobId === undefined ? skipToken : { jobId }, {
      onData: (step) => {
        setProgress(step);
        if (step.state === 'queued' || step.state === 'running') return;
        setJobId(undefined);
        if (step.state === 'failed') setFailure(step.error ?? { message: t('grid.failed') });
        if (step.state === 'done') void queryClient.invalidateQueries({ queryKey: trpc.grid.preview.queryKey() });
      },
      onError: (error) => {
        setFailure(failureOf(error));
        setJobId(undefined);
      },
    }),
  );
  return {
    isRunning: jobId !== undefined || start.isPending,
    progress,
    failure,
    start(input: { readonly cells: number; readonly streetShare: number; readonly jurisdictionId?: number }) {
      setFailure(undefined);
      setProgress(undefined);
      start.mutate(input);
    },
    cancel: () => jobId !== undefined && cancel.mutate({ jobId }),
  };
}
