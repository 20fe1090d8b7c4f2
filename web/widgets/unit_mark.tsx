import type { PatrolMode } from '@beatline/shared/model/patrol_mode';

export interface UnitMarkProps {
  readonly mode: PatrolMode;
  /** Fix older than the limit: drawn hollow, not counted. */
  readonly stale?: boolean;
  /** On a call: drawn in a ring. */
  readonly onDispatch?: boolean;
}

/** The sign of a unit, the same in lists, legends and on the map: arrowhead, disc, rotor cross, square, wedge. */
export function UnitMark({ mode, stale = false, onDispatch = false }: UnitMarkProps) {
  const paint = {
    fill: stale ? 'none' : 'currentColor',
    stroke: 'currentColor',
    strokeWidth: stale ? 1.5 : 0,
    strokeLinejoin: 'round' as const,
  };
  return (
    <svg width="20" height="18" viewBox="-10 -9 20 18" aria-hidden="true" style={{ display: 'block', color: 'var(--text-1)' }}>
      {onDispatch && <circle r="8.2" fill="none" stroke="currentColor" strokeWidth="1.3" />}
      <MarkShape mode={mode} paint={paint} />
    </svg>
  );
}

function MarkShape({ mode, paint }: { readonly mode: PatrolMode; readonly paint: object }) {
  if (mode === 'vehicle') return <path d="M7 0L-5 5L-2.4 0L-5 -5Z" transform="rotate(-34)" {...paint} />;
  if (mode === 'bike') return <path d="M-6 0A2.6 2.6 0 1 0 -5.9 0ZM2 0A2.6 2.6 0 1 0 2.1 0Z" transform="translate(2 0)" {...paint} />;
  if (mode === 'foot') return <circle r="4.6" {...paint} />;
  if (mode === 'post') return <path d="M-4.6 -4.6h9.2v9.2h-9.2z" {...paint} />;
  if (mode === 'video') return <path d="M-5 0L5 -5V5Z" {...paint} />;
  return (
    <g {...paint}>
      <path d="M-4 -4L4 4M4 -4L-4 4" stroke="currentColor" strokeWidth="2" />
      <circle cx="-5" cy="-5" r="2" />
      <circle cx="5" cy="-5" r="2" />
      <circle cx="-5" cy="5" r="2" />
      <circle cx="5" cy="5" r="2" />
    </g>
  );
}
