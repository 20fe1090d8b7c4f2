import { TRPCError } from '@trpc/server';
import { Refusal } from '@beatline/shared/model/refusal';

/** Codes whose refusal is not simply "your input": everything else answers BAD_REQUEST. */
const TRPC_CODES: Readonly<Record<string, TRPCError['code']>> = {
  not_found: 'NOT_FOUND',
  empty_deployment: 'PRECONDITION_FAILED',
  no_deployment: 'PRECONDITION_FAILED',
  no_risk: 'PRECONDITION_FAILED',
  no_streets: 'PRECONDITION_FAILED',
  busy: 'TOO_MANY_REQUESTS',
  conflict: 'CONFLICT',
};

/** The one place where an expected failure becomes a tRPC error; anything else stays a bug (INTERNAL_SERVER_ERROR). */
export function toTrpcError(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  return new TRPCError({ code: TRPC_CODES[error.code] ?? 'BAD_REQUEST', message: error.message, cause: error });
}

export function hintOf(cause: unknown): string | undefined {
  return cause instanceof Refusal ? cause.hint : undefined;
}

/** The refusal's own code, for pages to word it in the language of their reader. */
export function refusalCodeOf(cause: unknown): string | undefined {
  return cause instanceof Refusal ? cause.code : undefined;
}
