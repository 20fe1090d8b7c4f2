import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import styles from './heat_compare.module.css';

const KEY_STEP_FRACTION = 0.02;
/** Kept off the edges, so that the handle can always be taken. */
const MARGIN_FRACTION = 0.02;

function stepOf(key: string): number | undefined {
  if (key === 'ArrowLeft' || key === 'ArrowDown') return -KEY_STEP_FRACTION;
  if (key === 'ArrowRight' || key === 'ArrowUp') return KEY_STEP_FRACTION;
  if (key === 'PageDown') return -KEY_STEP_FRACTION * 5;
  if (key === 'PageUp') return KEY_STEP_FRACTION * 5;
  if (key === 'Home') return -1;
  if (key === 'End') return 1;
  return undefined;
}

export interface SplitSliderProps {
  /** Share of the width left of the line, 0..1. */
  readonly fraction: number;
  readonly label: string;
  readonly onMove: (fraction: number) => void;
}

/** The line between two pictures of the same ground, moved by pointer or arrow keys. */
export function SplitSlider({ fraction, label, onMove }: SplitSliderProps) {
  const line = useRef<HTMLDivElement>(null);
  const clamp = (value: number) => Math.min(1 - MARGIN_FRACTION, Math.max(MARGIN_FRACTION, value));

  function drag(event: PointerEvent) {
    const frame = line.current?.parentElement?.getBoundingClientRect();
    if (frame === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onMove(clamp((event.clientX - frame.left) / frame.width));
  }
  function press(event: KeyboardEvent) {
    const step = stepOf(event.key);
    if (step === undefined) return;
    event.preventDefault();
    onMove(clamp(fraction + step));
  }
  return (
    <div ref={line} className={styles.split} style={{ left: `${fraction * 100}%` }}>
      <div
        className={styles.handle}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(fraction * 100)}
        onKeyDown={press}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
      >
        <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden="true">
          <path d="M5 1L1 6l4 5M11 1l4 5-4 5" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      </div>
    </div>
  );
}
