import type { FastifyInstance } from 'fastify';

/**
 * Nothing but this server is ever asked for anything. `blob:` workers: maplibre-gl starts its own from one; inline styles: Mantine writes
 * element styles; `data:` images and fonts: vite inlines files under 4 kB; 'wasm-unsafe-eval' lets a decoder in WebAssembly run and allows no script text.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "child-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.has(host) || host === '::1' || host.startsWith('127.');
}

/** The name in a Host header without its port: `[::1]:4870` → `[::1]`. */
function nameOf(hostHeader: string): string {
  const end = hostHeader.startsWith('[') ? hostHeader.indexOf(']') + 1 : hostHeader.indexOf(':');
  return end > 0 ? hostHeader.slice(0, end) : hostHeader;
}

/**
 * Headers on every answer, and two refusals: a server bound to this machine answers only to its own names (else a page anywhere could reach it by
 * rebinding a name of its own), and a page of another origin may not call procedures.
 */
export function guardRequests(fastify: FastifyInstance, boundHost: string): void {
  const localOnly = isLoopback(boundHost);
  fastify.addHook('onRequest', async (request, reply) => {
    const hostHeader = request.headers.host ?? '';
    if (localOnly && !isLoopback(nameOf(hostHeader))) {
      return reply.code(421).type('text/plain; charset=utf-8').send(`This server answers on this machine only, not as ${hostHeader}.\n`);
    }
    const origin = request.headers.origin;
    if (origin !== undefined && request.method !== 'GET' && request.method !== 'HEAD' && !sameHost(origin, hostHeader)) {
      return reply.code(403).type('text/plain; charset=utf-8').send('Calls from pages of another origin are refused.\n');
    }
  });
  fastify.addHook('onSend', async (_request, reply) => {
    void reply.headers({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'geolocation=(self), camera=(), microphone=(), interest-cohort=()',
    });
  });
}

function sameHost(origin: string, hostHeader: string): boolean {
  try {
    return new URL(origin).host === hostHeader;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
