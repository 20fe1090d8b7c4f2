import { existsSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyTemplate, keepTemplate } from './cluster_template';
import { PGlite, type PGliteOptions, type Transaction } from '@electric-sql/pglite';
import { postgisBundle } from './postgis_bundle';
import { lockFolder } from './folder_lock';
import { diskFull, refusalOfSystemError } from './system_refusal';
import type { SqlEngine, SqlSession } from './sql_session';
import { startVacuuming } from './vacuum_embedded';
import { VALUE_PARSERS } from './value_parsers';

/** Chosen, because a fresh cluster takes 70 MB and its first write-ahead segments 32 MB more. */
const CREATION_NEEDS_BYTES = 120_000_000;
/** Below this the first checkpoint fails half-way; better to say so at the door. */
const OPENING_NEEDS_BYTES = 20_000_000;

/**
 * Opens the embedded database of a data folder: PGlite with PostGIS, its files in `<dataFolder>/database`. A folder without one gets a fresh
 * cluster, made beside and moved into place when whole. `prepare` runs before the fresh cluster is moved. Throws a Refusal when the folder is
 * in use, cannot be written or has no room.
 */
export async function openEmbedded(dataFolder: string, prepare: (engine: SqlEngine) => Promise<void>): Promise<SqlEngine> {
  const lock = lockFolder(dataFolder);
  try {
    const home = join(dataFolder, 'database');
    refuseWithoutRoom(dataFolder, existsSync(home) ? OPENING_NEEDS_BYTES : CREATION_NEEDS_BYTES);
    if (!existsSync(home)) await createCluster(home, prepare);
    const pglite = await startPglite(home);
    const stopVacuuming = startVacuuming(pglite);
    const release = () => {
      stopVacuuming();
      lock.release();
    };
    const engine = engineOver(pglite, release, dataFolder);
    try {
      await prepare(engine);
      return engine;
    } catch (error) {
      await engine.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw refusalOfSystemError(error, dataFolder);
  }
}

/** Makes a cluster with the extension and the schema in it at `home`, from the template when there is one; nothing is left there when it fails. */
async function createCluster(home: string, prepare: (engine: SqlEngine) => Promise<void>): Promise<void> {
  const draft = `${home}.new.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  try {
    if (!copyTemplate(draft)) {
      const engine = engineOver(await startPglite(draft), () => undefined, dirname(home));
      await prepare(engine);
      // COPY goes through a device that counts as a server file. There is no server here: the files it could reach are this database's own.
      await engine.transaction((session) => session.script('GRANT pg_read_server_files, pg_write_server_files TO beatline_app'));
      await engine.close();
      keepTemplate(draft);
    }
    renameSync(draft, home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function startPglite(home: string): Promise<PGlite> {
  const options: PGliteOptions = { extensions: { postgis: await postgisBundle() }, parsers: { ...VALUE_PARSERS } };
  const pglite = await PGlite.create(home, options);
  // What the queries assume of a session, as on a server; and room to sort a month of the ledger in memory, of which there is only this one user.
  await pglite.exec("SET TIME ZONE 'UTC'; SET client_min_messages = warning; SET jit = off; SET work_mem = '64MB';");
  return pglite;
}

function engineOver(pglite: PGlite, afterClose: () => void, dataFolder: string): SqlEngine {
  return {
    engine: 'embedded',
    async transaction(run) {
      await letOthersRun();
      try {
        return await pglite.transaction((transaction) => run(sessionOver(transaction)));
      } catch (error) {
        throw refusalOfSystemError(error, dataFolder);
      }
    },
    async close() {
      if (!pglite.closed) await pglite.close();
      afterClose();
    },
  };
}

/**
 * The database runs in this thread and answers without a turn of the event loop: a load of many statements would keep signals, timers and requests waiting to its
 * end if it did not step aside now and then.
 */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function sessionOver(transaction: Transaction): SqlSession {
  return {
    async query(text, parameters = []) {
      const result = await transaction.query<never>(text, [...parameters]);
      return { rows: result.rows, affectedRows: result.affectedRows ?? 0 };
    },
    async queryArrays(text, parameters = []) {
      return (await transaction.query<unknown[]>(text, [...parameters], { rowMode: 'array' })).rows;
    },
    async script(text) {
      await transaction.exec(text);
    },
    async copyIn(target, format, chunks) {
      const blob = new Blob([...chunks].map((chunk) => (typeof chunk === 'string' ? chunk : new Uint8Array(chunk))));
      await letOthersRun();
      await transaction.query(`COPY ${target} FROM '/dev/blob' WITH (FORMAT ${format})`, [], { blob });
    },
    async copyOut(select) {
      const { blob } = await transaction.query(`COPY (${select}) TO '/dev/blob' WITH (FORMAT binary)`);
      return new Uint8Array(blob === undefined ? new ArrayBuffer(0) : await blob.arrayBuffer());
    },
  };
}

function refuseWithoutRoom(dataFolder: string, bytes: number): void {
  const disk = statfsSync(dataFolder);
  if (disk.bavail * disk.bsize < bytes) throw diskFull(dataFolder);
}
