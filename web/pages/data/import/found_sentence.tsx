import type { ImportInspection, ImportNote } from '@beatline/shared/model/views/import_view';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatPercent, textOf } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { fileSizeText } from './file_size';
import styles from './import_tab.module.css';

export interface FoundSentenceProps {
  readonly inspection: ImportInspection;
  readonly bytes: number;
  readonly rows: number | undefined;
  /** The look belongs to settings that have been changed since. */
  readonly isOld: boolean;
}

/** One sentence of what was found, and below it what somebody should know before agreeing. */
export function FoundSentence({ inspection, bytes, rows, isOld }: FoundSentenceProps) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const { encoding, droppedColumns, mappingSavedAt, problems } = inspection;
  const isOpenCrs = inspection.missing.includes('crs');
  // Without a coordinate system no row has a position: that is said once, not counted.
  const notes = inspection.notes.filter(({ code }) => !SAID_BY_THE_SENTENCE.has(code) && !(isOpenCrs && code === 'unlocated'));
  const parts = [
    t(`format.${inspection.format}`),
    rows === undefined ? fileSizeText(bytes) : t('found.rows', { count: rows, text: formatNumber(rows) }),
    encoding === undefined ? undefined : encodingName(encoding),
    useCrsText(inspection),
    droppedColumns.length === 0
      ? undefined
      : t('found.dropped', { count: droppedColumns.length, columns: droppedColumns.join(t('comma')) }),
  ].filter((part) => part !== undefined);
  return (
    <div className={styles.found} data-old={isOld}>
      <p className={styles.sentence}>{parts.join(t('found.joiner'))}</p>
      <ul>
        {mappingSavedAt !== undefined && <li>{t('found.savedMapping', { time: format.dayTime(mappingSavedAt) })}</li>}
        {notes.map((note) => (
          <li key={note.code} data-weight={isWarning(note.code) ? 'warning' : undefined}>
            {t(`note.${noteKey(note)}`, {
              ...wordedValues(note.values, (meters) => textOf(format.kilometers(meters, 0))),
              defaultValue: `${note.code} ${Object.values(note.values).join(' ')}`,
            })}
          </li>
        ))}
        {problems.length > 0 && <li data-weight="warning">{t('found.problems', { count: problems.length })}</li>}
      </ul>
    </div>
  );
}

/** What the sentence has said already. */
const SAID_BY_THE_SENTENCE: ReadonlySet<string> = new Set(['crs_by_streets']);

/** An assumption that was compared with the streets says how that came out. */
function noteKey({ code, values }: ImportNote): string {
  return code === 'crs_assumed' && values['scores'] !== undefined && values['scores'] !== '' ? 'crs_assumed_compared' : code;
}

/** Notes that ask for a second look before agreeing. */
function isWarning(code: string): boolean {
  return /undecided|needed|unreadable|dates|overlap|hole|repaired|unlocated|assumed|no_streets/.test(code);
}

/** Values as the page writes them; a length comes also as `length`, with its unit. */
function wordedValues(values: Readonly<Record<string, string | number>>, lengthOf: (meters: number) => string): Record<string, string> {
  const worded = Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : numberText(value)] as const);
  const { lengthMeters } = values;
  return Object.fromEntries(typeof lengthMeters === 'number' ? [...worded, ['length', lengthOf(lengthMeters)] as const] : worded);
}

function numberText(value: number): string {
  return formatNumber(value, Number.isInteger(value) ? 0 : 2);
}

/** `gb18030` as people write it. */
function encodingName(encoding: string): string {
  return encoding.toUpperCase();
}

/** Which coordinate system, who says so, and how well the points fit the streets under it. */
function useCrsText({ crs }: ImportInspection): string | undefined {
  const { t } = useTranslation('data');
  if (crs === undefined) return undefined;
  const fit = crs.candidates.find((candidate) => candidate.crs === crs.crs);
  const name = t(`crs.${crs.crs.replace(':', '_')}`, { defaultValue: crs.crs });
  if (crs.decidedBy === 'streets' && fit !== undefined)
    return t('found.crsByStreets', { crs: name, near: textOf(formatPercent(fit.nearStreetFraction)) });
  return t(`found.crsBy.${crs.decidedBy}`, { crs: name });
}
