import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/use_format';
import { useNowMs } from '../../../state/clock';
import page from '../command_page.module.css';
import { WINDOW_CHOICES, type CommandState } from '../command_state';
import styles from './left_rail.module.css';

const MINUTE_MS = 60_000;

export function TimeWindowPicker({ state }: { readonly state: CommandState }) {
  const { t } = useTranslation('command');
  const format = useFormat();
  const nowMs = useNowMs(MINUTE_MS);
  const { window } = state;
  return (
    <section className={page.section} aria-label={t('window.title')}>
      <h2 className={page.heading}>{t('window.title')}</h2>
      <div className={styles.choices} role="group" aria-label={t('window.title')}>
        {WINDOW_CHOICES.map((choice) => (
          <button
            key={choice}
            type="button"
            aria-pressed={state.choice === choice}
            onClick={() => {
              if (choice === 'custom' && state.custom === undefined && window !== undefined) state.setCustom(window);
              state.setChoice(choice);
            }}
          >
            {t(`window.${choice}`)}
          </button>
        ))}
      </div>
      {window !== undefined && (
        <div className={styles.span}>
          <b>{format.window(window)}</b>
          {nowMs !== undefined && <Progress fromMs={Date.parse(window.from)} toMs={Date.parse(window.to)} nowMs={nowMs} />}
        </div>
      )}
      {state.choice === 'custom' && window !== undefined && <CustomWindow state={state} />}
    </section>
  );
}

function Progress({ fromMs, toMs, nowMs }: { readonly fromMs: number; readonly toMs: number; readonly nowMs: number }) {
  const { t } = useTranslation('command');
  const format = useFormat();
  if (nowMs <= fromMs) return <>{` ${t('window.notStarted')}`}</>;
  if (nowMs >= toMs) return null;
  return <>{`\u2003${t('window.elapsed', { time: format.duration((nowMs - fromMs) / 1000) })}`}</>;
}

/** Two local times; a window that ends before it starts is not taken over. */
function CustomWindow({ state }: { readonly state: CommandState }) {
  const { t } = useTranslation('command');
  const { timeZone } = useFormat();
  const clock = createSlotClock(timeZone);
  const window = state.window;
  if (window === undefined) return null;
  const textOf = (instant: string) => new Date(clock.localMs(Date.parse(instant))).toISOString().slice(0, 16);
  const write = (key: 'from' | 'to', text: string) => {
    const localMs = Date.parse(`${text}Z`);
    if (Number.isNaN(localMs)) return;
    const next = { ...window, [key]: new Date(clock.instantOfLocalMs(localMs)).toISOString() };
    if (Date.parse(next.from) < Date.parse(next.to)) state.setCustom(next);
  };
  return (
    <div className={styles.custom}>
      {(['from', 'to'] as const).map((key) => (
        <label key={key}>
          {t(`window.${key}`)}
          <input
            type="datetime-local"
            key={window[key]}
            defaultValue={textOf(window[key])}
            onBlur={(event) => write(key, event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && write(key, event.currentTarget.value)}
          />
        </label>
      ))}
    </div>
  );
}
