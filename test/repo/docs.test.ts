import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const repositoryFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function markdownBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (name === 'node_modules' || name.startsWith('.')) return [];
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return markdownBelow(path);
    return name.endsWith('.md') ? [path] : [];
  });
}

/** Paths of the project as documents write them in code spans: `shared/coverage/visits.ts`, `db/migrations`. */
const CODE_PATH = /`((?:web|server|shared|db|test|docs|scripts|\.ci)\/[\w./-]+)`/g;
const LINK = /\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g;

test('every path a document names exists', () => {
  const missing: string[] = [];
  for (const file of markdownBelow(repositoryFolder)) {
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(CODE_PATH)) {
      if (!existsSync(join(repositoryFolder, match[1] ?? ''))) missing.push(`${file}: ${match[1]}`);
    }
    for (const match of text.matchAll(LINK)) {
      if (!existsSync(join(dirname(file), match[1] ?? ''))) missing.push(`${file}: ${match[1]}`);
    }
  }
  expect(missing).toEqual([]);
});
