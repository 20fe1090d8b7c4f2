import { PATROL_MODES, type PatrolMode } from '@beatline/shared/model/patrol_mode';
import type { TimeWindow } from '@beatline/shared/model/time_window';
import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import { useMemo } from 'react';
import type { CoverageQuestion } from '../../api/queries';
import { useSearchList, useSearchParam } from '../../state/search_params';

/** Named windows the server resolves, in the order of the buttons; `custom` reads from and to of the address. */
export const WINDOW_CHOICES = ['now', 'shift', 'today', 'previousShift', 'last7Days', 'custom'] as const;
export type WindowChoice = (typeof WINDOW_CHOICES)[number];

/** One of these colours the squares; the others are drawn over it. */
export const FIELDS = ['gap', 'risk', 'tiers', 'coverage', 'incidents', 'none'] as const;
export type Field = (typeof FIELDS)[number];
export const OVERLAYS = ['boundaries', 'units', 'lines', 'tracks', 'hotspots', 'zones', 'places'] as const;
export type Overlay = (typeof OVERLAYS)[number];
const DEFAULT_OVERLAYS: readonly Overlay[] = ['boundaries', 'units', 'lines'];

function isOneOf<T extends string>(all: readonly T[], value: string): value is T {
  return (all as readonly string[]).includes(value);
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Everything the page shows, read from and written to its address, so that a copied link opens the same view. */
export function useCommandState(deployment: DeploymentView | undefined) {
  const [windowText, setWindowText] = useSearchParam('window', 'shift');
  const [fromText, setFrom] = useSearchParam('from', '');
  const [toText, setTo] = useSearchParam('to', '');
  const [modes, setModes] = useSearchList<PatrolMode>('modes', PATROL_MODES, PATROL_MODES);
  const [fieldText, setField] = useSearchParam('field', 'gap');
  const [overlays, setOverlays] = useSearchList<Overlay>('layers', OVERLAYS, DEFAULT_OVERLAYS);
  const [bandText, setBand] = useSearchParam('band', '');
  const [squareText, setSquare] = useSearchParam('square', '');
  const [benchText, setBench] = useSearchParam('bench', '');
  const [plan, setPlan] = useSearchParam('plan', '');
  const [lineText, setLine] = useSearchParam('line', '');

  const choice: WindowChoice = isOneOf(WINDOW_CHOICES, windowText) ? windowText : 'shift';
  const custom =
    isInstant(fromText) && isInstant(toText) && Date.parse(fromText) < Date.parse(toText) ? { from: fromText, to: toText } : undefined;
  const named = choice === 'custom' ? undefined : deployment?.windows[choice];
  const window: TimeWindow | undefined = choice === 'custom' ? (custom ?? deployment?.windows.shift) : named;
  const from = window?.from;
  const to = window?.to;
  const modesText = modes.join(',');
  const question = useMemo<CoverageQuestion | undefined>(() => {
    if (from === undefined || to === undefined) return undefined;
    const counted = PATROL_MODES.filter((mode) => modesText.split(',').includes(mode));
    return counted.length === PATROL_MODES.length || counted.length === 0 ? { from, to } : { from, to, modes: counted };
  }, [from, to, modesText]);

  const square = /^\d+$/.test(squareText) ? Number(squareText) : undefined;
  return {
    choice,
    window,
    question,
    setChoice: (next: WindowChoice) => setWindowText(next),
    custom,
    setCustom: (next: TimeWindow) => {
      setFrom(next.from);
      setTo(next.to);
    },
    modes,
    setModes,
    field: isOneOf(FIELDS, fieldText) ? fieldText : 'gap',
    setField: (next: Field) => setField(next),
    /** Shift band of the tiers shown, 0 to 5: weekdays 00-08, 08-16, 16-24, then weekends; undefined: the one it is now. */
    band: /^[0-5]$/.test(bandText) ? Number(bandText) : undefined,
    setBand: (next: number | undefined) => setBand(next === undefined ? undefined : String(next)),
    overlays,
    setOverlays,
    square,
    setSquare: (next: number | undefined) => setSquare(next === undefined ? undefined : String(next)),
    benchOpen: benchText === '1',
    setBenchOpen: (open: boolean) => setBench(open ? '1' : undefined),
    plan: plan === '' ? undefined : plan,
    setPlan: (next: string | undefined) => {
      setLine(undefined);
      setPlan(next);
    },
    /** Number of the one line of the plan that is looked at; undefined: all. */
    line: /^\d+$/.test(lineText) ? Number(lineText) : undefined,
    setLine: (next: number | undefined) => setLine(next === undefined ? undefined : String(next)),
  };
}
export type CommandState = ReturnType<typeof useCommandState>;
