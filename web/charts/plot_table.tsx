import type { ReactNode, Ref } from 'react';
import styles from './charts.module.css';

export interface PlotTableProps {
  readonly caption: string;
  readonly labelHead: string;
  readonly figureHead: string;
  readonly axis: ReactNode;
  /** Measures the plot column, which the rows' drawings share. */
  readonly plotRef: Ref<HTMLTableCellElement>;
  readonly children: ReactNode;
}

/** A table whose middle column is drawn: readable as a table by assistive technology, one shared axis for the eye. */
export function PlotTable({ caption, labelHead, figureHead, axis, plotRef, children }: PlotTableProps) {
  return (
    <table className={styles.plotTable}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className={styles.hidden}>{labelHead}</span>
          </th>
          <td className={styles.plot} ref={plotRef}>
            {axis}
          </td>
          <th scope="col" className={styles.figure}>
            {figureHead}
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
