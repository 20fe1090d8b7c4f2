import styles from './standards_page.module.css';

/** Several of a few: buttons that stay pressed. */
export function ChoiceList<Value extends string | number>({
  label,
  values,
  chosen,
  nameOf,
  onChange,
  fault,
  tight = false,
}: {
  readonly label: string;
  readonly values: readonly Value[];
  readonly chosen: readonly Value[];
  readonly nameOf: (value: Value) => string;
  readonly onChange: (chosen: Value[]) => void;
  readonly fault?: string | undefined;
  /** Hours: two digits each, no gaps. */
  readonly tight?: boolean;
}) {
  return (
    <div className={styles.choice} role="group" aria-label={label}>
      <span>{label}</span>
      <div className={tight ? styles.hours : styles.chips}>
        {values.map((value) => {
          const isChosen = chosen.includes(value);
          return (
            <button
              key={value}
              type="button"
              aria-pressed={isChosen}
              onClick={() => onChange(values.filter((each) => (each === value ? !isChosen : chosen.includes(each))))}
            >
              {tight ? String(value).padStart(2, '0') : nameOf(value)}
            </button>
          );
        })}
      </div>
      {fault !== undefined && <p role="alert">{fault}</p>}
    </div>
  );
}
