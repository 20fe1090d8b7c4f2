import { once } from 'node:events';
import type { App } from '../app';
import type { DemoRecord } from '../demo/find_demo';
import type { SimulatedFixes } from '../demo/live_simulator';
import { startThread } from '../threads/start_thread';
import type { DemoFeedStart, DemoFeedStep } from './demo_feed_worker';

/** Real devices send every 10 to 15 s; asking every 5 s keeps the map moving. */
const STEP_MS = 5000;
/** Time missed while the server was off is made up in slices this long, so that pages stay answered meanwhile. */
const CATCH_UP_SLICE_MS = 5 * 60_000;
/** Longer absences are not made up in full: the ledger then shows what happens when nobody patrols. Chosen as a shift and a half. */
const CATCH_UP_MOST_MS = 12 * 3_600_000;

export interface DemoFeed {
  stop(): Promise<void>;
}

/** Feeds a loaded demo with live fixes, through the intake every device uses, from where its data end. The simulator runs in a thread of its own. */
export async function startDemoFeed(app: App, demo: DemoRecord): Promise<DemoFeed> {
  const lastHeardMs = Math.max(demo.untilMs, ...(await app.live.states()).map((state) => state.last.instantMs + 1));
  const start: DemoFeedStart = { seed: demo.seed, untilMs: demo.untilMs, fromMs: Math.max(lastHeardMs, app.nowMs() - CATCH_UP_MOST_MS) };
  const worker = startThread(new URL('./demo_feed_worker.ts', import.meta.url), start);
  worker.on('error', app.reportBug);
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let stopped = false;
  let wake: () => void = () => undefined;

  async function fixesUntil(instantMs: number): Promise<SimulatedFixes[]> {
    worker.postMessage({ instantMs } satisfies DemoFeedStep);
    const [fixes] = (await once(worker, 'message')) as [SimulatedFixes[]];
    return fixes;
  }
  async function run(): Promise<void> {
    let reachedMs = start.fromMs;
    while (!stopped) {
      const nowMs = app.nowMs();
      const untilMs = Math.min(nowMs, reachedMs + CATCH_UP_SLICE_MS);
      if (untilMs > reachedMs) {
        const fixes = await fixesUntil(untilMs);
        if (fixes.length > 0 && !stopped) await app.intake.ingest(fixes);
        reachedMs = untilMs;
      }
      const isBehind = reachedMs < nowMs;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, isBehind ? 50 : STEP_MS).unref();
      });
    }
  }
  const running = run().catch(app.reportBug);

  return {
    async stop() {
      stopped = true;
      wake();
      // The step under way is finished first, unless the thread is gone and will never answer.
      await Promise.race([running, gone]);
      await worker.terminate();
    },
  };
}
