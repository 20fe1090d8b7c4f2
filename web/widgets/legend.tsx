import styles from './legend.module.css';

/** A stepped ramp: `colors[i]` covers values from `breaks[i]` on. */
export interface RampLegendProps {
  readonly colors: readonly string[];
  /** One label per colour, its lower bound, already formatted. */
  readonly labels: readonly string[];
  /** What is shown, with its unit. */
  readonly caption: string;
}

/** The legend of every coloured quantity: steps, lower bounds, and the unit in words. */
export function RampLegend({ colors, labels, caption }: RampLegendProps) {
  return (
    <figure className={styles['ramp']} aria-label={caption}>
      <div className={styles['steps']}>
        {colors.map((color, i) => (
          <span key={color}>
            <i style={{ background: color }} />
            <small>{labels[i]}</small>
          </span>
        ))}
      </div>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

/** One row of a legend of marks: a small drawing and its name. */
export function LegendRow({ mark, children }: { readonly mark: React.ReactNode; readonly children: React.ReactNode }) {
  return (
    <div className={styles['row']}>
      <span aria-hidden="true">{mark}</span>
      <span>{children}</span>
    </div>
  );
}
