import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './how_computed.module.css';

/** The sheet brings a positioning library with it: fetched when the first one is opened. */
const HowComputedSheet = lazy(() => import('./how_computed_sheet').then((m) => ({ default: m.HowComputedSheet })));

export interface HowComputedProps {
  /** What the reader sees and presses: a figure's name, or the words 如何计算. */
  readonly children: ReactNode;
  readonly title: string;
  /** One or two plain sentences: the definition. */
  readonly definition: string;
  /** The inputs by name, with versions and times where they have them. */
  readonly inputs: readonly string[];
}

/** Every figure says where it comes from: dotted underline, opens definition and inputs. */
export function HowComputed(props: HowComputedProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const closed = (
    <button type="button" className={styles.target} aria-haspopup="dialog" title={t('howComputed')} onClick={() => setAsked(true)}>
      {props.children}
    </button>
  );
  if (!asked) return closed;
  return (
    <Suspense fallback={closed}>
      <HowComputedSheet {...props} />
    </Suspense>
  );
}
