import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take half a minute and more on two cores, in the order they begin: browsers wait a lot and compute little, so that each stands beside a file that
 * computes, and the one that loads the demo city comes before the others that need it. Everything else follows in its usual order. A file that is missing
 * here only begins later than it might.
 */
const LONG_FILES = [
  'test/e2e/demo_city.test.ts',
  'test/fuzz/record_files.test.ts',
  'test/server/cli.test.ts',
  'test/e2e/real_city.test.ts',
  'test/fuzz/ground_files.test.ts',
  'test/crash/crash.test.ts',
  'test/e2e/data_page.test.ts',
  'test/server/grid.test.ts',
  'test/server/imports_incidents_truth.test.ts',
  'test/e2e/scorecard.test.ts',
  'test/server/real_ground_files.test.ts',
  'test/server/imports_incidents_memory.test.ts',
  'test/e2e/demo_on_postgres.test.ts',
  'test/server/imports_incidents_detection.test.ts',
  'test/server/imports_incidents_pages.test.ts',
  'test/server/imports_real.test.ts',
  'test/server/addresses_demo.test.ts',
];

/** Begins the longest files first, so that no worker is left with one of them at the end while the other has nothing to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const placeOf = (file: TestSpecification): number => {
      const place = LONG_FILES.findIndex((path) => file.moduleId.endsWith(`/${path}`));
      return place === -1 ? LONG_FILES.length : place;
    };
    return usual.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}
