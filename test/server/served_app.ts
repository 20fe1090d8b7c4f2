import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import type { Database } from '@beatline/db/engine/database';
import type { App } from '@beatline/server/app';
import { createApp } from '@beatline/server/create_app';
import { createServer } from '@beatline/server/http/create_server';
import type { AppRouter } from '@beatline/server/routers/app_router';
import { PROCEDURE_PATH, wireTransformer } from '@beatline/shared/model/wire';
import { NOW_MS } from './small_town';

export interface ServedApp {
  readonly app: App;
  readonly url: string;
  readonly client: TRPCClient<AppRouter>;
  /** Bugs the server reported. */
  readonly bugs: unknown[];
  /** Moves the clock of the app. */
  setNow(nowMs: number): void;
  stop(): Promise<void>;
}

/** The app over a database, served over HTTP on a free port with a page of one line, at a Friday evening. The database stays open when it stops. */
export async function serveApp(database: Database): Promise<ServedApp> {
  let nowMs = NOW_MS;
  const bugs: unknown[] = [];
  const app = createApp(database, { threads: false, log: () => undefined, nowMs: () => nowMs });
  const webFolder = mkdtempSync(join(tmpdir(), 'beatline_web_'));
  writeFileSync(join(webFolder, 'index.html'), '<!doctype html><title>Beatline</title>');
  const server = await createServer('127.0.0.1', { app: () => app, step: () => '' }, (error) => bugs.push(error), webFolder);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    app,
    url,
    bugs,
    client: createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}${PROCEDURE_PATH}`, transformer: wireTransformer })] }),
    setNow: (instantMs) => {
      nowMs = instantMs;
    },
    async stop() {
      await server.close();
      await app.baseMap.close();
      rmSync(webFolder, { recursive: true, force: true });
    },
  };
}

/** Messages of a subscription, read as the event stream they are, until `isLast`. */
export async function followEvents<T>(served: ServedApp, path: string, input: unknown, isLast: (value: T) => boolean): Promise<T[]> {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const response = await fetch(`${served.url}${PROCEDURE_PATH}/${path}${query}`, { headers: { accept: 'text/event-stream' } });
  const values: T[] = [];
  let text = '';
  const decoder = new TextDecoder();
  if (response.body === null) throw new Error(`no stream from ${path}`);
  const reader = response.body.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    text += decoder.decode(chunk.value, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data === undefined || /^event: /m.test(event)) continue;
      const value = JSON.parse(data) as T;
      values.push(value);
      if (isLast(value)) {
        await reader.cancel();
        return values;
      }
    }
  }
  return values;
}
