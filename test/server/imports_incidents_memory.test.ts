import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';

const repositoryFolder = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'beatline_memory_'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isLong = process.env['BEATLINE_LONG'] === '1';
const serverUrl = process.env['DATABASE_URL'] ?? '';
/** A command line that may not grow with the file; room for garbage that is not yet collected. */
const GROWTH_MEGABYTES = 120;
const LONG_MS = 3_600_000;

/** Incidents without an id, so that their identities have to be told by their values and numbered: the case that would need memory. */
async function writeIncidents(path: string, megabytes: number): Promise<number> {
  let rows = 0;
  function* chunks(): Generator<string> {
    yield 'occurredAt,category,lng,lat,address\n';
    for (let bytes = 0; bytes < megabytes * 2 ** 20;) {
      let chunk = '';
      for (let i = 0; i < 2000; i++, rows++) {
        const at = new Date(Date.UTC(2020, 0, 1) + rows * 37_000).toISOString();
        chunk += `${at},Mischief,${(116.2 + (rows % 9973) / 50_000).toFixed(6)},${(39.8 + (rows % 9967) / 50_000).toFixed(6)},Street ${rows % 700}\n`;
      }
      bytes += chunk.length;
      yield chunk;
    }
  }
  await pipeline(Readable.from(chunks()), createWriteStream(path));
  return rows;
}

interface Run {
  readonly out: string;
  readonly err: string;
  /** Most memory the process held, of the kernel's own books. */
  readonly peakMegabytes: number;
}

function beatline(environment: Readonly<Record<string, string>>, heapMegabytes: number, words: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, 'scripts/beatline.mjs', ...words], {
      cwd: repositoryFolder,
      env: { ...process.env, DATABASE_URL: '', ...environment },
    });
    let [out, err, peak] = ['', '', 0];
    child.stdout.on('data', (text) => (out += String(text)));
    child.stderr.on('data', (text) => (err = (err + String(text)).slice(-4000)));
    const look = setInterval(() => {
      const high = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      peak = Math.max(peak, Number(high ?? 0) / 1024);
    }, 50);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(look);
      if (code === 0) resolve({ out, err, peakMegabytes: peak });
      else reject(new Error(`beatline ${words.join(' ')} ended with ${code}: ${err}`));
    });
  });
}

/** `heapMegabytes` is what V8 may keep: a third of the long file's bytes at most, and the embedded engine alone takes some 100. */
describe.each([
  { engine: 'embedded', skipped: process.platform !== 'linux', megabytes: isLong ? 100 : 8, heapMegabytes: 200 },
  { engine: 'postgres', skipped: process.platform !== 'linux' || serverUrl === '', megabytes: isLong ? 300 : 12, heapMegabytes: 96 },
])('a long file of incidents ($engine)', ({ engine, skipped, megabytes, heapMegabytes }) => {
  test.skipIf(skipped)(
    `of ${megabytes} MB is loaded in the memory a short one takes`,
    async () => {
      const name = `beatline_memory_${process.pid}`;
      const client = engine === 'postgres' ? new Client({ connectionString: serverUrl }) : undefined;
      await client?.connect();
      await client?.query(`CREATE DATABASE ${name}`);
      const url = engine === 'postgres' ? new URL(serverUrl) : undefined;
      if (url !== undefined) url.pathname = `/${name}`;
      const environment: Record<string, string> = url === undefined ? { BEATLINE_DATA: join(folder, engine) } : { DATABASE_URL: url.href };
      try {
        await beatline(environment, heapMegabytes, [
          'deployment',
          'set',
          '--crs',
          'EPSG:32650',
          '--tz',
          'Asia/Shanghai',
          '--name',
          'memory',
          '--cell-meters',
          '100',
        ]);
        const peaks: number[] = [];
        for (const size of [2, megabytes]) {
          const path = join(folder, `${engine}_${size}.csv`);
          const rows = await writeIncidents(path, size);
          expect(statSync(path).size).toBeGreaterThan(size * 2 ** 20);
          const run = await beatline(environment, heapMegabytes, ['import', 'incidents', path, '--crs', 'EPSG:4326', '--json']);
          const answer = JSON.parse(run.out) as { rows: number; loaded: number; unchanged: number; rejected: number };
          expect(answer).toMatchObject({ rows, rejected: 0 });
          expect(answer.loaded + answer.unchanged).toBe(rows);
          peaks.push(run.peakMegabytes);
        }
        const [short = 0, long = 0] = peaks;
        process.stdout.write(`peak memory (${engine}): ${short.toFixed(0)} MB for 2 MB, ${long.toFixed(0)} MB for ${megabytes} MB\n`);
        expect(long - short).toBeLessThan(GROWTH_MEGABYTES);
      } finally {
        await client?.query(`DROP DATABASE ${name} WITH (FORCE)`);
        await client?.end();
      }
    },
    LONG_MS,
  );
});
