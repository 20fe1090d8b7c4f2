import { generateDemo, trackFilesOf, type Demo } from './generate_demo';
import type { TrackFile } from './track_files';

/** Friday evening, as in the first screen. */
export const FIXTURE_UNTIL_MS = Date.parse('2026-11-20T22:00:00+08:00');

let demo: Demo | undefined;
let files: TrackFile[] | undefined;

/** The demo of seed 1, drawn once for the tests of one file. */
export function fixtureDemo(): Demo {
  demo ??= generateDemo(1, FIXTURE_UNTIL_MS);
  return demo;
}

/** Fewer than a demo has: enough for what holds of every day. */
export const FIXTURE_TRACK_DAYS = 3;

export function fixtureTracks(): readonly TrackFile[] {
  files ??= [...trackFilesOf(fixtureDemo(), FIXTURE_TRACK_DAYS)];
  return files;
}
