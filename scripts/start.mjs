// npm start: everything a fresh machine needs, then one server process. Plain Node, no dependency, because it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

const OLDEST_NODE = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  fail(
    `Beatline needs Node ${OLDEST_NODE.join('.')} or newer, this is ${process.versions.node}: install a newer Node and run npm start again.`,
  );
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const say = (line) => process.stdout.write(`${line}\n`);

// The address, before anything is touched.
const host = process.env.HOST || '127.0.0.1';
const port = process.env.PORT ? Number(process.env.PORT) : 4870;
if (!Number.isInteger(port) || port < 1 || port > 65535)
  fail(`PORT is not a port number: ${process.env.PORT}; set it to a number from 1 to 65535.`);
await refuseTakenPort();

async function refuseTakenPort() {
  const error = await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
  if (error === undefined) return;
  if (error.code === 'EADDRINUSE')
    fail(`Port ${port} on ${host} is in use, perhaps by another Beatline: stop it, or set PORT to another number (PORT=4871 npm start).`);
  if (error.code === 'EACCES') fail(`Port ${port} may not be opened by this user: set PORT to a number above 1023.`);
  fail(`The address ${host}:${port} cannot be opened (${error.code}): check HOST and PORT.`);
}

const { ensureInstalled, repositoryFolder } = await import('./ensure_installed.mjs');
const { startWebBuild } = await import('./web_build.mjs');
ensureInstalled();

// The server opens its database, and loads the demo when it is empty, while the pages are built beside it.
const server = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
  cwd: repositoryFolder,
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
const build = startWebBuild(repositoryFolder, say);

let stopping = false;
/** The database survives being cut off, and the demo is completed at the next start: better than a Ctrl-C that seems to do nothing. */
const LONGEST_STOP_MS = 15_000;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stopping = true;
    build.stop();
    if (server.exitCode === null) server.kill('SIGTERM');
    setTimeout(() => server.kill('SIGKILL'), LONGEST_STOP_MS).unref();
  });
}

server.on('exit', (code, signal) => {
  build.stop();
  process.exit(stopping ? 0 : (code ?? (signal === null ? 1 : 128)));
});

const serverReady = new Promise((resolve) => {
  server.on('message', (message) => {
    if (message?.kind === 'ready') resolve(message);
  });
});

const built = await build.done;
if (!built.ok && !stopping) {
  server.kill('SIGTERM');
  process.stderr.write(`${built.output.trimEnd()}\n`);
  server.removeAllListeners('exit');
  server.on('exit', () => fail(`The pages could not be built: see above (${join('web', 'dist')} was left as it was).`));
} else {
  const { url, demo } = await serverReady;
  say('');
  say(`Beatline 巡线  ${url}${demo ? '   演示数据 demo data' : ''}`);
  say(`  1  编排今晚  plan tonight's routes       ${url}/command`);
  say(`  2  看热力    where trouble is, and when  ${url}/district`);
  say(`  3  我的警格  my police cell, on a phone  ${url}/station`);
  say('Stop with Ctrl-C.');
}
