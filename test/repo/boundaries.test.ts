import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const repositoryFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** One folder per package, removed after the run; git ignores it. */
const PLANTED = 'planted_violation';

const violations = [
  {
    file: 'shared',
    source: "import { readFileSync } from 'node:fs';\nexport const text = readFileSync('x', 'utf8');\n",
    says: 'shared is pure',
  },
  { file: 'shared', source: 'export const now = Date.now();\n', says: 'shared has no clock' },
  { file: 'shared', source: 'export const draw = Math.random();\n', says: 'no randomness' },
  { file: 'shared', source: "export { openDatabase } from '@beatline/db/engine/database';\n", says: 'imports no other package' },
  { file: 'shared', source: "import { eq } from 'drizzle-orm';\nexport const equal = eq;\n", says: 'not its surroundings' },
  {
    file: 'shared',
    source: "import { pgTable } from 'drizzle-orm/pg-core';\nexport const table = pgTable;\n",
    says: 'not its surroundings',
  },
  { file: 'db', source: "export { startServer } from '@beatline/server/main';\n", says: 'db imports shared only' },
  { file: 'server', source: "import { sql } from 'drizzle-orm';\nexport const query = sql;\n", says: 'SQL lives in db' },
  { file: 'server', source: "import pg from 'pg';\nexport const pool = pg.Pool;\n", says: 'SQL lives in db' },
  { file: 'server', source: "export { App } from '@beatline/web/app';\n", says: 'server imports db and shared only' },
  { file: 'web', source: "export { openDatabase } from '@beatline/db/engine/database';\n", says: 'web knows shared' },
  {
    file: 'web',
    source: "import { appRouter } from '@beatline/server/routers/app_router';\nexport const router = appRouter;\n",
    says: 'as types only',
  },
  { file: 'web', source: "import { join } from 'node:path';\nexport const path = join('a');\n", says: 'runs in a browser' },
  { file: 'shared', source: 'export function quiet(): void {\n  try {\n    JSON.parse("");\n  } catch {}\n}\n', says: 'no-empty' },
  { file: 'web', source: 'export const loose: any = 1;\n', says: 'no-explicit-any' },
];

function lint(path: string): string {
  const result = spawnSync('node_modules/.bin/oxlint', [path], { cwd: repositoryFolder, encoding: 'utf8' });
  return `${result.status === 0 ? 'PASSED' : 'REFUSED'}\n${result.stdout}${result.stderr}`;
}

function removePlanted(): void {
  for (const name of ['shared', 'db', 'server', 'web']) rmSync(join(repositoryFolder, name, PLANTED), { recursive: true, force: true });
}

describe('the boundaries between packages', () => {
  beforeAll(removePlanted);
  afterAll(removePlanted);

  test.each(violations.map((violation, index) => ({ ...violation, index })))(
    'refuse in $file: $says ($index)',
    ({ file, source, says, index }) => {
      const folder = join(repositoryFolder, file, PLANTED);
      mkdirSync(folder, { recursive: true });
      const path = join(file, PLANTED, `case_${index}.ts`);
      writeFileSync(join(repositoryFolder, path), source);
      const answer = lint(path);
      expect(answer).toContain('REFUSED');
      expect(answer).toContain(says);
    },
  );

  test('let a type of the server through to the web', () => {
    mkdirSync(join(repositoryFolder, 'web', PLANTED), { recursive: true });
    const path = join('web', PLANTED, 'allowed.ts');
    writeFileSync(
      join(repositoryFolder, path),
      "import type { AppRouter } from '@beatline/server/routers/app_router';\nexport type Router = AppRouter;\n",
    );
    expect(lint(path)).toContain('PASSED');
  });
});
