// Format, lint, boundaries, types, dead code, manifests: everything that needs no database. Runs the checks side by side, prints each one's verdict.
import { spawn } from 'node:child_process';
import { ensureInstalled, repositoryFolder } from './ensure_installed.mjs';

ensureInstalled();

const checks = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings', '.'] },
  ...['shared', 'db', 'server', 'web', 'test'].map((folder) => ({ name: `types ${folder}`, command: ['tsc', '-p', folder] })),
  { name: 'dead code', command: ['knip', '--no-progress'] },
  { name: 'manifests', command: ['sherif', '-r', 'root-package-manager-field'] },
];

/** Two checks at a time: the machine Beatline is built on has two cores. */
const PARALLEL = 2;

function run({ name, command }) {
  return new Promise((resolve) => {
    const started = performance.now();
    const [tool, ...args] = command;
    const child = spawn(`node_modules/.bin/${tool}`, args, { cwd: repositoryFolder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ name, code: 1, output: error.message, seconds: 0 }));
    child.on('close', (code) => resolve({ name, code, output, seconds: (performance.now() - started) / 1000 }));
  });
}

const started = performance.now();
const queue = [...checks];
const failed = [];
async function work() {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
    const result = await run(check);
    process.stdout.write(`${result.code === 0 ? 'ok    ' : 'FAILED'} ${result.name} (${result.seconds.toFixed(1)} s)\n`);
    if (result.code !== 0) {
      failed.push(result.name);
      process.stdout.write(`${result.output.trimEnd()}\n`);
    }
  }
}
await Promise.all(Array.from({ length: PARALLEL }, work));
process.stdout.write(
  `verify took ${((performance.now() - started) / 1000).toFixed(1)} s${failed.length > 0 ? `; failed: ${failed.join(', ')}` : ''}\n`,
);
process.exit(failed.length > 0 ? 1 : 0);
