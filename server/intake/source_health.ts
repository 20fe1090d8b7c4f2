import { listSourceHealth, saveSourceHealth, type StoredHealth } from '@beatline/db/queries/sources';
import type { DeviceProtocol, SourceRejectReason, SourceRejects } from '@beatline/shared/model/views/source_view';
import type { App } from '../app';

/** How a device is doing, as kept in memory. */
export interface DeviceHealth extends StoredHealth {
  /** Stored fixes a minute over the last five minutes. */
  readonly fixesPerMinute: number;
}

/** What a device delivered once it was stored. */
export interface DeliveredFixes {
  readonly stored: number;
  readonly duplicates: number;
  readonly late: number;
  readonly newestMs: number | undefined;
}

/** Counts what comes in by every door. In memory; written to the database every few seconds, and read from there at the start. */
export interface SourceHealthBook {
  heard(deviceCode: string): void;
  delivered(deviceCode: string, delivered: DeliveredFixes): void;
  /** The device's own instants as they arrived, accepted or not: what its clock can be told from. */
  clockSeen(deviceCode: string, newestMs: number): void;
  /** `deviceCode` undefined: nobody known. */
  refused(protocol: DeviceProtocol, deviceCode: string | undefined, reason: SourceRejectReason, count: number): void;
  of(deviceCode: string): Promise<DeviceHealth | undefined>;
  /** What nobody known sent by this protocol, since the start of the process. */
  strangers(protocol: DeviceProtocol): readonly SourceRejects[];
  /** Writes what has changed. */
  flush(): Promise<void>;
}

const FLUSH_AFTER_MS = 5_000;
const RATE_MINUTES = 5;
const MINUTE_MS = 60_000;
/** Reports a clock is told from: the one that was least on its way comes closest to it. */
const SKEW_REPORTS = 32;
/** Fewer could all have been held back. */
const SKEW_LEAST_REPORTS = 5;

interface Entry {
  lastHeardMs: number | undefined;
  lastFixMs: number | undefined;
  lagSeconds: number | undefined;
  storedSkewSeconds: number | undefined;
  fixes: number;
  duplicates: number;
  late: number;
  readonly rejects: Map<string, number>;
  /** Stored fixes by minute of arrival. */
  readonly minutes: Map<number, number>;
  /** How far ahead of this server's clock the newest instants of the last reports were, milliseconds. */
  readonly aheadMs: number[];
}

export function createSourceHealthBook(app: Pick<App, 'query' | 'nowMs' | 'reportBug'>): SourceHealthBook {
  const entries = new Map<string, Entry>();
  const strangers = new Map<DeviceProtocol, Map<string, number>>();
  const changed = new Set<string>();
  let loaded: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** Counts of former processes are added to those of this one. */
  function load(): Promise<void> {
    loaded ??= app.query(listSourceHealth).then(
      (rows) => {
        for (const row of rows) {
          const entry = entryOf(row.deviceCode);
          entry.lastHeardMs ??= row.lastHeardMs;
          entry.lastFixMs ??= row.lastFixMs;
          entry.lagSeconds ??= row.lagSeconds;
          entry.storedSkewSeconds = row.clockSkewSeconds;
          entry.fixes += row.fixes;
          entry.duplicates += row.duplicates;
          entry.late += row.late;
          for (const [reason, count] of Object.entries(row.rejects)) add(entry.rejects, reason, count);
        }
      },
      (error: unknown) => {
        loaded = undefined;
        throw error;
      },
    );
    return loaded;
  }

  function entryOf(code: string): Entry {
    let entry = entries.get(code);
    if (entry === undefined) {
      entry = {
        lastHeardMs: undefined,
        lastFixMs: undefined,
        lagSeconds: undefined,
        storedSkewSeconds: undefined,
        fixes: 0,
        duplicates: 0,
        late: 0,
        rejects: new Map(),
        minutes: new Map(),
        aheadMs: [],
      };
      entries.set(code, entry);
    }
    return entry;
  }

  function change(code: string): Entry {
    changed.add(code);
    if (timer === undefined) {
      timer = setTimeout(() => void flush().catch(app.reportBug), FLUSH_AFTER_MS);
      timer.unref();
    }
    return entryOf(code);
  }

  function healthOf(deviceCode: string, entry: Entry): DeviceHealth {
    const minute = Math.floor(app.nowMs() / MINUTE_MS);
    let recent = 0;
    for (const [at, count] of entry.minutes) if (at > minute - RATE_MINUTES) recent += count;
    return {
      deviceCode,
      lastHeardMs: entry.lastHeardMs,
      lastFixMs: entry.lastFixMs,
      lagSeconds: entry.lagSeconds,
      clockSkewSeconds: skewOf(entry),
      fixes: entry.fixes,
      duplicates: entry.duplicates,
      late: entry.late,
      rejects: Object.fromEntries(entry.rejects),
      fixesPerMinute: recent / RATE_MINUTES,
    };
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (changed.size === 0) return;
    await load();
    const codes = [...changed];
    changed.clear();
    await app
      .query((scoped) =>
        saveSourceHealth(
          scoped,
          codes.map((code) => healthOf(code, entryOf(code))),
        ),
      )
      .catch((error: unknown) => {
        for (const code of codes) changed.add(code);
        throw error;
      });
  }

  return {
    heard(code) {
      change(code).lastHeardMs = app.nowMs();
    },
    delivered(code, { stored, duplicates, late, newestMs }) {
      const entry = change(code);
      const nowMs = app.nowMs();
      entry.fixes += stored;
      entry.duplicates += duplicates;
      entry.late += late;
      if (newestMs !== undefined && newestMs >= (entry.lastFixMs ?? -Infinity)) {
        entry.lastFixMs = newestMs;
        entry.lagSeconds = (nowMs - newestMs) / 1000;
      }
      const minute = Math.floor(nowMs / MINUTE_MS);
      add(entry.minutes, minute, stored);
      for (const at of entry.minutes.keys()) if (at <= minute - RATE_MINUTES) entry.minutes.delete(at);
    },
    clockSeen(code, newestMs) {
      const { aheadMs } = change(code);
      aheadMs.push(newestMs - app.nowMs());
      if (aheadMs.length > SKEW_REPORTS) aheadMs.shift();
    },
    refused(protocol, code, reason, count) {
      if (count === 0) return;
      if (code !== undefined) add(change(code).rejects, reason, count);
      else {
        const counts = strangers.get(protocol) ?? new Map<string, number>();
        strangers.set(protocol, counts);
        add(counts, reason, count);
      }
    },
    async of(code) {
      await load();
      const entry = entries.get(code);
      return entry === undefined ? undefined : healthOf(code, entry);
    },
    strangers: (protocol) => rejectsOf(Object.fromEntries(strangers.get(protocol) ?? [])),
    flush,
  };
}

/** Rejects by reason, most frequent first. */
export function rejectsOf(counts: Readonly<Record<string, number>>): SourceRejects[] {
  return Object.entries(counts)
    .map(([reason, count]) => ({ reason: reason as SourceRejectReason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

function skewOf({ aheadMs, storedSkewSeconds }: Entry): number | undefined {
  return aheadMs.length < SKEW_LEAST_REPORTS ? storedSkewSeconds : Math.max(...aheadMs) / 1000;
}

function add<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
