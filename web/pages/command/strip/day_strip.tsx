import type { StripView } from '@beatline/shared/model/views/coverage_view';
import type { TimeWindow } from '@beatline/shared/model/time_window';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../../api/client';
import { useFormat } from '../../../format/use_format';
import { useNowMs } from '../../../state/clock';
import { ErrorState } from '../../../widgets/error_state';
import type { CommandState } from '../command_state';
import styles from './day_strip.module.css';
import { PLAYBACK_SPEED, usePlayback, type Playback } from './playback';
import { StripChart } from './strip_chart';

const BIN_SECONDS = 900;
const HOUR_MS = 3_600_000;

export interface DayStripProps {
  readonly state: CommandState;
  readonly window: TimeWindow;
  readonly playback: Playback;
}

/** When in the 24 hours is risk outside standard; and the playhead that replays what was driven. */
export function DayStrip({ state, window, playback }: DayStripProps) {
  const question = state.question?.modes === undefined ? window : { ...window, modes: state.question.modes };
  const strip = useQuery({
    ...trpc.coverage.strip.queryOptions({ ...question, binSeconds: BIN_SECONDS }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Controls playback={playback} window={window} />
      {strip.data === undefined ? (
        strip.isError ? (
          <ErrorState error={strip.error} onRetry={() => void strip.refetch()} />
        ) : (
          <div />
        )
      ) : (
        <Chart strip={strip.data} state={state} playback={playback} />
      )}
    </>
  );
}

function Chart({ strip, state, playback }: { readonly strip: StripView; readonly state: CommandState; readonly playback: Playback }) {
  const nowMs = useNowMs(60_000) ?? Date.parse(strip.window.to);
  return <StripChart strip={strip} chosen={state.window} nowMs={nowMs} playback={playback} />;
}

function Controls({ playback, window }: { readonly playback: Playback; readonly window: TimeWindow }) {
  const { t } = useTranslation('command');
  const format = useFormat();
  const { instantMs, playing } = usePlayback(playback);
  const nowMs = useNowMs(1000);
  if (nowMs === undefined) return <div className={styles.controls} />;
  const fromMs = Date.parse(window.from);
  const endMs = Math.min(nowMs, Date.parse(window.to));
  const shownMs = instantMs ?? nowMs;
  const toggle = () => {
    if (playing) return playback.pause();
    if (instantMs === undefined) playback.seek(Math.max(fromMs, endMs - HOUR_MS));
    playback.play(endMs);
  };
  return (
    <div className={styles.controls}>
      <div className={styles.time}>
        {format.time(shownMs)}
        <small>
          {format.weekday(shownMs)} {t(instantMs === undefined ? 'strip.live' : 'strip.replay')}
        </small>
      </div>
      <div className={styles.buttons}>
        <button type="button" aria-label={t('strip.toStart')} title={t('strip.toStart')} onClick={() => playback.seek(fromMs)}>
          <svg width="12" height="12" aria-hidden="true">
            <path d="M1 1v10M11 1L3 6l8 5z" stroke="currentColor" fill="currentColor" />
          </svg>
        </button>
        <button
          type="button"
          aria-label={t(playing ? 'strip.pause' : 'strip.play')}
          title={t(playing ? 'strip.pause' : 'strip.play')}
          onClick={toggle}
        >
          <svg width="12" height="12" aria-hidden="true">
            <path d={playing ? 'M2 1h3v10H2zM7 1h3v10H7z' : 'M2 1l9 5-9 5z'} fill="currentColor" />
          </svg>
        </button>
        <button
          type="button"
          aria-label={t('strip.toLive')}
          title={t('strip.toLive')}
          onClick={() => playback.seek(undefined)}
          disabled={instantMs === undefined}
        >
          <svg width="12" height="12" aria-hidden="true">
            <path d="M11 1v10M1 1l8 5-8 5z" stroke="currentColor" fill="currentColor" />
          </svg>
        </button>
        <em>{t('strip.speed', { speed: PLAYBACK_SPEED })}</em>
      </div>
      <p>{t('strip.caption')}</p>
    </div>
  );
}
