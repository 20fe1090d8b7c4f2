import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { needWords } from '../i18n/i18n';
import { Loading } from '../widgets/loading';
import type { WhySquareProps } from './why_square';
import styles from './why_disclosure.module.css';

/** Where the risk comes from stands one step behind: fetched when somebody asks. */
const WhySquare = lazy(async () => {
  const [module] = await Promise.all([import('./why_square'), needWords('forecast')]);
  return { default: module.WhySquare };
});

/** One press from a square to the incidents its risk rests on. */
export function WhyDisclosure(props: WhySquareProps) {
  const { t } = useTranslation('command');
  const [isAsked, setIsAsked] = useState(false);
  return (
    <div data-why={isAsked}>
      <button type="button" className={styles.ask} aria-expanded={isAsked} onClick={() => setIsAsked(!isAsked)}>
        {t('callout.why')}
      </button>
      {isAsked && (
        <Suspense fallback={<Loading />}>
          <WhySquare {...props} />
        </Suspense>
      )}
    </div>
  );
}
