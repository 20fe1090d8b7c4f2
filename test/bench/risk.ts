// Cost of the risk: a whole fit, a day added to it, and tiers, as squares and incidents grow; beside plain counts of the same incidents by square in the same run.
import { latticeCellOf, squareIdOf } from '@beatline/shared/geo/lattice';
import { CATEGORY_GROUPS } from '@beatline/shared/model/category';
import { createSlotClock } from '@beatline/shared/model/slot_clock';
import { createGrowingRisk } from '@beatline/shared/risk/growing_risk';
import { createLatticeIndex, indexAt } from '@beatline/shared/risk/lattice_index';
import type { RiskIncidents } from '@beatline/shared/risk/risk_model';
import { assignTiers } from '@beatline/shared/risk/tiers';

const DAY_MS = 86_400_000;
const YEARS = 5;
const UNTIL_MS = Date.parse('2026-11-01T00:00:00+08:00');
const FROM_MS = UNTIL_MS - YEARS * 365.25 * DAY_MS;
const CELL_METERS = 100;
const STATIONS = 60;
const DISTRICTS = 8;
const clock = createSlotClock('Asia/Shanghai');

interface Row {
  readonly cells: number;
  readonly incidents: number;
  readonly countsSeconds: number;
  readonly fitSeconds: number;
  /** Of one core: what it takes beside other work. */
  readonly fitCpuSeconds: number;
  readonly dayIncidents: number;
  readonly dayUpdateSeconds: number;
  readonly tierSeconds: number;
  readonly timesCounts: number;
  readonly peakMegabytes: number;
}

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** A square area, and incidents that crowd round a thousand spots, oldest first, a day beyond the end included. */
function cityOf(cells: number, count: number): { readonly squareId: Float64Array; readonly incidents: RiskIncidents } {
  const side = Math.round(Math.sqrt(cells));
  const squareId = Float64Array.from({ length: side * side }, (_, i) => squareIdOf(Math.floor(i / side), i % side)).sort();
  const draw = random(7);
  const reach = side * CELL_METERS;
  const spots = Array.from({ length: 1000 }, () => [draw() * reach, draw() * reach] as const);
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const [u, v] = spots[Math.floor(spots.length * draw() ** 2)] ?? [0, 0];
    const distance = 400 * -Math.log(1 - draw());
    const angle = 2 * Math.PI * draw();
    x[i] = Math.min(reach - 1, Math.max(0, u + distance * Math.cos(angle)));
    y[i] = Math.min(reach - 1, Math.max(0, v + distance * Math.sin(angle)));
  }
  const spanMs = UNTIL_MS + DAY_MS - FROM_MS;
  return {
    squareId,
    incidents: {
      length: count,
      x,
      y,
      instantMs: Float64Array.from(x, (_, i) => FROM_MS + (spanMs * i) / count),
      group: Uint8Array.from(x, (_, i) => Math.floor(CATEGORY_GROUPS.length * ((i * 0.618) % 1) ** 2)),
      hourKnown: new Uint8Array(count).fill(1),
    },
  };
}

function seconds(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

function measure(cells: number, incidentsAYear: number): Row {
  const { squareId, incidents } = cityOf(cells, incidentsAYear * YEARS);
  const until = incidents.instantMs.findIndex((at) => at >= UNTIL_MS);
  const countsSeconds = seconds(() => {
    const index = createLatticeIndex(squareId);
    const counts = new Float64Array(squareId.length);
    for (let i = 0; i < incidents.length; i++)
      counts[indexAt(index, Math.floor(incidents.x[i] / CELL_METERS), Math.floor(incidents.y[i] / CELL_METERS))]++;
  });
  const growing = createGrowingRisk({
    squareId,
    cellMeters: CELL_METERS,
    profileArea: Uint16Array.from(squareId, (_, i) => Math.floor((STATIONS * i) / squareId.length)),
    policeCell: Int32Array.from(
      squareId,
      (id) => Math.floor(latticeCellOf(id).column / 10) * 1000 + Math.floor(latticeCellOf(id).row / 10),
    ),
    clock,
    fromMs: FROM_MS,
  });
  const districtOf = Int32Array.from(squareId, (_, i) => Math.floor((DISTRICTS * i) / squareId.length));
  let model = growing.model.bind(growing);
  const cpuBefore = process.cpuUsage();
  const fitSeconds = seconds(() => {
    growing.advance(incidents, UNTIL_MS);
    const fitted = growing.model();
    model = () => fitted;
  });
  const cpu = process.cpuUsage(cpuBefore);
  const tierSeconds = seconds(() => assignTiers(model(), districtOf));
  const newDay: RiskIncidents = {
    length: incidents.length - until,
    x: incidents.x.slice(until),
    y: incidents.y.slice(until),
    instantMs: incidents.instantMs.slice(until),
    group: incidents.group.slice(until),
    hourKnown: incidents.hourKnown.slice(until),
  };
  const dayUpdateSeconds = seconds(() => {
    growing.advance(newDay, UNTIL_MS + DAY_MS);
    growing.model();
  });
  const round = (value: number) => Number(value.toFixed(2));
  return {
    cells: squareId.length,
    incidents: incidents.length,
    countsSeconds: round(countsSeconds),
    fitSeconds: round(fitSeconds),
    fitCpuSeconds: round((cpu.user + cpu.system) / 1e6),
    dayIncidents: newDay.length,
    dayUpdateSeconds: round(dayUpdateSeconds),
    tierSeconds: round(tierSeconds),
    timesCounts: Math.round(fitSeconds / countsSeconds),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

const rows: Row[] = [];
for (const [cells, incidentsAYear] of [
  [75_000, 62_500],
  [150_000, 125_000],
  [300_000, 250_000],
  [600_000, 62_500],
  [600_000, 500_000],
] as const)
  rows.push(measure(cells, incidentsAYear));
process.stdout.write(
  `risk: ${YEARS} years, 13 category groups, 168 hours of the week in ${STATIONS} stations; peakMegabytes is of the whole process so far\n`,
);
console.table(rows);
process.stdout.write(`${JSON.stringify({ bench: 'risk', rows })}\n`);
