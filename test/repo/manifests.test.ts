import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const repositoryFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The stack the product is built on, and the package each part has to live in. */
const STACK = [
  { name: 'vite', folder: 'web' },
  { name: 'react', folder: 'web' },
  { name: 'maplibre-gl', folder: 'web' },
  { name: 'deck.gl', folder: 'web' },
  { name: '@turf/turf', folder: 'web' },
  { name: '@trpc/client', folder: 'web' },
  { name: '@trpc/server', folder: 'server' },
  { name: 'drizzle-orm', folder: 'db' },
  { name: 'pg', folder: 'db' },
  { name: '@electric-sql/pglite-postgis', folder: 'db' },
  { name: 'vitest', folder: 'test' },
];

function sourcesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (name === 'node_modules' || name === 'dist') return [];
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourcesOf(path);
    return /\.(ts|tsx)$/.test(name) ? [readFileSync(path, 'utf8')] : [];
  });
}

function importsOf(folder: string): Set<string> {
  const specifiers = new Set<string>();
  for (const source of sourcesOf(folder)) {
    for (const match of source.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) specifiers.add(match[1] ?? '');
  }
  return specifiers;
}

describe('the stack', () => {
  test.each(STACK)('$name is declared in $folder and imported there', ({ name, folder }) => {
    const manifest = JSON.parse(readFileSync(join(repositoryFolder, folder, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const declared = { ...manifest['dependencies'], ...manifest['devDependencies'] };
    expect(Object.keys(declared)).toContain(name);
    const used = [...importsOf(join(repositoryFolder, folder))].some((specifier) => specifier === name || specifier.startsWith(`${name}/`));
    expect(used, `${name} is declared in ${folder}/package.json but no source imports it`).toBe(true);
  });

  test('every version is exact, so that two installs are the same', () => {
    for (const folder of ['.', 'web', 'server', 'shared', 'db', 'test']) {
      const manifest = JSON.parse(readFileSync(join(repositoryFolder, folder, 'package.json'), 'utf8')) as Record<
        string,
        Record<string, string>
      >;
      for (const [name, version] of Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] })) {
        expect(version, `${folder}: ${name}`).toMatch(/^(\d|workspace:)/);
      }
    }
  });
});
