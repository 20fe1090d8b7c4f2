import { createHash } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import type { Scoped } from '@beatline/db/engine/database';
import { hasStreets, nameStreets, streetDigest } from '@beatline/db/queries/street_network';
import { loadStreetSegments } from '@beatline/db/queries/streets';
import type { FixColumns } from '@beatline/shared/coverage/fixes';
import { matchedChunks } from '@beatline/shared/coverage/matched_chunks';
import { joinCourses, stepsOfCourse, straightCourse, type MatchedCourse } from '@beatline/shared/coverage/matched_course';
import type { MatchedMode } from '@beatline/shared/coverage/matched_trace';
import type { StreetSegment } from '@beatline/shared/model/street_segment';
import { startThread } from '../threads/start_thread';
import { matchChunk, type Chunk, type MatchGround } from './match_chunk';
import { createMatchGround, type MatchSite } from './match_ground';
import type { MatchAnswer, MatchRequest } from './match_worker';
import { digestOfStreets, streetTiles } from './street_tiles';

/** A track to be looked for on the streets: cleaned fixes, ascending. */
export interface TrackToMatch {
  readonly mode: MatchedMode;
  readonly observedLimitMs: number;
  readonly fixes: Pick<FixColumns, 'length' | 'instantMs' | 'lng' | 'lat'>;
}

/** The streets of one moment, ready to match with. */
export interface Streets {
  /** Names them. */
  readonly digest: string;
  /** The ways of a track's steps. Depends on the track and these streets alone; what was asked for before is remembered for a while. */
  course(track: TrackToMatch): Promise<MatchedCourse>;
}

/** Matches tracks with the streets of the database. One per process. */
export interface Matcher {
  /**
   * The streets as this transaction sees them; tiles are made when they are missing. Undefined where there are no streets, and where tiles cannot be made,
   * which is told once: tracks are then taken straight.
   */
  streets(scoped: Scoped, proj4: string): Promise<Streets | undefined>;
  /** Names the streets as this transaction has just changed them, and begins to make their tiles. */
  streetsChanged(scoped: Scoped): Promise<void>;
  /** Waits for tiles that are being made. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface MatcherOptions {
  /** Where tiles are kept. */
  readonly tileFolder: string;
  /** Matching in a thread of its own, or in this one: for the command line, which has nobody waiting. */
  readonly thread: boolean;
  log(line: string): void;
}

/** Answers kept, so that what was matched ahead of a transaction need not be matched in it. A chunk of an hour is some 50 kB. */
const KEPT_CHUNKS = 256;

export function createMatcher({ tileFolder, thread, log }: MatcherOptions): Matcher {
  let opened: { readonly key: string; readonly engine: MatchEngine; readonly streets: Streets } | undefined;
  let making: { readonly digest: string; readonly tiles: Promise<MatchSiteFiles | undefined> } | undefined;
  let broken: string | undefined;

  /** Undefined when they cannot be made, which is told here, once. */
  function make(digest: string, segments: readonly StreetSegment[]): Promise<MatchSiteFiles | undefined> {
    if (making?.digest === digest) return making.tiles;
    // One after another: the folder keeps the tiles of one network.
    const before = making?.tiles;
    making = { digest, tiles: makeAfter(before, digest, segments) };
    return making.tiles;
  }

  async function makeAfter(
    before: Promise<unknown> | undefined,
    digest: string,
    segments: readonly StreetSegment[],
  ): Promise<MatchSiteFiles | undefined> {
    await before;
    try {
      return { folder: await streetTiles(tileFolder, digest, segments), speedMetersPerSecond: speedsOf(segments) };
    } catch (error) {
      broken = digest;
      log(`routing tiles cannot be made, tracks are taken straight: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** The digest of streets loaded before digests were kept is written when it is first asked for. */
  async function digestOf(scoped: Scoped): Promise<string | undefined> {
    const known = await streetDigest(scoped);
    if (known !== undefined || scoped.scope.kind !== 'deployment' || !(await hasStreets(scoped))) return known;
    return name(scoped, await loadStreetSegments(scoped));
  }

  async function name(scoped: Scoped, segments: readonly StreetSegment[]): Promise<string | undefined> {
    const digest = segments.length === 0 ? undefined : digestOfStreets(segments);
    await nameStreets(scoped, digest === undefined ? undefined : { digest, segments: segments.length });
    return digest;
  }

  async function open(scoped: Scoped, digest: string, proj4: string): Promise<Streets | undefined> {
    const key = `${digest} ${proj4}`;
    if (opened?.key === key) return opened.streets;
    const files = await (making?.digest === digest ? making.tiles : make(digest, await loadStreetSegments(scoped)));
    if (files === undefined) return undefined;
    const site: MatchSite = { tileFolder: files.folder, proj4, speedMetersPerSecond: files.speedMetersPerSecond };
    const engine = thread ? threadEngine(site) : inlineEngine(site);
    await opened?.engine.close();
    opened = { key, engine, streets: createStreets(digest, engine) };
    return opened.streets;
  }

  return {
    async streets(scoped, proj4) {
      const digest = await digestOf(scoped);
      if (digest === undefined || digest === broken) return undefined;
      return open(scoped, digest, proj4);
    },
    async streetsChanged(scoped) {
      const segments = await loadStreetSegments(scoped);
      const digest = await name(scoped, segments);
      if (digest !== undefined) void make(digest, segments);
    },
    async settled() {
      await making?.tiles;
    },
    async close() {
      await making?.tiles;
      await opened?.engine.close();
      opened = undefined;
    },
  };
}

interface MatchSiteFiles {
  readonly folder: string;
  readonly speedMetersPerSecond: Float32Array;
}

function speedsOf(segments: readonly StreetSegment[]): Float32Array {
  const speeds = new Float32Array(segments.reduce((most, { id }) => Math.max(most, id), 0) + 1);
  for (const { id, speedMetersPerSecond } of segments) speeds[id] = speedMetersPerSecond;
  return speeds;
}

function createStreets(digest: string, engine: MatchEngine): Streets {
  const known = new Map<string, Promise<MatchedCourse>>();

  function match(chunk: Chunk): Promise<MatchedCourse> {
    const key = keyOf(chunk);
    let course = known.get(key);
    if (course === undefined) {
      course = engine.match(chunk);
      course.catch(() => known.delete(key));
    } else known.delete(key);
    // Most recently used last, so that the oldest goes first.
    known.set(key, course);
    for (const oldest of known.keys()) {
      if (known.size <= KEPT_CHUNKS) break;
      known.delete(oldest);
    }
    return course;
  }

  return {
    digest,
    async course({ mode, observedLimitMs, fixes }) {
      const steps = Math.max(0, fixes.length - 1);
      const chunks = matchedChunks(fixes.instantMs, fixes.length);
      const matched = await Promise.all(
        chunks.map(({ from, to }) =>
          match({
            mode,
            observedLimitMs,
            fixes: {
              length: to - from + 1,
              instantMs: fixes.instantMs.slice(from, to + 1),
              lng: fixes.lng.slice(from, to + 1),
              lat: fixes.lat.slice(from, to + 1),
            },
          }),
        ),
      );
      const parts: MatchedCourse[] = [];
      let step = 0;
      chunks.forEach(({ from, firstStep, lastStep }, k) => {
        if (firstStep > step) parts.push(straightCourse(firstStep - step));
        parts.push(stepsOfCourse(matched[k], firstStep - from, lastStep + 1 - from));
        step = lastStep + 1;
      });
      if (step < steps) parts.push(straightCourse(steps - step));
      return joinCourses(parts);
    },
  };
}

function keyOf({ mode, observedLimitMs, fixes }: Chunk): string {
  const hash = createHash('sha1').update(`${mode} ${observedLimitMs}`);
  for (const column of [fixes.instantMs, fixes.lng, fixes.lat])
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest('base64');
}

interface MatchEngine {
  match(chunk: Chunk): Promise<MatchedCourse>;
  close(): Promise<void>;
}

function inlineEngine(site: MatchSite): MatchEngine {
  let ground: Promise<MatchGround> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    match(chunk) {
      ground ??= createMatchGround(site);
      const opened = ground;
      const course = last.then(async () => matchChunk(await opened, chunk));
      // One that fails does not hold up the ones behind it; its own caller is told.
      last = course.catch(() => undefined);
      return course;
    },
    close: async () => void (await last),
  };
}

function threadEngine(site: MatchSite): MatchEngine {
  let worker: Worker | undefined;
  let nextId = 1;
  const waiting = new Map<number, { resolve: (course: MatchedCourse) => void; reject: (error: unknown) => void }>();

  function fail(error: unknown): void {
    for (const request of waiting.values()) request.reject(error);
    waiting.clear();
    worker = undefined;
  }

  function start(): Worker {
    const started = startThread(new URL('./match_worker.ts', import.meta.url), site);
    started.on('message', (answer: MatchAnswer) => {
      const request = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('fault' in answer) request?.reject(new Error(answer.fault));
      else request?.resolve(answer.course);
    });
    started.on('error', fail);
    started.on('exit', () => fail(new Error('the matching thread ended')));
    return started;
  }

  return {
    match(chunk) {
      worker ??= start();
      const thread = worker;
      return new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        thread.postMessage({ id, chunk } satisfies MatchRequest);
      });
    },
    async close() {
      await worker?.terminate();
    },
  };
}

/** For a process that keeps no tiles: tracks are taken straight. */
export function createNoMatcher(): Matcher {
  return {
    streets: async () => undefined,
    streetsChanged: async () => undefined,
    settled: async () => undefined,
    close: async () => undefined,
  };
}
