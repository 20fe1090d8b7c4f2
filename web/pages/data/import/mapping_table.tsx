import type { ImportInspection, ImportSettings, InspectedField } from '@beatline/shared/model/views/import_view';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './import_details.module.css';
import { withColumn } from './import_settings';

export interface MappingTableProps {
  readonly inspection: ImportInspection;
  readonly settings: ImportSettings;
  readonly onChange: (settings: ImportSettings) => void;
}

/** Fields and the columns that feed them; those in use and those that must be decided first, the rest behind a button. */
export function MappingTable({ inspection, settings, onChange }: MappingTableProps) {
  const { t } = useTranslation('data');
  const [isLong, setIsLong] = useState(false);
  const weight = (field: InspectedField) =>
    inspection.missing.includes(field.field) || (field.candidates.length > 0 && field.column === undefined)
      ? 0
      : field.column !== undefined
        ? 1
        : 2;
  const fields = inspection.fields.toSorted((a, b) => weight(a) - weight(b));
  const shown = isLong ? fields : fields.filter((field) => weight(field) < 2);
  const inUse = Object.fromEntries(
    inspection.fields.flatMap(({ field, column }) => (column === undefined ? [] : [[field, column] as const])),
  );
  const choose = (field: string, column: string) => onChange({ ...settings, map: withColumn(settings.map ?? inUse, field, column) });
  const hidden = fields.length - shown.length;
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('mapping.field')}</th>
            <th scope="col">{t('mapping.column')}</th>
            <th scope="col">{t('mapping.example')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((field) => (
            <tr key={field.field} data-open={weight(field) === 0}>
              <th scope="row">
                {t(`field.${field.field}`, { defaultValue: field.field })}
                {field.required && <small>{t('mapping.required')}</small>}
              </th>
              <td>
                <ColumnSelect field={field} inspection={inspection} onChoose={(column) => choose(field.field, column)} />
              </td>
              <td className={styles.value}>{exampleOf(inspection, field.column)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.foot}>
        {(hidden > 0 || isLong) && (
          <button type="button" className={styles.more} aria-expanded={isLong} onClick={() => setIsLong(!isLong)}>
            {isLong ? t('mapping.fewer') : t('mapping.more', { count: hidden })}
          </button>
        )}
        {settings.map !== undefined && (
          <button type="button" className={styles.more} onClick={() => onChange({ ...settings, map: undefined })}>
            {t('mapping.reset')}
          </button>
        )}
      </div>
      {inspection.droppedColumns.length > 0 && (
        <p className={styles.note}>{t('mapping.dropped', { columns: inspection.droppedColumns.join(t('comma')) })}</p>
      )}
    </>
  );
}

interface ColumnSelectProps {
  readonly field: InspectedField;
  readonly inspection: ImportInspection;
  readonly onChoose: (column: string) => void;
}

/** Every column but those left out for looking like persons; the ones with an equal claim stand first. */
function ColumnSelect({ field, inspection, onChoose }: ColumnSelectProps) {
  const { t } = useTranslation('data');
  const allowed = inspection.header.filter((column) => !inspection.droppedColumns.includes(column));
  const columns = [...new Set([...field.candidates.filter((column) => allowed.includes(column)), ...allowed])];
  return (
    <select
      aria-label={t('mapping.columnOf', { field: t(`field.${field.field}`, { defaultValue: field.field }) })}
      value={field.column ?? ''}
      onChange={(event) => onChoose(event.target.value)}
    >
      <option value="">{field.candidates.length > 0 && field.column === undefined ? t('mapping.choose') : t('mapping.none')}</option>
      {columns.map((column) => (
        <option key={column} value={column}>
          {field.candidates.includes(column) ? t('mapping.candidate', { column }) : column}
        </option>
      ))}
    </select>
  );
}

/** What stands in a column, in the first row that has something there. */
function exampleOf(inspection: ImportInspection, column: string | undefined): string {
  const index = column === undefined ? -1 : inspection.header.indexOf(column);
  return inspection.sample.map((row) => row[index] ?? '').find((cell) => cell !== '') ?? '';
}
