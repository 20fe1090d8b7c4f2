/** Worker threads run the same TypeScript as this process; the loader is found from this file, not from the working directory. */
export const WORKER_EXEC_ARGV: readonly string[] = ['--import', import.meta.resolve('tsx')];
