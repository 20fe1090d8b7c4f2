/** A value that changes and can be followed: followers get the current one at once, then each later one; a slow follower skips to the newest. */
export interface LatestValue<T> {
  get(): T;
  set(value: T): void;
  /** Ends when `isLast` answers true for a value just given, or when the signal aborts. */
  follow(signal: AbortSignal | undefined, isLast?: (value: T) => boolean): AsyncGenerator<T>;
}

export function createLatestValue<T>(initial: T): LatestValue<T> {
  let value = initial;
  let version = 0;
  const wakers = new Set<() => void>();

  function changed(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        wakers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      wakers.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  return {
    get: () => value,
    set(next) {
      value = next;
      version++;
      // Each waker takes itself out of the set, which a walk over a set allows.
      for (const wake of wakers) wake();
    },
    async *follow(signal, isLast = () => false) {
      let seen = -1;
      while (signal?.aborted !== true) {
        if (seen === version) {
          await changed(signal);
          continue;
        }
        seen = version;
        const given = value;
        yield given;
        if (isLast(given)) return;
      }
    },
  };
}
