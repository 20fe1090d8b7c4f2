import type { ImportInspection } from '@beatline/shared/model/views/import_view';
import { useTranslation } from 'react-i18next';
import styles from './sample_table.module.css';

/** The first rows as they stand in the file; over each column what it is taken for, and which are left out. */
export function SampleTable({ inspection }: { readonly inspection: ImportInspection }) {
  const { t } = useTranslation('data');
  const { header, sample, droppedColumns, fields } = inspection;
  const firstRow = inspection.format === 'csv' || inspection.format === 'xlsx' ? FIRST_TABLE_ROW : 1;
  const usesOf = (column: string) =>
    fields.filter((field) => field.column === column).map((field) => t(`field.${field.field}`, { defaultValue: field.field }));
  const columns = header.map((column, index) => {
    const uses = usesOf(column);
    return { column, index, use: droppedColumns.includes(column) ? 'dropped' : uses.length > 0 ? 'used' : 'unused', uses };
  });
  return (
    <section className={styles.sample} aria-label={t('sample.title')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col" className={styles.number}>
              {t('problem.row')}
            </th>
            {columns.map(({ column, index, use, uses }) => (
              <th key={index} scope="col" data-use={use}>
                <small>{use === 'used' ? uses.join(' · ') : t(`sample.${use}`)}</small>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sample.map((row, rowIndex) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows of a file have no identity but their number
            <tr key={rowIndex}>
              <td className={styles.number}>{rowIndex + firstRow}</td>
              {columns.map(({ index, use }) => (
                <td key={index} data-use={use}>
                  {row[index]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Rows are numbered as a spreadsheet does, the header is row 1; features from 1. */
const FIRST_TABLE_ROW = 2;
