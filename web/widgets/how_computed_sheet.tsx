import { Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HowComputedProps } from './how_computed';
import styles from './how_computed.module.css';

/** The opened state of {@link HowComputedProps}: appears open, closes with Escape, a click outside or a second press. */
export function HowComputedSheet({ children, title, definition, inputs }: HowComputedProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(true);
  return (
    <Popover position="bottom-start" width={320} opened={opened} onChange={setOpened} returnFocus>
      <Popover.Target>
        <button type="button" autoFocus className={styles.target} title={t('howComputed')} onClick={() => setOpened(!opened)}>
          {children}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.sheet} aria-label={t('howComputed')}>
        <b>{title}</b>
        <p>{definition}</p>
        <span className={styles.head}>{t('inputs')}</span>
        <ul>
          {inputs.map((input) => (
            <li key={input}>{input}</li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
