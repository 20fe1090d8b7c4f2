import type { JurisdictionNode } from '@beatline/shared/model/jurisdiction';
import { useCallback, useEffect } from 'react';
import { useSearchParam } from '../../state/search_params';

const STORAGE_KEY = 'beatline.policeCell';

/** The police cells under one station, in order of their codes. */
export interface StationCells {
  readonly station: JurisdictionNode | undefined;
  readonly cells: readonly JurisdictionNode[];
}

/** Police cells by station; those under no station come last. */
export function cellsByStation(jurisdictions: readonly JurisdictionNode[]): StationCells[] {
  const byCode = (a: JurisdictionNode, b: JurisdictionNode) => a.code.localeCompare(b.code, 'en', { numeric: true });
  const cells = jurisdictions.filter((node) => node.level === 'police-cell').toSorted(byCode);
  const stations = jurisdictions.filter((node) => node.level === 'station').toSorted(byCode);
  const isUnder = (cell: JurisdictionNode, station: JurisdictionNode) => cell.parentId === station.id;
  const groups: StationCells[] = stations.map((station) => ({ station, cells: cells.filter((cell) => isUnder(cell, station)) }));
  const orphans = cells.filter((cell) => !stations.some((station) => isUnder(cell, station)));
  return [...groups, { station: undefined, cells: orphans }].filter((group) => group.cells.length > 0);
}

/** My 警格: the one in the address, else the one chosen before on this device. Choosing writes both. */
export function useMyCell(jurisdictions: readonly JurisdictionNode[]): [JurisdictionNode | undefined, (code: string) => void] {
  const [asked, writeAddress] = useSearchParam('cell', '');
  const find = (code: string | null) => jurisdictions.find((node) => node.level === 'police-cell' && node.code === code);
  const cell = find(asked) ?? (asked === '' ? find(localStorage.getItem(STORAGE_KEY)) : undefined);
  const code = cell?.code;
  useEffect(() => {
    if (code !== undefined && code !== asked) writeAddress(code);
  }, [code, asked, writeAddress]);
  const choose = useCallback(
    (next: string) => {
      localStorage.setItem(STORAGE_KEY, next);
      writeAddress(next);
    },
    [writeAddress],
  );
  return [cell, choose];
}
