import { gzipSync } from 'node:zlib';
import { zip } from '../fixtures/zip_file';
import type { SeedFile } from './seed_files';

/** A broken file and how it was broken, so that a failure can be looked at again. */
export interface Mutant {
  readonly name: string;
  readonly bytes: Buffer;
  readonly how: string;
}

type Random = () => number;
type Mutation = (bytes: Buffer, random: Random) => Buffer;

const whole = (random: Random, below: number): number => Math.floor(random() * below);
const pick = <T>(random: Random, items: readonly T[]): T => items[whole(random, items.length)];

/** Values that numbers, times and codes are replaced by. */
const EXTREMES = [
  '',
  '0',
  '-1',
  '1e999',
  '-1e308',
  '9007199254740993',
  'NaN',
  'Infinity',
  '0x7fffffff',
  '99999999999999999999',
  '2026-02-30',
  '0000-00-00',
  '9999-12-31T23:59:59Z',
  '275760-09-13',
  '\u0000',
  "'; DROP TABLE incident; --",
  '=cmd|calc',
  '\ud800',
  '𠮷'.repeat(300),
  '%s%n',
  '{"$a":1}',
  '__proto__',
  'constructor',
  '\u202e',
  '\ufeff',
];

const BYTES: Readonly<Record<string, Mutation>> = {
  truncated: (bytes, random) => bytes.subarray(0, whole(random, bytes.length)),
  'one bit flipped': (bytes, random) => flipped(bytes, random, 1),
  'bits flipped': (bytes, random) => flipped(bytes, random, 1 + whole(random, 40)),
  'a stretch removed': (bytes, random) => {
    const from = whole(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + whole(random, 200))]);
  },
  'a stretch doubled': (bytes, random) => {
    const from = whole(random, bytes.length);
    const to = from + whole(random, 400);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  'a stretch of rubbish': (bytes, random) => {
    const at = whole(random, bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(Array.from({ length: whole(random, 300) }, () => whole(random, 256))),
      bytes.subarray(at),
    ]);
  },
  'a stretch of zeros': (bytes, random) => {
    const copy = Buffer.from(bytes);
    return copy.fill(0, whole(random, bytes.length), bytes.length - whole(random, bytes.length / 2));
  },
};

const TEXTS: Readonly<Record<string, Mutation>> = {
  'columns swapped': (bytes, random) => {
    const [a, b] = [whole(random, 8), whole(random, 8)];
    return lines(bytes, (line) => {
      const cells = line.split(',');
      [cells[a], cells[b]] = [cells[b] ?? '', cells[a] ?? ''];
      return cells.join(',');
    });
  },
  'lines shuffled': (bytes, random) =>
    Buffer.from(
      bytes
        .toString()
        .split('\n')
        .sort(() => random() - 0.5)
        .join('\n'),
    ),
  'a value replaced': (bytes, random) => replaced(bytes, random, 1),
  'values replaced': (bytes, random) => replaced(bytes, random, 10),
  'a token spliced in': (bytes, random) => {
    const at = whole(random, bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(pick(random, ['"', '""', '\r', '\n', ';', '\t', '<', '>', '&', ']]>', '{', '[', '\\', '/*', '<!--', '\u0000'])),
      bytes.subarray(at),
    ]);
  },
  'read in another encoding': (bytes, random) => Buffer.from(bytes.toString('utf8'), pick(random, ['utf16le', 'latin1'] as const)),
};

const XML: Readonly<Record<string, Mutation>> = {
  'entities that grow': (bytes) =>
    withRoot(
      bytes,
      `<!DOCTYPE a [<!ENTITY l0 "lol">${Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')}]>`,
      '&l9;',
    ),
  'an entity from a file': (bytes) => withRoot(bytes, '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;'),
  'tags without end': (bytes) => withRoot(bytes, '', '<a>'.repeat(50_000)),
  'attributes without end': (bytes) => withRoot(bytes, '', `<a ${Array.from({ length: 20_000 }, (_, i) => `a${i}="1"`).join(' ')}/>`),
  'a tag cut in two': (bytes, random) => Buffer.from(bytes.toString().replace(/>/, pick(random, ['', '/>', '>>', ' x>']))),
};

const TEN_MEGABYTES = 10 * 2 ** 20;

/** Large ones, made seldom: each costs a tenth of a second. */
const LARGE: Readonly<Record<string, Mutation>> = {
  'a value of ten megabytes': (bytes, random) => {
    const text = bytes.toString();
    const at = text.search(/[,>"](?=[^\n]{3})/) + 1;
    return Buffer.from(text.slice(0, at) + pick(random, ['x', '1', '中']).repeat(TEN_MEGABYTES / 3) + text.slice(at));
  },
  'a gzip bomb': (bytes, random) => gzipSync(Buffer.concat([bytes, Buffer.alloc(24 * 2 ** 20, pick(random, [' ', '\n', 'a']))])),
  'a ZIP bomb': (bytes, random) => zip({ 'a.csv': Buffer.concat([bytes, Buffer.alloc(24 * 2 ** 20, pick(random, [' ', '\n', '0']))]) }),
};
/** One in so many is large. */
const LARGE_EVERY = 100;

/** The broken file number `index` of a seed; the same index gives the same file. */
export function mutantOf(seed: SeedFile, index: number, random: Random): Mutant {
  if (index % LARGE_EVERY === LARGE_EVERY - 1) {
    const [how, mutate] = pick(random, Object.entries(LARGE));
    return { name: how.includes('ZIP') ? 'a.zip' : seed.name, bytes: mutate(seed.bytes, random), how };
  }
  // A broken archive is refused at once; most are broken inside and packed again.
  if (seed.parts !== undefined && random() < 0.8) return insideArchive(seed, seed.parts, random);
  const isText = seed.parts === undefined && !seed.name.endsWith('.pbf');
  const isXml = isText && seed.bytes.subarray(0, 1).toString() === '<';
  const mutations = { ...BYTES, ...(isText ? TEXTS : {}), ...(isXml ? XML : {}) };
  const [how, mutate] = pick(random, Object.entries(mutations));
  const bytes = mutate(seed.bytes, random);
  return random() < 0.1 ? { name: `${seed.name}.gz`, bytes: gzipSync(bytes), how: `${how}, packed` } : { name: seed.name, bytes, how };
}

function insideArchive(seed: SeedFile, parts: Readonly<Record<string, Buffer>>, random: Random): Mutant {
  const part = pick(random, Object.keys(parts));
  const isXml = part.endsWith('.xml') || part.endsWith('.rels');
  const [how, mutate] = pick(
    random,
    Object.entries({ ...BYTES, ...(isXml ? { ...XML, 'a value replaced': TEXTS['a value replaced'] } : {}) }),
  );
  const broken: Record<string, Buffer> = { ...parts, [part]: mutate(parts[part], random) };
  if (random() < 0.1) delete broken[pick(random, Object.keys(parts))];
  return { name: seed.name, bytes: zip(broken), how: `${how} in ${part}` };
}

function flipped(bytes: Buffer, random: Random, bits: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < bits && copy.length > 0; i++) copy[whole(random, copy.length)] ^= 1 << whole(random, 8);
  return copy;
}

function lines(bytes: Buffer, change: (line: string) => string): Buffer {
  return Buffer.from(bytes.toString().split('\n').map(change).join('\n'));
}

/** Puts extreme values where numbers and words stood. */
function replaced(bytes: Buffer, random: Random, times: number): Buffer {
  let text = bytes.toString();
  for (let i = 0; i < times; i++) {
    const tokens = [...text.matchAll(/[\d.\-:]+|[\p{L}]+/gu)];
    if (tokens.length === 0) break;
    const token = pick(random, tokens);
    text = text.slice(0, token.index) + pick(random, EXTREMES) + text.slice(token.index + token[0].length);
  }
  return Buffer.from(text);
}

/** Puts a document type before the root of an XML text and something just inside it. */
function withRoot(bytes: Buffer, before: string, inside: string): Buffer {
  const text = bytes.toString();
  const root = /<(?![?!])[^>]*>/.exec(text);
  if (root === null) return bytes;
  return Buffer.from(text.slice(0, root.index) + before + root[0] + inside + text.slice(root.index + root[0].length));
}
