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

export function createLiveLoad(site: CrashSite, startMs: number, random: () => number): LiveLoad {
  const acknowledged: SentFix[] = [];
  const cars = Array.from({ length: SENDERS }, (_, i) => ({
    unit: `车${i}`,
    atMs: startMs + i,
    east: 100 + 100 * i,
    /** Sent, perhaps stored, not acknowledged: sent again to the next server, as a real device does. */
    pending: [] as SentFix[],
  }));
  let sent = 0;
  let tell: () => void = () => undefined;

  function drive(car: (typeof cars)[number], count: number): SentFix[] {
    return Array.from({ length: count }, () => {
      car.atMs += random() < 0.02 ? 4 * STEP_MS : STEP_MS;
      car.east += random() < 0.1 ? 0 : 40;
      sent += 1;
      const along = car.east % 2000;
      const [lng, lat] = townLngLat(along < 1000 ? along + 50 : 2050 - along, 300 + 100 * (car.unit.charCodeAt(1) % 6));
      return { unit: car.unit, at: car.atMs, lng, lat };
    });
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
          while (await send(url, car));
        }),
      );
    },
  };
}
