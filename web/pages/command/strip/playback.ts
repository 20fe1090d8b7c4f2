import { useSyncExternalStore } from 'react';

/** Replay speed: an hour in a minute, as the design's strip says. */
export const PLAYBACK_SPEED = 60;
const TICK_MS = 100;

export interface PlaybackState {
  /** The instant shown; undefined while the page is live. */
  readonly instantMs: number | undefined;
  readonly playing: boolean;
}

/** Where the playhead stands. Kept outside React's page state: only the strip and the map move with it, ten times a second. */
export interface Playback {
  readonly get: () => PlaybackState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly seek: (instantMs: number | undefined) => void;
  /** Plays up to `untilMs`, then the page is live again. */
  readonly play: (untilMs: number) => void;
  readonly pause: () => void;
}

export function createPlayback(): Playback {
  let state: PlaybackState = { instantMs: undefined, playing: false };
  let timer: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<() => void>();
  const change = (next: PlaybackState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    seek(instantMs) {
      stop();
      change({ instantMs, playing: false });
    },
    play(untilMs) {
      stop();
      if (state.instantMs === undefined) return;
      change({ ...state, playing: true });
      timer = setInterval(() => {
        const next = (state.instantMs ?? untilMs) + TICK_MS * PLAYBACK_SPEED;
        if (next < untilMs) return change({ instantMs: next, playing: true });
        stop();
        change({ instantMs: undefined, playing: false });
      }, TICK_MS);
    },
    pause() {
      stop();
      change({ ...state, playing: false });
    },
  };
}

export function usePlayback(playback: Playback): PlaybackState {
  return useSyncExternalStore(playback.subscribe, playback.get);
}
