import { setTimeout as wait } from 'node:timers/promises';
import { townLngLat } from '../server/small_town';
import type { CrashSite } from './crash_rig';

/** What was sent by whom, and what the server said it had. */
export interface SentFix {
  readonly unit: string;
  readonly at: number;
  readonly lng: number;
  readonly lat: number;
}

/** Devices that send without pause to whatever server there is, and remember what was acknowledged. Lives through all crashes of a site. */
export interface LiveLoad {
  /** Sends to this server until it answers no more; resolves when every sender has given up. */
  sendTo(url: string): Promise<void>;
  /** Everything the server said is stored. */
  readonly acknowledged: readonly SentFix[];
  /** Everything that was ever sent. */
  readonly sent: number;
  /** Resolves at the next acknowledgement. */
  nextAcknowledgement(): Promise<void>;
}

const SENDERS = 6;
const STEP_MS = 10_000;
/** Ends a run: the server matches it with the streets and corrects the ledger while others go on sending. */
const SILENCE_MS = 400_000;
/** A device is silent in earnest for this long after it: a run is taken up once nothing more has come for three seconds. */
const REST_MS = 3500;

export function createLiveLoad(site: CrashSite, startMs: number, random: () => number): LiveLoad {
  const acknowledged: SentFix[] = [];
  const cars = Array.from({ length: SENDERS }, (_, i) => ({
    unit: `车${i}`,
    atMs: startMs + i,
    east: 100 + 100 * i,
    /** Sent, perhaps stored, not acknowledged: sent again to the next server, as a real device does. */
    pending: [] as SentFix[],
    /** Each is silent first after another number of batches, so that runs end all along. */
    batchesToRest: 1 + 4 * i,
  }));
  let sent = 0;
  let tell: () => void = () => undefined;

  function drive(car: (typeof cars)[number], count: number): SentFix[] {
    return Array.from({ length: count }, () => {
      // Now and then three reports are missing: long enough to be inferred along the street, at the pace of the town.
      const isSilent = random() < 0.02;
      car.atMs += isSilent ? 4 * STEP_MS : STEP_MS;
      if (isSilent) car.east += 280;
      else car.east += random() < 0.1 ? 0 : 40;
      sent += 1;
      const along = car.east % 2000;
      const [lng, lat] = townLngLat(along < 1000 ? along + 50 : 2050 - along, streetOf(car));
      return { unit: car.unit, at: car.atMs, lng, lat };
    });
  }

  /** Streets of the town run every 150 m. */
  function streetOf(car: (typeof cars)[number]): number {
    return 150 + 150 * (car.unit.charCodeAt(1) % 6);
  }

  async function send(url: string, car: (typeof cars)[number]): Promise<boolean> {
    if (car.pending.length === 0) {
      car.pending = drive(car, 1 + Math.floor(random() * 40));
      // Some arrive in another order than they were taken.
      if (random() < 0.2) car.pending.reverse();
    }
    try {
      const response = await fetch(`${url}/intake/fixes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${site.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ fixes: car.pending }),
      });
      if (!response.ok) return response.status === 503 || response.status === 429;
      const answer = (await response.json()) as { stored: number; duplicates: number };
      if (answer.stored + answer.duplicates !== car.pending.length)
        throw new Error(`the server acknowledged ${JSON.stringify(answer)} of ${car.pending.length}`);
      acknowledged.push(...car.pending);
      car.pending = [];
      tell();
      return true;
    } catch (error) {
      // The connection broke: nothing is acknowledged. Anything else is a fault of the test or the server.
      if (error instanceof TypeError || (error instanceof Error && /terminated|socket|reset/i.test(error.message))) return false;
      throw error;
    }
  }

  return {
    acknowledged,
    get sent() {
      return sent;
    },
    nextAcknowledgement: () => new Promise((resolve) => (tell = resolve)),
    async sendTo(url) {
      await Promise.all(
        cars.map(async (car) => {
          while (await send(url, car)) {
            if (--car.batchesToRest !== 0) continue;
            car.batchesToRest = 60;
            car.atMs += SILENCE_MS;
            car.pending = drive(car, 1);
            if (!(await send(url, car))) return;
            await wait(REST_MS);
          }
        }),
      );
    },
  };
}
