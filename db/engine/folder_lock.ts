import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@beatline/shared/model/refusal';
import { refusalOfSystemError, systemErrorCodeOf } from './system_refusal';

export interface FolderLock {
  release(): void;
}

interface LockContent {
  readonly pid: number;
  /** Kernel start time of the process, so that a number used again by another process is not taken for the holder. */
  readonly startedAt: string;
}

const LOCK_FILE = 'beatline.lock';

/**
 * Takes the data folder for this process, making the folder when needed. A lock left by a dead process is taken over; one held by a live
 * process is refused with its number. Throws a Refusal also when the folder cannot be written.
 */
export function lockFolder(dataFolder: string): FolderLock {
  const path = join(dataFolder, LOCK_FILE);
  const own: LockContent = { pid: process.pid, startedAt: startOfProcess(process.pid) };
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dataFolder, { recursive: true });
    writeFileSync(draft, JSON.stringify(own));
  } catch (error) {
    throw refusalOfSystemError(error, dataFolder);
  }
  try {
    if (!linkIfFree(draft, path)) takeOver(path, draft, dataFolder);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (readLock(path)?.pid === process.pid) rmSync(path, { force: true });
    },
  };
}

/** A link appears with its content at once and never replaces a file, so two processes cannot both believe they hold the lock. */
function linkIfFree(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (systemErrorCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function takeOver(path: string, draft: string, dataFolder: string): void {
  const holder = readLock(path);
  if (holder !== undefined && isAlive(holder)) throw heldBy(holder, dataFolder);
  // Move the dead lock aside under our own name and look again at what was moved: someone else may have been quicker.
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemErrorCodeOf(error) !== 'ENOENT') throw error;
  }
  const moved = readLock(aside);
  if (moved !== undefined && isAlive(moved)) {
    linkIfFree(aside, path);
    rmSync(aside, { force: true });
    throw heldBy(moved, dataFolder);
  }
  rmSync(aside, { force: true });
  if (!linkIfFree(draft, path)) throw heldBy(readLock(path), dataFolder);
}

function heldBy(holder: LockContent | undefined, dataFolder: string): Refusal {
  const who = holder === undefined ? 'another process' : holder.pid === process.pid ? 'this process' : `process ${holder.pid}`;
  return new Refusal(
    'data_folder_in_use',
    `the data folder ${dataFolder} is in use by ${who}`,
    'stop the running Beatline first, or set BEATLINE_DATA to another folder',
  );
}

function readLock(path: string): LockContent | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemErrorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const match = /"pid":(\d+),"startedAt":"([^"]*)"/.exec(text);
  return match?.[1] === undefined ? undefined : { pid: Number(match[1]), startedAt: match[2] ?? '' };
}

function isAlive(holder: LockContent): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (systemErrorCodeOf(error) === 'ESRCH') return false;
  }
  const start = startOfProcess(holder.pid);
  return start === '' || holder.startedAt === '' || start === holder.startedAt;
}

/** Boot and start tick of a process where the kernel tells (Linux); empty elsewhere, then the number alone decides. */
function startOfProcess(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return `${boot}/${fields[19] ?? ''}`;
  } catch (error) {
    if (systemErrorCodeOf(error) !== undefined) return '';
    throw error;
  }
}
