import { reasonText } from '@beatline/shared/formats/reject_reasons';
import type { ImportInspection } from '@beatline/shared/model/views/import_view';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/use_format';
import { CrsChoice } from './crs_choice';
import styles from './import_details.module.css';
import { MappingTable } from './mapping_table';
import type { SettingsEditorProps } from './needed_settings';
import { ReadingOptions } from './reading_options';
import { SETTINGS_OF_KIND } from './import_settings';

/** One step behind: which column is what, how the bytes are read, which coordinate system, which rows would be left out. */
export function ImportDetails({
  kind,
  inspection,
  settings,
  onChange,
}: SettingsEditorProps & {
  /** Undefined when the file could not be read with the settings as they are. */
  readonly inspection: ImportInspection | undefined;
}) {
  const { t } = useTranslation('data');
  const asked = SETTINGS_OF_KIND[kind];
  const mapped = inspection?.fields.filter((field) => field.column !== undefined).length ?? 0;
  const isOpenCrs = inspection?.missing.includes('crs') ?? false;
  const hasColumns = inspection !== undefined && inspection.fields.length > 0 && inspection.header.length > 0;
  return (
    <div className={styles.details}>
      {hasColumns && (
        <Section
          title={t('details.columns')}
          note={t('details.columnsNote', { mapped, columns: inspection.header.length })}
          isOpen={inspection.missing.some((field) => field !== 'crs')}
        >
          <MappingTable inspection={inspection} settings={settings} onChange={onChange} />
        </Section>
      )}
      {asked.includes('crs') && inspection !== undefined && (
        <Section title={t('details.crs')} note={inspection.crs === undefined || isOpenCrs ? '' : inspection.crs.crs} isOpen={isOpenCrs}>
          <CrsChoice crs={inspection.crs} settings={settings} onChange={onChange} />
        </Section>
      )}
      {asked.includes('encoding') && (
        <Section title={t('details.reading')} note={readingNote(inspection)} isOpen={inspection === undefined}>
          <ReadingOptions kind={kind} inspection={inspection} settings={settings} onChange={onChange} />
        </Section>
      )}
      {inspection !== undefined && inspection.problems.length > 0 && (
        <Section title={t('details.problems')} note={String(inspection.problems.length)} isOpen={false}>
          <Problems inspection={inspection} />
        </Section>
      )}
    </div>
  );
}

function readingNote(inspection: ImportInspection | undefined): string {
  const { encoding, sheet, timeZone } = inspection ?? {};
  return [encoding?.toUpperCase(), sheet, timeZone].filter((part) => part !== undefined).join(' · ');
}

interface SectionProps {
  readonly title: string;
  readonly note: string;
  /** Whether it stands open at first: something in it must be decided. */
  readonly isOpen: boolean;
  readonly children: ReactNode;
}

function Section({ title, note, isOpen, children }: SectionProps) {
  return (
    <details open={isOpen}>
      <summary>
        {title}
        <em>{note}</em>
      </summary>
      {children}
    </details>
  );
}

function Problems({ inspection }: { readonly inspection: ImportInspection }) {
  const { t } = useTranslation('data');
  const { language } = useFormat();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('problem.row')}</th>
          <th scope="col">{t('problem.column')}</th>
          <th scope="col">{t('problem.value')}</th>
          <th scope="col">{t('problem.reason')}</th>
        </tr>
      </thead>
      <tbody>
        {inspection.problems.map((problem) => (
          <tr key={`${problem.rowNumber} ${problem.reason}`}>
            <td>{problem.rowNumber}</td>
            <td>{problem.column}</td>
            <td className={styles.value}>{problem.value}</td>
            <td>{reasonText(problem.reason, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
