import type { LngLat } from '@beatline/shared/geo/lng_lat';
import type { Plan } from '@beatline/shared/model/plan';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/use_format';
import { ErrorState } from '../../../widgets/error_state';
import { Loading } from '../../../widgets/loading';
import { PlanActions } from './plan_actions';
import { PlanComparison } from './plan_comparison';
import { PlanForm } from './plan_form';
import { PlanGantt } from './plan_gantt';
import { PlanList } from './plan_list';
import { PlanRunning } from './plan_running';
import { RemainingGaps } from './remaining_gaps';
import styles from './planning_drawer.module.css';
import { useSuggestion } from './use_suggestion';

export interface PlanningDrawerProps {
  readonly deployment: DeploymentView;
  /** The plan shown, when one is chosen and read. */
  readonly plan: Plan | undefined;
  readonly planError: { readonly message: string } | undefined;
  readonly planCode: string | undefined;
  readonly onPlan: (code: string | undefined) => void;
  /** The one line looked at; undefined: all. */
  readonly line: number | undefined;
  readonly onLine: (line: number | undefined) => void;
  readonly onClose: () => void;
  readonly onFlyTo: (position: LngLat) => void;
  readonly onOpenSquare: (squareId: number, center: LngLat) => void;
}

/** The planning bench: who and when, the search with its progress, the suggestion beside its alternatives, approve. */
export function PlanningDrawer(props: PlanningDrawerProps) {
  const { deployment, plan, planError, planCode, onPlan, line, onLine, onClose, onFlyTo, onOpenSquare } = props;
  const { t } = useTranslation(['command', 'common']);
  const format = useFormat();
  const suggestion = useSuggestion(onPlan);
  return (
    <aside className={styles.drawer} aria-label={t('bench.title')} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <header className={styles.head}>
        <h2>{t('bench.title')}</h2>
        {plan !== undefined && !suggestion.running && <span>{format.window(plan.window)}</span>}
        <button type="button" aria-label={t('common:close')} onClick={onClose}>
          ×
        </button>
      </header>
      <div className={styles.body}>
        {suggestion.running && <PlanRunning progress={suggestion.progress} onStop={suggestion.stop} />}
        {!suggestion.running && planCode === undefined && (
          <>
            <PlanForm deployment={deployment} error={suggestion.error} onSuggest={suggestion.start} />
            <PlanList onOpen={onPlan} />
          </>
        )}
        {!suggestion.running &&
          planCode !== undefined &&
          plan === undefined &&
          (planError === undefined ? <Loading /> : <MissingPlan error={planError} onBack={() => onPlan(undefined)} />)}
        {!suggestion.running && plan !== undefined && (
          <>
            <PlanComparison plan={plan} />
            <PlanGantt plan={plan} line={line} onLine={onLine} onFlyTo={onFlyTo} />
            <RemainingGaps plan={plan} onOpenSquare={onOpenSquare} />
          </>
        )}
      </div>
      {!suggestion.running && plan !== undefined && <PlanActions plan={plan} onNew={() => onPlan(undefined)} />}
    </aside>
  );
}

/** A link to a plan that is not there any more. */
function MissingPlan({ error, onBack }: { readonly error: { readonly message: string }; readonly onBack: () => void }) {
  const { t } = useTranslation('command');
  return (
    <div className={styles.missing}>
      <ErrorState error={error} />
      <button type="button" className="btn" onClick={onBack}>
        {t('bench.new')}
      </button>
    </div>
  );
}
