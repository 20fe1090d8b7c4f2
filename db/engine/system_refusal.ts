import { Refusal } from '@beatline/shared/model/refusal';

/** The code of a system or database error (`ENOSPC`, `53100`), undefined for anything else that was thrown. */
export function systemErrorCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);
/** PostgreSQL's codes for a full disk, and the system's own. */
const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', '53100']);

/** Turns what the file system or the database says about a folder into one sentence a person can act on; other errors come back as they are. */
export function refusalOfSystemError(error: unknown, dataFolder: string): unknown {
  const code = systemErrorCodeOf(error) ?? '';
  const message = error instanceof Error ? error.message : '';
  if (DISK_FULL.has(code) || /no space left on device/i.test(message)) return diskFull(dataFolder);
  if (NOT_WRITABLE.has(code)) {
    return new Refusal(
      'data_folder_not_writable',
      `the data folder ${dataFolder} cannot be written (${code})`,
      'give this user write access to it, or set BEATLINE_DATA to a folder that can be written',
    );
  }
  return error;
}

export function diskFull(where: string): Refusal {
  return new Refusal(
    'disk_full',
    `no space is left on the disk that holds ${where}`,
    'free some space or set BEATLINE_DATA to a folder on another disk, then run it again',
  );
}
