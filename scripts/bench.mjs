// npm run bench [-- <name>]: runs test/bench/<name>.ts, or all of them; each prints a table with its baseline and one JSON line.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, repositoryFolder } from './ensure_installed.mjs';

ensureInstalled();

const known = readdirSync(join(repositoryFolder, 'test', 'bench'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace(/\.ts$/, ''));
const [wanted, ...rest] = process.argv.slice(2);
if (wanted !== undefined && !known.includes(wanted)) {
  process.stderr.write(`No bench named ${wanted}. There are: ${known.join(', ')}\n`);
  process.exit(2);
}
let failed = 0;
for (const name of wanted === undefined ? known : [wanted]) {
  const result = spawnSync('node', ['--import', 'tsx', join('test', 'bench', `${name}.ts`), ...rest], {
    cwd: repositoryFolder,
    stdio: 'inherit',
  });
  if (result.status !== 0) failed++;
}
process.exit(failed > 0 ? 1 : 0);
