// npm run -s beatline -- <verb>: starts the command line in this process, reading its TypeScript through tsx.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from './ensure_installed.mjs';

if (!existsSync(join(repositoryFolder, 'node_modules', 'tsx'))) {
  process.stderr.write('The packages are not installed: run npm start once, or npx --yes pnpm@12.21.0 install --frozen-lockfile.\n');
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
const { runCommandLine } = await import('../server/cli/main.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
