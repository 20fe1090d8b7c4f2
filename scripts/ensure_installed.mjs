// Brings node_modules in step with the lockfile. Plain Node, no dependency: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryFolder = dirname(dirname(fileURLToPath(import.meta.url)));
/** Corepack and pnpm 11 crash on Node 20; this version was tried with every dependency here. */
export const PNPM = 'pnpm@12.21.0';

const stampFile = join(repositoryFolder, 'node_modules', '.beatline-lockfile');

function lockfileHash() {
  const hash = createHash('sha256');
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) hash.update(readFileSync(join(repositoryFolder, name)));
  return hash.digest('hex');
}

/** Installs from the frozen lockfile unless the last install was from this very lockfile. Output goes to standard error. */
export function ensureInstalled() {
  const hash = lockfileHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return { installed: false };
  process.stderr.write('Installing packages from the lockfile (pnpm)…\n');
  const result = spawnSync('npx', ['--yes', PNPM, 'install', '--frozen-lockfile'], {
    cwd: repositoryFolder,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, CI: 'true' },
  });
  if (result.status !== 0) {
    process.stderr.write('Packages could not be installed: check that the npm registry can be reached, then run the command again.\n');
    process.exit(1);
  }
  writeFileSync(stampFile, hash);
  return { installed: true };
}
