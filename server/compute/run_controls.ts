/** What a task tells while it runs, and asks. */
export interface RunControls<Progress> {
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly shouldStop: () => boolean;
}

export type Task<Input, Output, Progress> = (input: Input, controls: RunControls<Progress>) => Output;
