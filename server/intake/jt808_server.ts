import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { App } from '../app';
import { createJt808Session, type Jt808Session } from './jt808_session';
import type { DeviceListener } from './sources';
import { hostAndPort, refusalOfPort } from './tcp_and_udp';

/** Chosen: a province has some ten thousand terminals, a bureau some hundreds. */
const CONNECTIONS_MOST = 10_000;
/** A terminal sends a heartbeat every minute or so; one silent for longer than this has gone. */
const SILENT_MOST_MS = 600_000;
/** A connection that has not said who it is by then is no terminal. */
const STRANGER_MOST_MS = 60_000;

/**
 * Listens for JT/T 808 terminals. Each message of a connection is worked off before the next is read, and a full intake leaves bytes in the network: TCP itself then slows the
 * terminal down.
 */
export async function listenJt808(app: App, at: { readonly host: string; readonly port: number }): Promise<DeviceListener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveSocket(app, socket);
  });
  server.maxConnections = CONNECTIONS_MOST;
  server.listen(at.port, at.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw refusalOfPort(error, hostAndPort(at.host, at.port), 'BEATLINE_JT808_PORT');
  }
  server.on('error', app.reportBug);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : at.port;
  return {
    protocol: 'jt808',
    address: `tcp://${hostAndPort(at.host, port)}`,
    connections: () => sockets.size,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function serveSocket(app: App, socket: Socket): void {
  const session: Jt808Session = createJt808Session(app, (bytes) => {
    if (!socket.destroyed) socket.write(bytes);
  });
  const stranger = setTimeout(() => {
    if (!session.isKnown()) socket.destroy();
  }, STRANGER_MOST_MS);
  stranger.unref();
  socket.setNoDelay(true);
  socket.setTimeout(SILENT_MOST_MS, () => socket.destroy());
  // A terminal that drops its connection is an everyday thing, not a fault.
  socket.on('error', () => socket.destroy());
  socket.once('close', () => clearTimeout(stranger));
  socket.on('data', (bytes: Buffer) => {
    socket.pause();
    session
      .take(bytes)
      .then((goesOn) => {
        if (!goesOn) socket.end();
        else if (!socket.destroyed) socket.resume();
      })
      .catch((error: unknown) => {
        app.reportBug(error);
        socket.destroy();
      });
  });
}
