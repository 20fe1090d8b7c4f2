/** Where the server answers procedure calls; the web's links and the development proxy use the same path. */
export const PROCEDURE_PATH = '/trpc';

/**
 * The tRPC data transformer of both ends: views are plain JSON already, so values pass unchanged. It is named on both ends so that their types pass
 * unchanged too: without a transformer tRPC widens `readonly [lng, lat]` to `number[]`.
 */
export const wireTransformer = {
  serialize: (value: unknown): unknown => value,
  deserialize: (value: unknown): unknown => value,
};
