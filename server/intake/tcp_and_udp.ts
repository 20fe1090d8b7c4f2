import { Refusal } from '@beatline/shared/model/refusal';

/** What happened to a port that could not be opened, as a Refusal naming the setting to change; other errors stay as they are. */
export function refusalOfPort(error: unknown, where: string, setting: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new Refusal('port_in_use', `the port ${where} is in use`, `set ${setting} to another port`);
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    return new Refusal('address_refused', `the port ${where} cannot be opened (${code})`, `check HOST and ${setting}`);
  return error;
}

/** `host:port`, an IPv6 host in brackets. */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
