import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './standards_page.module.css';

/** Minutes as a slider over values people say, and as a number for any other. Keeps what was typed until it is one. */
export function MinutesField({
  label,
  seconds,
  steps,
  onChange,
  fault,
}: {
  readonly label: string;
  readonly seconds: number;
  /** Minutes the slider stops at, ascending. */
  readonly steps: readonly number[];
  readonly onChange: (seconds: number) => void;
  readonly fault?: string | undefined;
}) {
  const { t } = useTranslation('standards');
  const [text, setText] = useState<string | undefined>(undefined);
  const faultId = useId();
  const minutes = Math.round(seconds / 6) / 10;
  const nearest = steps.reduce((best, step, i) => (Math.abs(step - minutes) < Math.abs((steps[best] ?? 0) - minutes) ? i : best), 0);
  const least = steps[0] ?? 1;
  const most = steps.at(-1) ?? least;
  const typed = text === undefined ? minutes : Number(text);
  const isTypo = text !== undefined && !(text.trim() !== '' && typed >= least && typed <= most);
  return (
    <div className={styles.minutes} data-fault={fault !== undefined || isTypo}>
      <span>{label}</span>
      <input
        type="range"
        min={0}
        max={steps.length - 1}
        value={nearest}
        aria-label={label}
        aria-valuetext={`${minutes} ${t('minutes')}`}
        onChange={(event) => {
          setText(undefined);
          onChange((steps[Number(event.target.value)] ?? least) * 60);
        }}
      />
      <input
        inputMode="decimal"
        aria-label={`${label}, ${t('minutes')}`}
        aria-invalid={fault !== undefined || isTypo}
        aria-describedby={fault === undefined ? undefined : faultId}
        value={text ?? String(minutes)}
        onChange={(event) => {
          setText(event.target.value);
          const value = Number(event.target.value);
          if (event.target.value.trim() !== '' && value >= least && value <= most) onChange(value * 60);
        }}
        onBlur={() => setText(undefined)}
      />
      <small>{t('minutes')}</small>
      {fault !== undefined && (
        <p id={faultId} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
