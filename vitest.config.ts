import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest_first.ts';

/** A suite that starts databases, servers or browsers shares two cores with the others: give it time before calling it hung. */
const SERVICE_TIMEOUT_MS = 240_000;

/** Ten thousand files of one kind, in the long suite. */
const FUZZ_TIMEOUT_MS = 3_600_000;

/**
 * Files of these suites follow each other in the same process: reading the code and compiling the embedded engine takes longer than many a file. What
 * measures the memory of its own process, kills others or drives a browser has a process of its own.
 */
const SHARED_PROCESS = { isolate: false } as const;

/** A database of the server that the throw-away ones are copied from. */
const POSTGRES_TEMPLATE = ['test/db/postgres_template.ts'];

export default defineConfig({
  test: {
    // one more than cores: a fifth of a run is waiting for browsers and databases
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['shared/**/*.test.ts', 'server/**/*.test.ts', 'web/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          ...SHARED_PROCESS,
        },
      },
      { test: { name: 'repo', include: ['test/repo/**/*.test.ts'], testTimeout: 60_000, ...SHARED_PROCESS } },
      {
        test: {
          name: 'db',
          include: ['test/db/**/*.test.ts'],
          globalSetup: POSTGRES_TEMPLATE,
          testTimeout: SERVICE_TIMEOUT_MS,
          hookTimeout: SERVICE_TIMEOUT_MS,
          ...SHARED_PROCESS,
        },
      },
      {
        test: {
          name: 'server',
          include: ['test/server/**/*.test.ts'],
          globalSetup: POSTGRES_TEMPLATE,
          testTimeout: SERVICE_TIMEOUT_MS,
          hookTimeout: SERVICE_TIMEOUT_MS,
          ...SHARED_PROCESS,
        },
      },
      {
        test: {
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
          testTimeout: SERVICE_TIMEOUT_MS,
          hookTimeout: SERVICE_TIMEOUT_MS,
        },
      },
      {
        test: {
          name: 'fuzz',
          include: ['test/fuzz/**/*.test.ts'],
          globalSetup: POSTGRES_TEMPLATE,
          testTimeout: FUZZ_TIMEOUT_MS,
          hookTimeout: SERVICE_TIMEOUT_MS,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/run_folder.ts'],
          testTimeout: SERVICE_TIMEOUT_MS * 2,
          hookTimeout: SERVICE_TIMEOUT_MS * 2,
        },
      },
    ],
  },
});
