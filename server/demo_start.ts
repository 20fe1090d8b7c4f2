import type { Scoped } from '@beatline/db/engine/database';
import { getDeployment } from '@beatline/db/queries/deployment';
import type { App } from './app';
import type { DemoProgress } from './demo/load_demo';
import type { DemoFeed } from './live/demo_feed';
import type { Settings } from './settings';

/** Seed of the demonstration city everybody sees first. */
const DEMO_SEED = 1;

/** Loads the demonstration city into an empty database, and completes one whose load was broken off; leaves any other database alone. */
export async function prepareDemo(app: App, settings: Settings, tell: (line: string) => void): Promise<void> {
  const { findDemo } = await import('./demo/find_demo');
  const demo = await app.query(findDemo);
  if (demo?.complete === true) return;
  const isBrokenOff = demo !== undefined;
  if (!isBrokenOff && !(settings.loadDemo && (await app.query(isEmpty)))) return;

  tell(
    isBrokenOff
      ? 'Completing the demonstration city 演示数据, whose load was broken off…'
      : 'Loading the demonstration city 演示数据 (about a minute)…',
  );
  const { loadDemo } = await import('./demo/load_demo');
  // What the importers remark on each file is for whoever imports files; here the steps are enough.
  const answer = await loadDemo({ ...app, log: () => undefined }, { seed: DEMO_SEED }, progressTeller(tell));
  tell(
    `Demonstration city loaded (${answer.seconds.toFixed(0)} s): ${answer.counts.incidents} incidents, ${answer.counts.fixes} fixes of ${answer.counts.units} units.`,
  );
}

/** Nobody set a deployment, which every import needs. */
async function isEmpty(scoped: Scoped): Promise<boolean> {
  return (await getDeployment(scoped)) === undefined;
}

/** Lets a loaded demo go on live; undefined when the database holds something else. */
export async function startDemo(app: App): Promise<DemoFeed | undefined> {
  const { findDemo } = await import('./demo/find_demo');
  const demo = await app.query(findDemo);
  if (demo?.complete !== true) return undefined;
  const { startDemoFeed } = await import('./live/demo_feed');
  return startDemoFeed(app, demo);
}

/** One line per step, and one every five percent within it. */
export function progressTeller(tell: (line: string) => void): (progress: DemoProgress) => void {
  let told = -1;
  let toldStep = '';
  return ({ step, fractionDone }) => {
    const percent = Math.floor(fractionDone * 20) * 5;
    if (percent === told && (step === toldStep || step.includes(':'))) return;
    told = percent;
    toldStep = step;
    tell(`  ${String(percent).padStart(3)} %  ${step}`);
  };
}
