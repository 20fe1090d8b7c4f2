import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the files of one run share. */
    readonly runFolder: string;
  }
}

/** Makes a folder for one run of the browser tests. Answers how to remove it. */
export default function setUp(project: TestProject): () => void {
  const runFolder = mkdtempSync(join(tmpdir(), 'beatline_e2e_run_'));
  project.provide('runFolder', runFolder);
  return () => rmSync(runFolder, { recursive: true, force: true });
}
