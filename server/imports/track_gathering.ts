import { indexStagedFixes, stageFixes, stagedFixesOfUnit } from '@beatline/db/queries/staged_tracks';
import type { Reject } from '@beatline/db/queries/batches';
import type { Scoped } from '@beatline/db/engine/database';
import { distinctFixes } from '@beatline/shared/coverage/clean_fixes';
import type { FixColumns } from '@beatline/shared/coverage/fixes';
import { FixBuffer } from '@beatline/shared/formats/fix_buffer';
import type { TrackFault, TrackSink } from '@beatline/shared/formats/track_sink';
import { fromWgs84, type ToLngLat } from '@beatline/shared/geo/coordinate_system';
import type { PatrolMode } from '@beatline/shared/model/patrol_mode';
import { Refusal } from '@beatline/shared/model/refusal';

/** Fixes held in memory, 28 to 56 bytes each: more go to a temporary table of the database. */
export const FIXES_IN_MEMORY = 2_000_000;
/** Fixes of one unit handed on at a time where they come back from that table. */
const FIXES_AT_A_TIME = 500_000;
/** A deployment has some hundred units; more names than this are no units. */
const MOST_UNITS = 20_000;
/** A clock may run ahead by a little; a fix of tomorrow is a wrong clock. */
const AHEAD_MS = 86_400_000;

/** Fixes of one unit in time order, one per instant. */
export interface UnitFixes {
  readonly code: string;
  readonly fixes: FixColumns;
  /** Not the first stretch of this unit: what comes before it is already stored. */
  readonly isContinued: boolean;
}

/** Sorts the fixes of a file by unit and counts what is left out. Memory is bounded: beyond {@link FIXES_IN_MEMORY} fixes wait in the database. */
export class TrackGathering {
  /** Positions read, with and without time. */
  positions = 0;
  /** Those of them with a believable time. */
  timed = 0;
  /** Mode of a unit, where the file says it. */
  readonly modeByUnit = new Map<string, PatrolMode>();
  /** Positions and rows left out, by reason. */
  readonly dropped: Record<string, number> = {};
  toLngLat: ToLngLat = fromWgs84;
  /** Rows or positions left out since they were last taken. */
  private rejects: Reject[] = [];
  private read = 0;
  private readonly buffers = new Map<string, FixBuffer>();
  private readonly unitCodes: string[] = [];
  private readonly unitIndex = new Map<string, number>();
  private held = 0;
  private isStaged = false;
  private lastUnit: string | undefined;
  private lastBuffer: FixBuffer | undefined;

  constructor(
    private readonly givenUnit: string | undefined,
    private readonly nowMs: number,
    private readonly fixesInMemory = FIXES_IN_MEMORY,
  ) {}

  get units(): number {
    return this.unitCodes.length;
  }

  /** Takes one fix, or says why not: for rows, whose number the caller knows. */
  readonly take: TrackSink = (unit, instantMs, x, y, accuracyMeters, pose) => {
    const position = this.toLngLat(x, y);
    if (position === undefined || !Number.isFinite(position[0]) || !Number.isFinite(position[1])) return 'place_unreadable';
    if (instantMs > this.nowMs + AHEAD_MS) return 'time_in_future';
    this.positions += 1;
    if (Number.isNaN(instantMs)) return undefined;
    const code = unit ?? this.givenUnit;
    if (code === undefined)
      throw new Refusal(
        'unit_missing',
        'the file does not say whose track it is',
        'name the unit with --unit CODE, or its column with --map unit=column',
      );
    this.bufferOf(code).push(instantMs, position[0], position[1], accuracyMeters >= 0 ? accuracyMeters : Number.NaN, pose);
    this.timed += 1;
    this.held += 1;
    return undefined;
  };

  /** Takes one position of a file without rows, which are numbered here from 1. */
  readonly takePosition: TrackSink = (unit, instantMs, x, y, accuracyMeters, pose) => {
    this.read += 1;
    const fault = this.take(unit, instantMs, x, y, accuracyMeters, pose);
    if (fault !== undefined)
      this.leaveOut({ rowNumber: this.read, column: fault === 'time_in_future' ? 'time' : 'position', value: `${x}, ${y}`, reason: fault });
    return fault;
  };

  leaveOut(reject: Reject & { readonly reason: TrackFault }): void {
    this.dropped[reject.reason] = (this.dropped[reject.reason] ?? 0) + 1;
    this.rejects.push(reject);
  }

  /** Rejects gathered since this was last asked. */
  takeRejects(): readonly Reject[] {
    const { rejects } = this;
    this.rejects = [];
    return rejects;
  }

  /** Moves fixes out of memory when there are many: to be called between pieces of the file. */
  async relieve(scoped: Scoped): Promise<void> {
    if (this.held < this.fixesInMemory) return;
    for (const [code, buffer] of this.buffers) {
      await stageFixes(scoped, this.unitIndex.get(code) ?? -1, buffer.columns(), !this.isStaged);
      this.isStaged = true;
    }
    this.buffers.clear();
    this.lastUnit = undefined;
    this.held = 0;
  }

  /** All fixes by unit, in the order units appear; the most accurate of an instant. Each unit's come ascending, in one stretch or several. */
  async *byUnit(scoped: Scoped): AsyncGenerator<UnitFixes> {
    if (!this.isStaged) {
      for (const [code, buffer] of this.buffers) yield { code, fixes: distinctFixes(buffer.columns()), isContinued: false };
      return;
    }
    this.held = this.fixesInMemory;
    await this.relieve(scoped);
    await indexStagedFixes(scoped);
    for (const [index, code] of this.unitCodes.entries()) {
      let afterMs = 0;
      let isContinued = false;
      for (;;) {
        const fixes = await stagedFixesOfUnit(scoped, index, afterMs, FIXES_AT_A_TIME);
        if (fixes.length === 0) break;
        yield { code, fixes, isContinued };
        afterMs = fixes.instantMs[fixes.length - 1];
        isContinued = true;
        if (fixes.length < FIXES_AT_A_TIME) break;
      }
    }
  }

  /** Rows of one unit mostly follow each other. */
  private bufferOf(code: string): FixBuffer {
    if (code === this.lastUnit && this.lastBuffer !== undefined) return this.lastBuffer;
    let buffer = this.buffers.get(code);
    if (buffer === undefined) {
      buffer = new FixBuffer();
      this.buffers.set(code, buffer);
      this.register(code);
    }
    this.lastUnit = code;
    this.lastBuffer = buffer;
    return buffer;
  }

  private register(code: string): void {
    if (this.unitIndex.has(code)) return;
    if (this.unitCodes.length === MOST_UNITS)
      throw new Refusal('too_many_units', `the file names more than ${MOST_UNITS} units`, 'check --map unit=column');
    this.unitIndex.set(code, this.unitCodes.length);
    this.unitCodes.push(code);
  }
}
