import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import type { TimeWindow } from '@beatline/shared/model/time_window';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { useFormat } from '../../../format/use_format';
import { UnitMark } from '../../../widgets/unit_mark';
import styles from './planning_drawer.module.css';
import type { SuggestionQuestion } from './use_suggestion';

/** Plannable strength: the modes the planner makes lines for, and the key of each in the question. */
const STRENGTH = [
  { mode: 'vehicle', key: 'vehicles', wanted: 4 },
  { mode: 'foot', key: 'foot', wanted: 4 },
  { mode: 'drone', key: 'drones', wanted: 1 },
] as const satisfies readonly { mode: PatrolMode; key: 'vehicles' | 'foot' | 'drones'; wanted: number }[];
const MOST_UNITS = 40;
const SEARCH_SECONDS = [10, 30, 60, 120] as const;
const WINDOWS = ['tonight', 'nextShift'] as const;
const HOUR_MS = 3_600_000;

export interface PlanFormProps {
  readonly deployment: DeploymentView;
  readonly error: { readonly message: string } | undefined;
  readonly onSuggest: (question: SuggestionQuestion) => void;
}

/** Three questions: who is on duty, from when to when, how long to search. */
export function PlanForm({ deployment, error, onSuggest }: PlanFormProps) {
  const { t } = useTranslation(['command', 'common']);
  const format = useFormat();
  const units = useQuery(trpc.units.list.queryOptions(undefined, { staleTime: Infinity })).data ?? [];
  const available = (mode: PatrolMode) => units.filter((unit) => unit.mode === mode).length;
  const [counts, setCounts] = useState<Partial<Record<'vehicles' | 'foot' | 'drones', number>>>({});
  const [window, setWindow] = useState<TimeWindow>(deployment.windows.tonight);
  const [seconds, setSeconds] = useState<number>(SEARCH_SECONDS[1]);
  const countOf = ({ mode, key, wanted }: (typeof STRENGTH)[number]) =>
    counts[key] ?? (units.length === 0 ? wanted : Math.min(wanted, available(mode)));
  const total = STRENGTH.reduce((sum, strength) => sum + countOf(strength), 0);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        const [vehicles, foot, drones] = STRENGTH.map(countOf);
        onSuggest({ ...window, vehicles: vehicles ?? 0, foot: foot ?? 0, drones: drones ?? 0, seconds });
      }}
    >
      <h3>{t('bench.who')}</h3>
      {STRENGTH.map((strength) => (
        <Stepper
          key={strength.key}
          mode={strength.mode}
          note={t('bench.available', { count: available(strength.mode) })}
          value={countOf(strength)}
          onChange={(value) => setCounts({ ...counts, [strength.key]: value })}
        />
      ))}
      <h3>{t('bench.when')}</h3>
      <div className={styles.choices}>
        {WINDOWS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={window.from === deployment.windows[name].from && window.to === deployment.windows[name].to}
            onClick={() => setWindow(deployment.windows[name])}
          >
            {t(`bench.${name}`)} <small>{format.window(deployment.windows[name])}</small>
          </button>
        ))}
      </div>
      <HourRange window={window} onChange={setWindow} />
      <h3>{t('bench.search')}</h3>
      <div className={styles.choices} role="group" aria-label={t('bench.search')}>
        {SEARCH_SECONDS.map((choice) => (
          <button key={choice} type="button" aria-pressed={seconds === choice} onClick={() => setSeconds(choice)}>
            {t('bench.seconds', { seconds: choice })}
          </button>
        ))}
      </div>
      {error !== undefined && (
        <p className={styles.error} role="alert">
          {error.message}
        </p>
      )}
      <button type="submit" className="btn primary" disabled={total === 0} data-testid="suggest">
        {t('bench.suggest')}
      </button>
      <p className={styles.note}>{t('bench.note')}</p>
    </form>
  );
}

function Stepper({
  mode,
  note,
  value,
  onChange,
}: {
  readonly mode: PatrolMode;
  readonly note: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  const { t } = useTranslation(['command', 'common']);
  const name = t(`common:mode.${mode}`);
  const set = (next: number) => onChange(Math.min(MOST_UNITS, Math.max(0, Math.round(next))));
  return (
    <div className={styles.stepper}>
      <UnitMark mode={mode} />
      <span>
        {name} <small>{note}</small>
      </span>
      <button type="button" aria-label={t('bench.fewer', { name })} onClick={() => set(value - 1)} disabled={value <= 0}>
        −
      </button>
      <input type="number" min={0} max={MOST_UNITS} aria-label={name} value={value} onChange={(event) => set(Number(event.target.value))} />
      <button type="button" aria-label={t('bench.more', { name })} onClick={() => set(value + 1)} disabled={value >= MOST_UNITS}>
        +
      </button>
    </div>
  );
}

/** Start and end hour, local; an end before the start is the next morning. A plan covers at most 24 hours. */
function HourRange({ window, onChange }: { readonly window: TimeWindow; readonly onChange: (window: TimeWindow) => void }) {
  const { t } = useTranslation('command');
  const { timeZone } = useFormat();
  const clock = createSlotClock(timeZone);
  const timeOf = (instant: string) => new Date(clock.localMs(Date.parse(instant))).toISOString().slice(11, 16);
  const change = (key: 'from' | 'to', time: string) => {
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return;
    const day = new Date(clock.localMs(Date.parse(window.from))).toISOString().slice(0, 10);
    const at = (text: string) => clock.instantOfLocalMs(Date.parse(`${day}T${text}:00Z`));
    const fromMs = at(key === 'from' ? time : timeOf(window.from));
    const toMs = at(key === 'to' ? time : timeOf(window.to));
    onChange({ from: new Date(fromMs).toISOString(), to: new Date(toMs <= fromMs ? toMs + 24 * HOUR_MS : toMs).toISOString() });
  };
  return (
    <div className={styles.hours}>
      {(['from', 'to'] as const).map((key) => (
        <label key={key}>
          {t(`window.${key}`)}
          <input
            key={window[key]}
            inputMode="numeric"
            pattern="([01]\d|2[0-3]):[0-5]\d"
            size={5}
            maxLength={5}
            defaultValue={timeOf(window[key])}
            onBlur={(event) => change(key, event.target.value)}
          />
        </label>
      ))}
    </div>
  );
}
