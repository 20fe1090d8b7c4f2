// Builds the pages when their sources changed since the last build. Plain Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist']);

/** Hash of everything the pages are built from: names and contents, tests left out. */
function hashOfSources(repositoryFolder) {
  const hash = createHash('sha256');
  const visit = (folder) => {
    for (const entry of readdirSync(join(repositoryFolder, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) visit(path);
      } else if (!/\.test\.tsx?$/.test(entry.name)) {
        hash
          .update(path)
          .update('\0')
          .update(readFileSync(join(repositoryFolder, path)))
          .update('\0');
      }
    }
  };
  for (const folder of ['web', 'shared']) visit(folder);
  for (const file of ['pnpm-lock.yaml', 'tsconfig.base.json']) hash.update(readFileSync(join(repositoryFolder, file)));
  return hash.digest('hex');
}

/** Starts a build when one is needed. `done` resolves to `{ ok, output }` and never rejects; `stop` ends a running build. */
export function startWebBuild(repositoryFolder, say) {
  const stampFile = join(repositoryFolder, '.cache', 'web-sources');
  const hash = hashOfSources(repositoryFolder);
  const isBuilt =
    existsSync(join(repositoryFolder, 'web', 'dist', 'index.html')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash;
  if (isBuilt) return { done: Promise.resolve({ ok: true, output: '' }), stop() {} };

  say('Building the pages…');
  const started = performance.now();
  rmSync(stampFile, { force: true });
  const child = spawn(join(repositoryFolder, 'web', 'node_modules', '.bin', 'vite'), ['build', '--logLevel', 'warn'], {
    cwd: join(repositoryFolder, 'web'),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A shell or a test run may carry another value, and would get React's development build.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const done = new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => {
      if (code === 0) {
        mkdirSync(join(repositoryFolder, '.cache'), { recursive: true });
        writeFileSync(stampFile, hash);
        say(`Pages built (${((performance.now() - started) / 1000).toFixed(1)} s).`);
      }
      resolve({ ok: code === 0, output });
    });
  });
  return {
    done,
    stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
    },
  };
}
