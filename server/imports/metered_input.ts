import { Transform } from 'node:stream';
import type { InputFile } from './input_file';

/** A file that says how much of it has been read. */
export interface MeteredInput {
  readonly input: InputFile;
  /** Counts anew: what comes from now on is the reading that is followed. */
  begin(): void;
  /** 0 to 1; undefined where the length of the content is not known before its end (packed files, workbooks). */
  fractionRead(): number | undefined;
}

/** Meters the content of a file. */
export function meteredInput(input: InputFile): MeteredInput {
  const { contentBytes } = input;
  let bytes = 0;
  if (contentBytes === undefined) return { input, begin: () => undefined, fractionRead: () => undefined };
  const stream = () => {
    const raw = input.stream();
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    raw.on('error', (error) => counter.destroy(error));
    counter.on('close', () => raw.destroy());
    return raw.pipe(counter);
  };
  return {
    input: { ...input, stream },
    begin: () => {
      bytes = 0;
    },
    fractionRead: () => Math.min(1, bytes / contentBytes),
  };
}
