// npm test: verify, then every suite. Suites whose service is missing are skipped and named; BEATLINE_REQUIRE=postgres,browser,gdal makes a missing service a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, repositoryFolder } from './ensure_installed.mjs';

ensureInstalled();

const long = process.argv.includes('--long');
const required = (process.env.BEATLINE_REQUIRE ?? '').split(',').filter((name) => name !== '');
const CHROMIUM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const chromium = process.env.BEATLINE_CHROMIUM ?? CHROMIUM_PATHS.find((path) => existsSync(path));
const services = {
  postgres: {
    present: process.env.DATABASE_URL !== undefined,
    why: 'DATABASE_URL is not set: database and server suites ran on the embedded engine only',
  },
  browser: { present: chromium !== undefined, why: 'no Chromium found (set BEATLINE_CHROMIUM): browser suites did not run' },
  gdal: {
    present: spawnSync('gdalinfo', ['--version'], { stdio: 'ignore' }).status === 0,
    why: 'no GDAL found (Debian: gdal-bin): visibility polygons were not held to gdal_viewshed',
  },
};

for (const name of required) {
  if (services[name] === undefined) {
    process.stdout.write(
      `BEATLINE_REQUIRE names an unknown service: ${name} (known: ${Object.keys(services).join(', ')})\n0 passed, 1 failed, 0 skipped\n`,
    );
    process.exit(2);
  }
  if (!services[name].present) {
    process.stdout.write(`BEATLINE_REQUIRE asks for ${name}, but ${services[name].why}\n0 passed, 1 failed, 0 skipped\n`);
    process.exit(1);
  }
}

const environment = { ...process.env, BEATLINE_LONG: long ? '1' : '', ...(chromium === undefined ? {} : { BEATLINE_CHROMIUM: chromium }) };
let passed = 0;
let failed = 0;

const verify = spawnSync('node', ['scripts/verify.mjs'], { cwd: repositoryFolder, stdio: ['ignore', 1, 2], env: environment });
if (verify.status === 0) passed++;
else failed++;

const reportFile = join(mkdtempSync(join(tmpdir(), 'beatline-test-')), 'report.json');
spawnSync('node_modules/.bin/vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`], {
  cwd: repositoryFolder,
  stdio: ['ignore', 1, 2],
  env: environment,
});

const skippedNames = new Set();
if (existsSync(reportFile)) {
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  for (const file of report.testResults) {
    if (file.status === 'failed' && file.assertionResults.length === 0) failed++;
    for (const test of file.assertionResults) {
      if (test.status === 'skipped' || test.status === 'pending' || test.status === 'todo') {
        skippedNames.add(`${file.name.replace(`${repositoryFolder}/`, '')} > ${test.fullName}`);
      }
    }
  }
} else {
  process.stdout.write('the test runner ended without a report\n');
  failed++;
}

const missing = Object.entries(services).filter(([, service]) => !service.present);
for (const [name, service] of missing) process.stdout.write(`skipped, ${name} missing: ${service.why}\n`);
for (const name of skippedNames) process.stdout.write(`skipped: ${name}\n`);
process.stdout.write(`${passed} passed, ${failed} failed, ${skippedNames.size} skipped\n`);
process.exit(failed > 0 ? 1 : 0);
