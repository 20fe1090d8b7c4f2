import { Refusal } from '@beatline/shared/model/refusal';

/** Many small submissions share one transaction: whoever comes while one is being written waits for the next, which takes all that have come by then. */
export interface GroupCommit<S, R> {
  /** Resolves once the submission is durable. Never refuses for length: ask {@link waiting} first. */
  submit(submission: S): Promise<R>;
  /** Size of what waits or is being written. */
  waiting(): number;
  /** Runs something that must not happen while a group is written. */
  inTurn<T>(run: () => Promise<T>): Promise<T>;
}

export interface GroupCommitOptions<S, R> {
  /** Writes a group in one transaction and answers for each submission, in their order. */
  readonly commit: (group: readonly S[]) => Promise<readonly R[]>;
  readonly sizeOf: (submission: S) => number;
  /** A group is closed at this size; a larger submission is a group of its own. */
  readonly groupMost: number;
}

interface Waiting<S, R> {
  readonly submission: S;
  readonly size: number;
  resolve(result: R): void;
  reject(error: unknown): void;
}

export function createGroupCommit<S, R>({ commit, sizeOf, groupMost }: GroupCommitOptions<S, R>): GroupCommit<S, R> {
  const queue: Waiting<S, R>[] = [];
  let waitingSize = 0;
  let working = false;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const next = last.then(run);
    // One that fails does not stop the ones behind it; its own caller is told.
    last = next.catch(() => undefined);
    return next;
  }

  function takeGroup(): Waiting<S, R>[] {
    let size = 0;
    let count = 0;
    while (count < queue.length && (count === 0 || size + queue[count].size <= groupMost)) size += queue[count++].size;
    return queue.splice(0, count);
  }

  async function writeGroup(group: readonly Waiting<S, R>[]): Promise<void> {
    try {
      const results = await commit(group.map((waiting) => waiting.submission));
      group.forEach((waiting, i) => waiting.resolve(results[i]));
    } catch (error) {
      // What the database as a whole refuses it refuses for each; anything else may be the fault of one, which must not take the others with it.
      if (group.length === 1 || error instanceof Refusal) for (const waiting of group) waiting.reject(error);
      else for (const waiting of group) await writeGroup([waiting]);
    }
  }

  async function work(): Promise<void> {
    while (queue.length > 0) {
      await inTurn(async () => {
        const group = takeGroup();
        await writeGroup(group);
        for (const { size } of group) waitingSize -= size;
      });
    }
    working = false;
  }

  return {
    submit(submission) {
      return new Promise<R>((resolve, reject) => {
        const size = sizeOf(submission);
        queue.push({ submission, size, resolve, reject });
        waitingSize += size;
        if (working) return;
        working = true;
        void work();
      });
    },
    waiting: () => waitingSize,
    inTurn,
  };
}
