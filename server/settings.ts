import { resolve } from 'node:path';
import { Refusal } from '@beatline/shared/model/refusal';

/** What the environment sets (COMMANDS). */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string | undefined;
  readonly dataFolder: string;
  /** False: do not load the demo into an empty database. */
  readonly loadDemo: boolean;
  /** Port for JT/T 808 terminals (TCP); closed when undefined. */
  readonly jt808Port: number | undefined;
  /** Port for MAVLink (UDP); closed when undefined. */
  readonly mavlinkPort: number | undefined;
}

const DEFAULT_PORT = 4870;
const DEFAULT_HOST = '127.0.0.1';

/** Reads and checks the settings; a relative data folder is meant from `repositoryFolder`. Throws a Refusal naming the setting and its value. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>, repositoryFolder: string): Settings {
  const portText = environment['PORT'] ?? '';
  const port = portText === '' ? DEFAULT_PORT : Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Refusal('bad_setting', `PORT is not a port number: ${portText}`, 'set PORT to a number from 1 to 65535');
  }
  const databaseUrl = environment['DATABASE_URL'] ?? '';
  if (databaseUrl !== '' && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new Refusal('bad_setting', 'DATABASE_URL is not a PostgreSQL address', 'write it as postgres://user:password@host:5432/database');
  }
  const dataFolder = environment['BEATLINE_DATA'] ?? '';
  return {
    port,
    host: (environment['HOST'] ?? '') === '' ? DEFAULT_HOST : (environment['HOST'] ?? DEFAULT_HOST),
    databaseUrl: databaseUrl === '' ? undefined : databaseUrl,
    dataFolder: resolve(repositoryFolder, dataFolder === '' ? '.beatline' : dataFolder),
    loadDemo: environment['BEATLINE_DEMO'] !== '0',
    jt808Port: readDevicePort(environment, 'BEATLINE_JT808_PORT'),
    mavlinkPort: readDevicePort(environment, 'BEATLINE_MAVLINK_PORT'),
  };
}

function readDevicePort(environment: Readonly<Record<string, string | undefined>>, name: string): number | undefined {
  const text = environment[name] ?? '';
  if (text === '') return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Refusal('bad_setting', `${name} is not a port number: ${text}`, `set ${name} to a number from 1 to 65535, or leave it out`);
  return port;
}
