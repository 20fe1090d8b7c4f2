import { initTRPC } from '@trpc/server';
import { ZodError } from 'zod';
import { wireTransformer } from '@beatline/shared/model/wire';
import type { App } from '../app';
import { hintOf, refusalCodeOf, toTrpcError } from './refusal_errors';

export interface RequestContext {
  readonly app: App;
}

const t = initTRPC.context<RequestContext>().create({
  transformer: wireTransformer,
  errorFormatter({ shape, error }) {
    // Paths of this machine stay here; what the caller can do goes out.
    const { stack: _stack, ...data } = shape.data;
    const message = error.cause instanceof ZodError ? sentenceOf(error.cause) : shape.message;
    return { ...shape, message, data: { ...data, refusal: refusalCodeOf(error.cause), hint: hintOf(error.cause) } };
  },
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
});

/** What is wrong with an input, one clause for each place: `to: the window ends before it starts`. */
function sentenceOf(error: ZodError): string {
  return error.issues.map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`)).join('; ');
}

const mapRefusals = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) {
    const mapped = toTrpcError(result.error.cause);
    if (mapped !== result.error.cause) throw mapped;
  }
  return result;
});

export const procedure = t.procedure.use(mapRefusals);
export const router = t.router;
