import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase, withDeployment } from '@beatline/db/engine/database';
import { refusalOfSystemError } from '@beatline/db/engine/system_refusal';
import { lockFolder } from '@beatline/db/engine/folder_lock';
import { migrate } from '@beatline/db/engine/migrate';
import { refuseOldServer } from '@beatline/db/engine/postgres';
import type { SqlEngine, SqlSession } from '@beatline/db/engine/sql_session';

const folder = mkdtempSync(join(tmpdir(), 'beatline_refusals_'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a data folder that cannot be made is refused with what to do, and nothing is left', async () => {
  const file = join(folder, 'a_file');
  writeFileSync(file, '');
  await expect(openDatabase({ dataFolder: join(file, 'data') })).rejects.toMatchObject({
    name: 'Refusal',
    code: 'data_folder_not_writable',
    message: expect.stringContaining(join(file, 'data')),
    hint: expect.stringContaining('BEATLINE_DATA'),
  });
  expect(readFileSync(file, 'utf8')).toBe('');
});

test('a full disk is one sentence, whichever layer says so', () => {
  for (const error of [
    Object.assign(new Error('write failed'), { code: 'ENOSPC' }),
    Object.assign(new Error('could not extend file'), { code: '53100' }),
    new Error('PANIC: No space left on device'),
  ]) {
    expect(refusalOfSystemError(error, '/data')).toMatchObject({
      code: 'disk_full',
      message: 'no space is left on the disk that holds /data',
    });
  }
  const other = new Error('something else');
  expect(refusalOfSystemError(other, '/data')).toBe(other);
});

test('a folder held by a live process is refused with its number; once it is dead the lock is taken over', async () => {
  const held = join(folder, 'held');
  const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(holder, 'spawn');
  lockFolder(held).release();
  writeFileSync(join(held, 'beatline.lock'), `{"pid":${holder.pid},"startedAt":""}`);
  await expect(openDatabase({ dataFolder: held })).rejects.toMatchObject({
    code: 'data_folder_in_use',
    message: `the data folder ${held} is in use by process ${holder.pid}`,
  });
  holder.kill();
  await once(holder, 'exit');
  const lock = lockFolder(held);
  expect(() => lockFolder(held)).toThrow(/in use by this process/);
  lock.release();
  expect(readdirSync(held)).toEqual([]);
});

test.runIf(existsSync('/proc/1/stat'))('a process number used again by another process does not keep the folder locked', () => {
  const reused = join(folder, 'reused');
  lockFolder(reused).release();
  writeFileSync(join(reused, 'beatline.lock'), `{"pid":1,"startedAt":"an earlier boot/12"}`);
  lockFolder(reused).release();
  expect(readdirSync(reused)).toEqual([]);
});

test('a server that is not there, or an address that is none, is refused at once', async () => {
  await expect(openDatabase({ databaseUrl: 'postgres://nobody:secret@127.0.0.1:1/none' })).rejects.toMatchObject({
    code: 'database_unreachable',
    message: expect.stringMatching(/^the database server at 127\.0\.0\.1:1\/none does not answer/),
  });
  await expect(openDatabase({ databaseUrl: 'mysql://x' })).rejects.toMatchObject({ code: 'database_url' });
  await expect(openDatabase({ databaseUrl: 'postgres://user:secret@no.such.host.invalid/x' })).rejects.toSatisfy(
    (error: Error) => !error.message.includes('secret'),
  );
});

test('a server that accepts and says nothing is given up on', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(openDatabase({ databaseUrl: `postgres://u@127.0.0.1:${port}/x` })).rejects.toMatchObject({ code: 'database_unreachable' });
  server.close();
}, 20_000);

test('a server older than PostgreSQL 15 is refused, 15 is not', () => {
  expect(() => refuseOldServer({ version: '140012', readable: '14.12' }, 'db:5432/x')).toThrow(
    'the server at db:5432/x runs PostgreSQL 14.12, Beatline needs 15 or newer',
  );
  expect(() => refuseOldServer({ version: '150000', readable: '15.0' }, 'db:5432/x')).not.toThrow();
});

/** An engine that answers what a server with this PostGIS would. */
function serverWith(installed: string | null, available: string | null): SqlEngine {
  const session: SqlSession = {
    query: async (text) => {
      const rows: object[] = text.includes('pg_extension') ? [{ installed, available }] : [{ present: false }];
      return { rows: rows as never[], affectedRows: 0 };
    },
    queryArrays: async () => [],
    script: async () => {
      throw Object.assign(new Error('permission denied'), { code: '42501' });
    },
    copyIn: async () => undefined,
    copyOut: async () => new Uint8Array(),
  };
  return { engine: 'postgres', transaction: (run) => run(session), close: async () => undefined };
}

test('PostGIS missing, forbidden or older than 3.3 is refused with what to do', async () => {
  await expect(migrate(serverWith(null, null))).rejects.toMatchObject({
    code: 'postgis_missing',
    hint: expect.stringContaining('postgresql-15-postgis-3'),
  });
  await expect(migrate(serverWith(null, '3.4.0'))).rejects.toMatchObject({
    code: 'postgis_missing',
    hint: expect.stringContaining('CREATE EXTENSION postgis'),
  });
  await expect(migrate(serverWith('3.2.1', '3.4.0'))).rejects.toMatchObject({
    code: 'postgis_too_old',
    message: 'the database has PostGIS 3.2.1, Beatline needs 3.3 or newer',
  });
});

test('a database of another schema is refused, and its folder is free again', async () => {
  const foreign = join(folder, 'foreign');
  const database = await openDatabase({ dataFolder: foreign });
  await database.sql.transaction((session) =>
    session.query("INSERT INTO schema_version (version, name, sha256) VALUES (9999, 'from_the_future', '')"),
  );
  await database.close();
  await expect(openDatabase({ dataFolder: foreign })).rejects.toMatchObject({
    code: 'schema_foreign',
    message: expect.stringContaining('9999'),
  });
  expect(existsSync(join(foreign, 'beatline.lock'))).toBe(false);
});

test('what was stored is there after the database is closed and opened again', async () => {
  const kept = join(folder, 'kept');
  const first = await openDatabase({ dataFolder: kept });
  await withDeployment(first, ({ session }) => session.query("INSERT INTO category VALUES ('kept', 'other', 'street')"));
  await first.close();
  const second = await openDatabase({ dataFolder: kept });
  const { rows } = await withDeployment(second, ({ session }) => session.query("SELECT code FROM category WHERE code = 'kept'"));
  await second.close();
  expect(rows).toEqual([{ code: 'kept' }]);
});
