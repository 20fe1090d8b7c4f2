import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Texts of a workbook beyond this go to a temporary file; chosen, because most exports stay below and a million addresses do not. */
const MEMORY_BYTES = 32 * 2 ** 20;
/** Texts read last are kept as strings: neighbouring rows share categories and streets. */
const RECENT_TEXTS = 4096;

/**
 * The texts of a workbook, which its cells name by number. Memory: at most 32 MiB of text and 8 bytes a text; the rest lies in a file that is already
 * removed from its folder, so that nothing stays behind.
 */
export class XlsxStrings {
  length = 0;
  /** Byte at which text i ends. */
  private ends = new Float64Array(1024);
  private readonly blocks: Buffer[] = [];
  private blockBytes = 0;
  private bytes = 0;
  private file: number | undefined;
  private memory: Buffer | undefined;
  private readonly recent = new Map<number, string>();

  add(text: string): void {
    const block = Buffer.from(text, 'utf8');
    this.bytes += block.length;
    if (this.length === this.ends.length) {
      const larger = new Float64Array(2 * this.ends.length);
      larger.set(this.ends);
      this.ends = larger;
    }
    this.ends[this.length] = this.bytes;
    this.length += 1;
    this.blocks.push(block);
    this.blockBytes += block.length;
    if (this.blockBytes > MEMORY_BYTES) this.spill();
  }

  /** Text number `index` from 0; undefined when there is none. */
  get(index: number): string | undefined {
    if (!(index >= 0 && index < this.length)) return undefined;
    const known = this.recent.get(index);
    if (known !== undefined) return known;
    const start = index === 0 ? 0 : this.ends[index - 1];
    const text = this.read(start, this.ends[index]);
    if (this.recent.size >= RECENT_TEXTS) this.recent.clear();
    this.recent.set(index, text);
    return text;
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private read(start: number, end: number): string {
    if (this.file === undefined) {
      this.memory ??= Buffer.concat(this.blocks);
      return this.memory.toString('utf8', start, end);
    }
    if (this.blocks.length > 0) this.spill();
    const bytes = Buffer.alloc(end - start);
    readSync(this.file, bytes, 0, bytes.length, start);
    return bytes.toString('utf8');
  }

  private spill(): void {
    this.file ??= temporaryFile();
    const bytes = Buffer.concat(this.blocks);
    writeSync(this.file, bytes, 0, bytes.length, this.bytes - bytes.length);
    this.blocks.length = 0;
    this.blockBytes = 0;
  }
}

function temporaryFile(): number {
  const folder = mkdtempSync(join(tmpdir(), 'beatline_xlsx_'));
  try {
    return openSync(join(folder, 'texts'), 'wx+');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
