import { Popover } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './how_computed.module.css';

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
export function HowComputed({ children, title, definition, inputs }: HowComputedProps) {
  const { t } = useTranslation();
  return (
    <Popover position="bottom-start" width={320} trapFocus={false} returnFocus>
      <Popover.Target>
        <button type="button" className={styles['target']} aria-haspopup="dialog" title={t('howComputed')}>
          {children}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles['sheet']} aria-label={t('howComputed')}>
        <b>{title}</b>
        <p>{definition}</p>
        <span className={styles['head']}>{t('inputs')}</span>
        <ul>
          {inputs.map((input) => (
            <li key={input}>{input}</li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
